// `portcullis crs list` and `portcullis crs use`: which versions are installed, and which one policies take.

import { Command } from "commander";
import type { InstalledVersion } from "#crs/rule-set-store.ts";
import { DEFAULT_CRS_DIR } from "./crs-dir.ts";
import { exitCode } from "./exit-code.ts";

const LIST_HELP = `
Every file is compared with the lock file. Exits with 1 where a version has changed since it was
installed.

Examples:
  $ portcullis crs list
  $ portcullis crs list --json`;

const USE_HELP = `
A running node takes the version over when it reads its configuration again: send it SIGHUP.

Examples:
  $ portcullis crs use 4.28.0`;

type ListOptions = { readonly dir: string; readonly json?: true };

export function crsListCommand(): Command {
  return new Command("list")
    .description("list installed versions")
    .option("--dir <folder>", "where versions lie side by side", DEFAULT_CRS_DIR)
    .option("--json", "print them as JSON")
    .addHelpText("after", LIST_HELP)
    .action(list);
}

async function list({ dir, json }: ListOptions): Promise<void> {
  const { installedVersions } = await import("#crs/rule-set-store.ts");
  const versions = installedVersions(dir);
  if (json === true) console.log(JSON.stringify(versions.map(asJson), undefined, 2));
  else for (const version of versions) console.log(lineOf(version));
  if (versions.length === 0) console.error(`no version is installed in ${dir}: see portcullis crs install`);
  const isRight = versions.every(({ verdict }) => verdict.kind === "verified" || verdict.kind === "unlocked");
  process.exitCode = exitCode(isRight ? "ok" : "findings");
}

function asJson({ version, folder, isCurrent, verdict }: InstalledVersion): object {
  const lock = "lock" in verdict ? verdict.lock : undefined;
  return {
    ...{ version, folder, current: isCurrent, state: verdict.kind },
    ...(lock === undefined
      ? {}
      : { source: lock.source, installedAt: lock.installedAt, sha256: lock.sha256 }),
    ...(verdict.kind === "changed" ? { changes: verdict.changes } : {}),
  };
}

function lineOf({ version, isCurrent, verdict }: InstalledVersion): string {
  const head = `${isCurrent ? "*" : " "} ${version.padEnd(10)} ${stateText(verdict)}`;
  const changes = verdict.kind === "changed" ? verdict.changes.map((change) => `      ${change}`) : [];
  return [head, ...changes].join("\n");
}

function stateText(verdict: InstalledVersion["verdict"]): string {
  switch (verdict.kind) {
    case "verified":
      return `verified   from ${verdict.lock.source}`;
    case "changed":
      return `CHANGED    from ${verdict.lock.source}`;
    case "unreadable":
      return "its lock file cannot be read";
    case "unlocked":
      return "has no lock file";
  }
}

export function crsUseCommand(): Command {
  return new Command("use")
    .description("make an installed version current")
    .argument("<version>", "the version")
    .option("--dir <folder>", "where versions lie side by side", DEFAULT_CRS_DIR)
    .addHelpText("after", USE_HELP)
    .action(use);
}

async function use(version: string, { dir }: ListOptions): Promise<void> {
  const { installedVersions, useVersion } = await import("#crs/rule-set-store.ts");
  process.exitCode = exitCode("findings");
  try {
    if (useVersion(dir, version)) {
      process.exitCode = exitCode("ok");
      console.log(`${version} is current`);
      return;
    }
    const there = installedVersions(dir).map((each) => each.version);
    const which = there.length === 0 ? "none is" : there.join(", ");
    console.error(`${version} is not installed in ${dir}; installed: ${which}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
  }
}
