import assert from "node:assert/strict";
import { it } from "node:test";
import { newInstance } from "./wasm-library.ts";

declare const WebAssembly: { compile(): Promise<object> };

const MIB = 2 ** 20;

it("loads the library again where that failed, and not where it was loaded", async (t) => {
  const { mock } = t.mock.method(WebAssembly, "compile", async () => {
    throw new RangeError("out of memory");
  });
  await assert.rejects(newInstance(MIB), /out of memory/);
  assert.equal(mock.callCount(), 1);
  mock.restore();
  const instances = await Promise.all([newInstance(MIB), newInstance(MIB)]);
  assert.equal(instances.length, 2);
});

it("has all of its memory in one piece, and no more", async () => {
  for (const mib of [1, 4, 64]) {
    const { hasRoom } = await newInstance(mib * MIB);
    // The library's own data take some of it.
    assert.deepEqual([hasRoom(mib * MIB - 2 ** 17), hasRoom(mib * MIB)], [true, false], `${mib}`);
  }
});
