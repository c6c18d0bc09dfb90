import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { runDnsHook } from "./dns-hook.ts";

const challenge = {
  type: "dns-01",
  domain: "shop.example.com",
  token: "t",
  keyAuthorization: "token.thumbprint",
} as const;

const node = (code: string): string[] => [process.execPath, "-e", code];

test("a hook gets what to do, the record's name and its text, and no shell reads any of it", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "portcullis-hook-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const code = "require('node:fs').writeFileSync(process.argv[1], JSON.stringify(process.argv.slice(2)))";
  await runDnsHook([...node(code), join(folder, "out"), "$(id) `id`"], "present", challenge);
  const [first, ...rest] = JSON.parse(readFileSync(join(folder, "out"), "utf8"));
  assert.equal(first, "$(id) `id`");
  const digest = "61rBZ_4knHblO0MNoxFsXZ_eTFUHum0B6IVRbhvUn5I";
  assert.deepEqual(rest, ["present", "_acme-challenge.shop.example.com", digest]);
});

test("a hook that fails, hangs or is not there is told with its reason", async () => {
  const fails = runDnsHook(node("console.error('no such zone'); process.exit(3)"), "present", challenge);
  await assert.rejects(fails, /present: no such zone/);
  await assert.rejects(runDnsHook(node("process.exit(3)"), "remove", challenge), /remove: it ended with 3/);
  await assert.rejects(
    runDnsHook(node("setInterval(() => {}, 1000)"), "present", challenge, 200),
    /took longer than 0\.2 s/,
  );
  await assert.rejects(runDnsHook(["/nowhere/hook"], "present", challenge), /ENOENT/);
});
