// A release of the Core Rule Set's project: downloaded, and checked before anything of it is read. It is
// signed with OpenPGP; where no key is at hand, its SHA-256 has to be told, by somebody who has checked it.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildPrefixTable } from "#kernel/prefix-set.ts";
import { EgressClient } from "#upstream/egress.ts";

export const RELEASES = "https://github.com/coreruleset/coreruleset/releases/download";

const TIMEOUT_MS = 120_000;
const MAX_ARCHIVE_BYTES = 32 * 2 ** 20;
const MAX_SIGNATURE_BYTES = 64 * 2 ** 10;

export type ReleaseCheck =
  /** In hex. */
  | { readonly kind: "sha256"; readonly sha256: string }
  /** A file of public keys, as gpgv reads it. */
  | { readonly kind: "keyring"; readonly file: string };

export type FetchedRelease =
  | { readonly archive: Uint8Array; readonly sha256: string; readonly name: string }
  | { readonly flaw: string };

/** @param mirror the URL below which releases lie, one folder each */
export async function fetchRelease(
  version: string,
  check: ReleaseCheck,
  mirror: string,
): Promise<FetchedRelease> {
  const name = `coreruleset-${version}-minimal.tar.gz`;
  const url = `${mirror.replace(/\/$/, "")}/v${version}/${name}`;
  try {
    const archive = await download(url, MAX_ARCHIVE_BYTES);
    const sha256 = createHash("sha256").update(archive).digest("hex");
    const flaw =
      check.kind === "sha256"
        ? hashFlaw(sha256, check.sha256)
        : signatureFlaw(archive, await download(`${url}.asc`, MAX_SIGNATURE_BYTES), check.file);
    return flaw === "" ? { archive, sha256, name } : { flaw: `${url}: ${flaw}` };
  } catch (error) {
    return { flaw: `${url}: ${error instanceof Error ? error.message : String(error)}` };
  }
}

async function download(url: string, maxBytes: number): Promise<Buffer> {
  const client = new EgressClient({ allow: { prefixes: buildPrefixTable([]), hosts: [] }, proxy: undefined });
  const request = { method: "GET", url, timeoutMs: TIMEOUT_MS, maxBytes, maxRedirects: 5, isNamed: true };
  const { status, body } = await client.request(request);
  if (status !== 200) throw new Error(`the answer has status ${status}`);
  return body;
}

function hashFlaw(actual: string, expected: string): string {
  if (actual === expected.toLowerCase()) return "";
  return `its SHA-256 is ${actual}, and not the one that was given: nothing is installed`;
}

/** By gpgv, which says yes only to signatures of keys in the file. */
function signatureFlaw(archive: Buffer, signature: Buffer, keyring: string): string {
  const folder = mkdtempSync(join(tmpdir(), "portcullis-crs-"));
  try {
    writeFileSync(join(folder, "archive"), archive);
    writeFileSync(join(folder, "signature"), signature);
    const args = ["--keyring", keyring, join(folder, "signature"), join(folder, "archive")];
    const { status, stderr, error } = spawnSync("gpgv", args, { encoding: "utf8" });
    if (error !== undefined) return "gpgv cannot be run: install it, or give --sha256";
    return status === 0 ? "" : `its signature is not good: ${stderr.trim().split("\n").at(-1) ?? ""}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
