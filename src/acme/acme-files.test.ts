import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { forgetTries, keepTries, keptTries } from "./acme-files.ts";
import type { AcmeSpec } from "./acme-spec.ts";

const spec: AcmeSpec = {
  name: "shop",
  directory: "https://ca.example/directory",
  contact: [],
  externalAccount: undefined,
  domains: ["shop.example"],
  challenge: "http-01",
  keyType: "ecdsa-p256",
  renewBeforeMs: undefined,
  ca: "",
  dnsHook: [],
};

const tries = { failures: 3, failure: "no such name", triedAtMs: 1000, nextMs: 241_000, notBeforeMs: 1000 };

test("what came of tries is known again for the same order, until it is forgotten or damaged", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "acme-files-"));
  t.after(() => rmSync(folder, { recursive: true }));
  assert.equal(keptTries(folder, spec), undefined);
  keepTries(folder, spec, tries);
  assert.deepEqual(keptTries(folder, spec), tries);
  assert.equal(keptTries(folder, { ...spec, domains: ["other.example"] }), undefined);
  const [file = ""] = readdirSync(folder);
  for (const damaged of ["{", "null", "{}", '{"failures":"3"}']) {
    writeFileSync(join(folder, file), damaged);
    assert.equal(keptTries(folder, spec), undefined, damaged);
  }
  keepTries(folder, spec, tries);
  forgetTries(folder, spec);
  assert.deepEqual(readdirSync(folder), []);
});
