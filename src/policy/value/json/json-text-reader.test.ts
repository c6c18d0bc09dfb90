import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { BudgetExceeded } from "../budget-exceeded.ts";
import { ClrException } from "../clr-exception.ts";
import { Run } from "../run.ts";
import { JsonTextWriter } from "./json-text-writer.ts";
import { parseToken } from "./load-token.ts";

const world = { now: () => 0, random: () => 0, randomBytes: (count: number) => new Uint8Array(count) };
const types = { zeroOf: () => null, isInstance: () => false };

function runOf(fuel = 1e7, bytes = 1e8): Run {
  return new Run(world, types, fuel, bytes);
}

function rewritten(text: string): string {
  const writer = new JsonTextWriter(false);
  parseToken(runOf(), text).writeTo(writer);
  return writer.text;
}

function failure(text: string): string {
  try {
    parseToken(runOf(), text);
  } catch (error) {
    if (error instanceof ClrException) return error.message;
    throw error;
  }
  return "";
}

/** Dates are found in strings, which JSON.parse does not do. */
const plainJson = fc.jsonValue().filter((value) => !/\d{4}-\d\d-\d\dT|Date\(/.test(JSON.stringify(value)));

suite("JsonTextReader", () => {
  test("reads every JSON text as JSON.parse does, but for numbers' spelling", () => {
    fc.assert(
      fc.property(plainJson, (value) => {
        const text = JSON.stringify(value);
        assert.deepEqual(JSON.parse(rewritten(text)), JSON.parse(text));
      }),
    );
  });

  test("writes what it reads back unchanged a second time", () => {
    fc.assert(
      fc.property(plainJson, (value) => {
        const once = rewritten(JSON.stringify(value));
        assert.equal(rewritten(once), once);
      }),
    );
  });

  test("says of any text either what it is or where it fails", () => {
    const jsonLike = fc.string({ unit: fc.constantFrom(..."{}[]():,\"'/*\\ntfuNI-0x1e.a$ \n\r") });
    fc.assert(
      fc.property(jsonLike, (text) => {
        const message = failure(text);
        assert.ok(
          message === "" || message.includes("Path '") || message.startsWith("Constructor name"),
          message,
        );
      }),
    );
  });

  test("stops at the 65th level, as Newtonsoft.Json 13 does", () => {
    assert.equal(failure(`${"[".repeat(64)}${"]".repeat(64)}`), "");
    assert.equal(
      failure("[".repeat(65)),
      `The reader's MaxDepth of 64 has been exceeded. Path '${"[0]".repeat(64)}', line 1, position 65.`,
    );
  });

  test("costs fuel for every character and memory for every token", () => {
    assert.throws(() => parseToken(runOf(10), JSON.stringify("long enough")), BudgetExceeded);
    assert.throws(() => parseToken(runOf(1e6, 10_000), `[${"0,".repeat(1_000)}]`), BudgetExceeded);
  });

  test("counts lines by line feed, carriage return, and both", () => {
    assert.match(failure("[\n1,\r2,\r\n x]"), /Path '\[1\]', line 4, position 1\.$/);
  });
});
