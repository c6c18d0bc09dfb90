// `portcullis crs install`: takes a version of the Core Rule Set from Debian, from a release, from a folder
// or from an archive, and makes it current.

import { readFileSync, statSync } from "node:fs";
import { Command, Option } from "commander";
import type { GatheredFiles } from "#crs/rule-set-files.ts";
import { DEFAULT_CRS_DIR } from "./crs-dir.ts";
import { exitCode } from "./exit-code.ts";

const HELP = `
Sources:
  debian            the package modsecurity-crs, which has to be installed; with --apt it is installed
  release v4.28.0   the project's release, over HTTPS. It is installed only if it was checked: by its
                    signature with --keyring, or by the SHA-256 that --sha256 gives. Portcullis itself
                    knows no hashes of releases
  a folder          with rules/ and crs-setup.conf.example
  a .tar.gz         of such a folder

Without --from it says what there is, and installs nothing.

Examples:
  $ portcullis crs install --from debian
  $ portcullis crs install --from release v4.28.0 --keyring crs-keys.gpg
  $ portcullis crs install --from release v4.28.0 --sha256 <64 hex digits>
  $ portcullis crs install --from ./coreruleset-4.28.0.tar.gz`;

type InstallOptions = {
  readonly from?: readonly string[];
  readonly dir: string;
  readonly apt?: true;
  readonly sha256?: string;
  readonly keyring?: string;
  readonly mirror?: string;
  readonly use: boolean;
};

/** What is to be installed, or why it is not. */
type Source =
  | {
      readonly files: ReadonlyMap<string, string>;
      readonly source: string;
      readonly version: string | undefined;
    }
  | { readonly flaw: string };

export function crsInstallCommand(): Command {
  return new Command("install")
    .description("install a version of the Core Rule Set")
    .option("--from <source...>", "debian, release <version>, a folder or a .tar.gz")
    .option("--dir <folder>", "where versions lie side by side", DEFAULT_CRS_DIR)
    .option("--apt", "with debian: install the package with apt-get where it is missing")
    .addOption(new Option("--sha256 <hex>", "with release: the SHA-256 of the archive").conflicts("keyring"))
    .option("--keyring <file>", "with release: public keys of the project, as gpgv reads them")
    .option("--mirror <url>", "with release: where releases lie, in place of GitHub")
    .option("--no-use", "leave the current version current")
    .addHelpText("after", HELP)
    .action(install);
}

async function install(options: InstallOptions): Promise<void> {
  process.exitCode = exitCode("findings");
  const [from = "", version = ""] = options.from ?? [];
  if (from === "") {
    process.exitCode = exitCode("ok");
    await explain(options.dir);
    return;
  }
  const found = await sourceOf(from, version, options);
  if ("flaw" in found) {
    console.error(found.flaw);
    return;
  }
  await store(found, options);
}

async function sourceOf(from: string, version: string, options: InstallOptions): Promise<Source> {
  if (from === "debian") return fromDebian(options.apt === true);
  if (from === "release") return fromRelease(version, options);
  const { filesOfArchive, filesOfFolder } = await import("#crs/rule-set-files.ts");
  try {
    const files = statSync(from).isDirectory()
      ? filesOfFolder(from)
      : filesOfArchive(readFileSync(from), from);
    return await withVersion(files, from);
  } catch (error) {
    return { flaw: error instanceof Error ? error.message : String(error) };
  }
}

async function withVersion(files: GatheredFiles, source: string): Promise<Source> {
  const { versionOf } = await import("#crs/rule-set-files.ts");
  return "flaw" in files ? { flaw: String(files.flaw) } : { files, source, version: versionOf(files) };
}

async function fromDebian(usesApt: boolean): Promise<Source> {
  const { DEBIAN_PACKAGE, debianFiles, debianVersion, installDebianPackage } = await import(
    "#crs/debian-rule-set.ts"
  );
  if (debianVersion() === "" && usesApt) installDebianPackage();
  const version = debianVersion();
  if (version !== "") return withVersion(debianFiles(), `debian ${version}`);
  const hint = usesApt
    ? "apt-get could not install it"
    : `run \`apt-get install ${DEBIAN_PACKAGE}\`, or add --apt`;
  return { flaw: `the package ${DEBIAN_PACKAGE} is not installed: ${hint}` };
}

async function fromRelease(written: string, { sha256, keyring, mirror }: InstallOptions): Promise<Source> {
  const version = written.replace(/^v/, "");
  if (!/^[0-9]+\.[0-9]+\.[0-9]+$/.test(version))
    return { flaw: "name the release, as in --from release v4.28.0" };
  if (sha256 === undefined && keyring === undefined) {
    return {
      flaw: `the release v${version} cannot be checked: give --keyring with the project's public keys, or --sha256 with the hash of an archive that you have checked`,
    };
  }
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(sha256))
    return { flaw: "a SHA-256 has 64 hexadecimal digits" };
  const check =
    sha256 === undefined
      ? ({ kind: "keyring", file: keyring ?? "" } as const)
      : ({ kind: "sha256", sha256 } as const);
  const { fetchRelease, RELEASES } = await import("#crs/fetch-release.ts");
  const release = await fetchRelease(version, check, mirror ?? RELEASES);
  if ("flaw" in release) return release;
  const { filesOfArchive } = await import("#crs/rule-set-files.ts");
  return withVersion(
    filesOfArchive(release.archive, release.name),
    `release v${version} sha256 ${release.sha256}`,
  );
}

async function store(found: Exclude<Source, { flaw: string }>, { dir, use }: InstallOptions): Promise<void> {
  const { files, source, version } = found;
  if (version === undefined) {
    console.error(`${source}: the rules do not tell their version`);
    return;
  }
  const { storeVersion, useVersion } = await import("#crs/rule-set-store.ts");
  try {
    const { sha256 } = storeVersion(dir, files, { version, source, installedAt: new Date().toISOString() });
    console.log(`installed ${version} from ${source} in ${dir}/${version}`);
    console.log(`${files.size} files, SHA-256 ${sha256}`);
    if (use && useVersion(dir, version)) console.log(`${version} is current`);
    process.exitCode = exitCode("ok");
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
  }
}

async function explain(dir: string): Promise<void> {
  const { DEBIAN_PACKAGE, debianVersion } = await import("#crs/debian-rule-set.ts");
  const { installedVersions } = await import("#crs/rule-set-store.ts");
  const versions = installedVersions(dir).map((each) => each.version + (each.isCurrent ? " (current)" : ""));
  const debian = debianVersion();
  console.log(`in ${dir}: ${versions.length === 0 ? "nothing" : versions.join(", ")}`);
  console.log(`Debian's ${DEBIAN_PACKAGE}: ${debian === "" ? "not installed" : debian}`);
  console.log("Install one with --from debian, --from release v4.28.0, --from FOLDER or --from FILE.tar.gz;");
  console.log("`portcullis crs install --help` says more.");
}
