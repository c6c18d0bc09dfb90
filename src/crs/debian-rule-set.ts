// The Core Rule Set of Debian's package modsecurity-crs, where it is installed.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { filesOfFolder, type GatheredFiles } from "./rule-set-files.ts";

export const DEBIAN_PACKAGE = "modsecurity-crs";

const FOLDER = "/usr/share/modsecurity-crs";
const SETUPS = [`${FOLDER}/crs-setup.conf.example`, "/etc/modsecurity/crs/crs-setup.conf"];

/** The package's version; empty where it is not installed. */
export function debianVersion(): string {
  const args = ["--show", "--showformat=${db:Status-Status} ${Version}", DEBIAN_PACKAGE];
  const { stdout } = spawnSync("dpkg-query", args, { encoding: "utf8" });
  const [status, version = ""] = (stdout ?? "").split(" ");
  return status === "installed" ? version : "";
}

export function debianFiles(): GatheredFiles {
  const setup = SETUPS.find((file) => existsSync(file));
  return filesOfFolder(FOLDER, setup);
}

/** Installs the package with apt-get; gives back its exit code. */
export function installDebianPackage(): number {
  const args = ["install", "--yes", "--no-install-recommends", DEBIAN_PACKAGE];
  return spawnSync("apt-get", args, { stdio: "inherit" }).status ?? 1;
}
