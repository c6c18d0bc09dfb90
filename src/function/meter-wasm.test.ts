import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FUEL, meteredModule } from "./meter-wasm.ts";

declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: Readonly<Record<string, unknown>> };
};

const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const named = (text: string): readonly number[] => [text.length, ...Buffer.from(text)];

/** One function without parameters under the name `run`, a page of memory, a global of its own. */
function moduleOf(code: readonly number[]): Uint8Array {
  const body = [0x00, ...code, 0x0b];
  return Uint8Array.from([
    ...HEADER,
    ...[0x01, 0x04, 0x01, 0x60, 0x00, 0x00],
    ...[0x03, 0x02, 0x01, 0x00],
    ...[0x05, 0x03, 0x01, 0x00, 0x01],
    ...[0x06, 0x06, 0x01, 0x7f, 0x01, 0x41, 0x07, 0x0b],
    ...[0x07, 0x07, 0x01, ...named("run"), 0x00, 0x00],
    ...[0x0a, body.length + 2, 0x01, body.length, ...body],
  ]);
}

function metered(code: readonly number[]) {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(meteredModule(moduleOf(code))));
  // The module exports both.
  const { run, [FUEL]: fuel } = exports as { run: () => void; [FUEL]: { value: number } };
  return { run, fuel };
}

const ENDLESS = [0x03, 0x40, 0x0c, 0x00, 0x0b];
/** memory.fill of 640 bytes from 0 on */
const FILL = [0x41, 0x00, 0x41, 0x00, 0x41, 0x80, 0x05, 0xfc, 0x0b, 0x00];
const CALL_ITSELF = [0x10, 0x00];

describe("a metered module", () => {
  it("ends a loop that has no end", () => {
    const { run, fuel } = metered(ENDLESS);
    fuel.value = 1000;
    assert.throws(run, /unreachable/);
    assert.equal(fuel.value, 0);
  });

  it("takes one for a call, and one for each 64 bytes that are filled", () => {
    const { run, fuel } = metered(FILL);
    fuel.value = 1000;
    run();
    assert.equal(fuel.value, 1000 - 1 - 10);
    fuel.value = 10;
    assert.throws(run, /unreachable/);
  });

  it("ends what has less than nothing left, too", () => {
    const { run, fuel } = metered(FILL);
    fuel.value = 5;
    assert.throws(run, /unreachable/);
    assert.ok(fuel.value < 0);
    const loop = metered(ENDLESS);
    loop.fuel.value = fuel.value;
    assert.throws(loop.run, /unreachable/);
    assert.equal(loop.fuel.value, fuel.value);
  });

  it("counts calls where there is no loop", () => {
    const { run, fuel } = metered(CALL_ITSELF);
    fuel.value = 100;
    assert.throws(run, /unreachable/);
  });

  it("is not made of what is not known", () => {
    assert.throws(() => meteredModule(moduleOf([0xfd, 0x0c])), /instruction 0xfd/);
  });
});
