import assert from "node:assert/strict";
import { test } from "node:test";
import { importMap, modulesWithoutDisk, modulesWithoutIo } from "./import-map.ts";

test("every module that is named has a row of its own", () => {
  const named = [...Object.values(importMap).flat(), ...modulesWithoutDisk, ...modulesWithoutIo];
  assert.deepEqual(
    named.filter((module) => importMap[module] === undefined),
    [],
  );
});

test("the map has no circle", () => {
  const finished = new Set<string>();
  const visit = (module: string, trail: readonly string[]): void => {
    assert.ok(!trail.includes(module), [...trail, module].join(" → "));
    if (finished.has(module)) return;
    for (const next of importMap[module] ?? []) visit(next, [...trail, module]);
    finished.add(module);
  };
  for (const module of Object.keys(importMap)) visit(module, []);
  assert.equal(finished.size, Object.keys(importMap).length);
});

test("only serving threads and engines keep away from the store", () => {
  const withStore = Object.keys(importMap).filter((module) => importMap[module]?.includes("store"));
  assert.deepEqual(withStore.toSorted(), ["control", "posture", "respond"]);
});
