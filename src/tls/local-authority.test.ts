import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { AUTHORITY_FILE } from "./authority-file.ts";
import { localCertificate } from "./local-authority.ts";

const DAY_MS = 86_400_000;

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "portcullis-authority-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "ca");
}

const authorityOf = (folder: string): string => readFileSync(join(folder, AUTHORITY_FILE), "utf8");

test("a certificate is used again until it nears its end, and the authority outlives it", async (t) => {
  const folder = folderOf(t);
  const nowMs = Date.now();
  const first = await localCertificate(folder, "a", ["shop.example"], nowMs);
  const authority = authorityOf(folder);
  assert.ok(first.names.includes("shop.example") && first.names.includes("localhost"));
  assert.ok(new X509Certificate(first.chain).verify(new X509Certificate(authority).publicKey));
  const same = await localCertificate(folder, "a", [], nowMs + 50 * DAY_MS);
  assert.equal(same.serialNumber, first.serialNumber);
  const renewed = await localCertificate(folder, "a", [], nowMs + 70 * DAY_MS);
  assert.notEqual(renewed.serialNumber, first.serialNumber);
  assert.equal(authorityOf(folder), authority);
});

test("another name, another server, or an authority that nears its end take a new certificate", async (t) => {
  const folder = folderOf(t);
  const nowMs = Date.now();
  const first = await localCertificate(folder, "a", [], nowMs);
  const wider = await localCertificate(folder, "a", ["*.shop.example", "192.0.2.1"], nowMs);
  assert.ok(wider.names.includes("*.shop.example") && wider.names.includes("192.0.2.1"));
  const other = await localCertificate(folder, "b", [], nowMs);
  assert.equal(new Set([first, wider, other].map(({ serialNumber }) => serialNumber)).size, 3);
  const authority = authorityOf(folder);
  await localCertificate(folder, "a", [], nowMs + 3600 * DAY_MS);
  assert.notEqual(authorityOf(folder), authority);
});

test("files that are damaged or do not belong together are made anew", async (t) => {
  const folder = folderOf(t);
  const nowMs = Date.now();
  const first = await localCertificate(folder, "a", [], nowMs);
  writeFileSync(join(folder, "server-a.key"), "damaged");
  const second = await localCertificate(folder, "a", [], nowMs);
  assert.notEqual(second.serialNumber, first.serialNumber);
  writeFileSync(join(folder, "authority.key"), "damaged");
  const third = await localCertificate(folder, "a", [], nowMs);
  assert.ok(new X509Certificate(third.chain).verify(new X509Certificate(authorityOf(folder)).publicKey));
});

test("a folder that cannot be written to is an error", async (t) => {
  const folder = folderOf(t);
  writeFileSync(folder, "a file");
  await assert.rejects(localCertificate(folder, "a", [], Date.now()), /EEXIST|ENOTDIR/);
});
