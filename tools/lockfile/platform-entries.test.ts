import assert from "node:assert/strict";
import { test } from "node:test";
import { type LockPackages, missingEntries, withEntries } from "./platform-entries.ts";

const lock = (optional: Record<string, string>, others: LockPackages = {}): LockPackages => ({
  "": {},
  "node_modules/tool": { version: "1.0.0", dev: true, optionalDependencies: optional },
  ...others,
});

test("a whole file lacks nothing", () => {
  const packages = lock(
    { "@tool/linux-x64": "1.0.0" },
    { "node_modules/@tool/linux-x64": { version: "1.0.0" } },
  );
  assert.deepEqual(missingEntries(packages), {});
});

test("a package that npm left out gets an entry that only its platform installs", () => {
  assert.deepEqual(missingEntries(lock({ "@tool/binding-linux-arm64-musl": "1.0.0" })), {
    "node_modules/@tool/binding-linux-arm64-musl": {
      version: "1.0.0",
      cpu: ["arm64"],
      dev: true,
      libc: ["musl"],
      optional: true,
      os: ["linux"],
    },
  });
});

for (const [name, os, cpu, libc] of [
  ["tool-darwin-arm64", ["darwin"], ["arm64"], undefined],
  ["@tool/binding-win32-ia32-msvc", ["win32"], ["ia32"], undefined],
  ["@tool/binding-linux-arm-gnueabihf", ["linux"], ["arm"], undefined],
  ["@tool/binding-linux-arm-musleabihf", ["linux"], ["arm"], ["musl"]],
  ["@tool/binding-linux-x64-gnu", ["linux"], ["x64"], ["glibc"]],
  ["@tool/binding-wasm32-wasi", undefined, ["wasm32"], undefined],
] as const) {
  test(`the platform is read from the name: ${name}`, () => {
    const entry = missingEntries(lock({ [name]: "1.0.0" }))[`node_modules/${name}`];
    assert.deepEqual([entry?.os, entry?.cpu, entry?.libc], [os, cpu, libc]);
  });
}

test("a second version of a package gets a place of its own", () => {
  const other = { version: "2.0.0", optionalDependencies: { "@tool/linux-x64": "2.0.0" } };
  const packages = lock({ "@tool/linux-x64": "1.0.0" }, { "node_modules/a/node_modules/tool": other });
  const added = missingEntries(packages);
  assert.equal(added["node_modules/@tool/linux-x64"]?.version, "1.0.0");
  assert.equal(added["node_modules/a/node_modules/@tool/linux-x64"]?.version, "2.0.0");
  assert.deepEqual(missingEntries(withEntries(packages, added)), {});
});

test("a range cannot be completed and is left to npm", () => {
  assert.deepEqual(missingEntries(lock({ fsevents: "^2.0.0" })), {});
});

test("entries are put where npm would write them", () => {
  const packages = lock({ "@tool/linux-x64": "1.0.0" });
  const all = withEntries(packages, missingEntries(packages));
  assert.deepEqual(Object.keys(all), ["", "node_modules/@tool/linux-x64", "node_modules/tool"]);
});
