// Puts real servers (nginx, HAProxy, Valkey …) on a Debian machine for the tests and benches that run against
// them. Leaves other systems alone, and leaves what it installed in place.

import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";

const POLICY = "/usr/sbin/policy-rc.d";
const PACKAGE_NAME = /^[a-z0-9][a-z0-9+.-]+$/;
const LOCK_WAIT = ["-o", "DPkg::Lock::Timeout=300"];

type Outcome = { readonly succeeded: boolean; readonly output: string };

/** What of these packages is not installed; all of them where there is no dpkg. */
export function missingPackages(names: readonly string[]): string[] {
  for (const name of names) assert.match(name, PACKAGE_NAME, "not the name of a Debian package");
  return names.filter((name) => {
    const args = ["--show", "--showformat=${db:Status-Status}", name];
    return spawnSync("dpkg-query", args, { encoding: "utf8" }).stdout !== "installed";
  });
}

/** Can `ensurePackages` succeed here? For a test's `skip`. */
export function canInstall(names: readonly string[]): boolean {
  return missingPackages(names).length === 0 || (isRoot() && isDebian());
}

/** Installs what is missing of these packages, without starting their services. Throws with what to do. */
export async function ensurePackages(names: readonly string[]): Promise<void> {
  const missing = missingPackages(names);
  if (missing.length === 0) return;
  const list = missing.join(" ");
  if (!isDebian()) throw new Error(`needs the Debian packages ${list}, but this is not Debian`);
  if (!isRoot())
    throw new Error(`needs the Debian packages ${list}: run \`apt-get install ${list}\` as root`);
  const { succeeded, output } = await withoutServices(() => install(missing));
  if (!succeeded) throw new Error(`apt-get could not install ${list}:\n${output}`);
}

const isRoot = (): boolean => process.getuid?.() === 0;
const isDebian = (): boolean => existsSync("/etc/debian_version");

/** The package lists of a fresh machine are empty or old: they are fetched only when the first try fails. */
async function install(names: readonly string[]): Promise<Outcome> {
  const args = ["install", "--yes", "--no-install-recommends", ...names];
  const first = await aptGet(args);
  if (first.succeeded) return first;
  await aptGet(["update"]);
  return aptGet(args);
}

/** Debian starts a server when it is installed, and its default port may be the one that a test wants. */
async function withoutServices<T>(work: () => Promise<T>): Promise<T> {
  if (existsSync(POLICY)) return work();
  writeFileSync(POLICY, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    return await work();
  } finally {
    rmSync(POLICY, { force: true });
  }
}

function aptGet(args: readonly string[]): Promise<Outcome> {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C" };
  return new Promise((resolve) => {
    execFile("apt-get", [...LOCK_WAIT, ...args], { env }, (error, stdout, stderr) => {
      const lastLines = `${stdout}${stderr}`.trim().split("\n").slice(-15).join("\n");
      resolve({ succeeded: error === null, output: lastLines });
    });
  });
}
