import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { named } from "../../type/clr-type.ts";
import { intType } from "../../type/well-known.ts";
import { ClrArray } from "../boxed.ts";
import { BudgetExceeded } from "../budget-exceeded.ts";
import { Run } from "../run.ts";
import { JArray } from "./j-array.ts";
import { JObject } from "./j-object.ts";
import { JProperty } from "./j-property.ts";
import { JValue } from "./j-value.ts";
import { JsonTextWriter } from "./json-text-writer.ts";

const world = { now: () => 0, random: () => 0, randomBytes: (count: number) => new Uint8Array(count) };
const types = { zeroOf: () => null, isInstance: () => false };

function runOf(fuel = 1e7, bytes = 1e8): Run {
  return new Run(world, types, fuel, bytes);
}

function compact(token: JArray | JObject): string {
  const writer = new JsonTextWriter(false);
  token.writeTo(writer);
  return writer.text;
}

suite("JContainer", () => {
  test("takes the items of arrays one by one, in static representation of their element", () => {
    const array = new JArray();
    array.add(runOf(), new ClrArray(intType, [1, 2]));
    array.add(runOf(), new ClrArray(named("System.Double"), [1]));
    assert.equal(compact(array), "[1,2,1.0]");
  });

  test("copies a token that stands elsewhere already, and its own root", () => {
    const inner = new JObject();
    inner.put(runOf(), "x", new JValue("y"));
    const outer = new JArray();
    for (let count = 0; count < 2; count++) outer.add(runOf(), inner);
    assert.equal(inner.parent, outer);
    assert.notEqual(outer.children[0], outer.children[1]);
    inner.put(runOf(), "again", outer);
    assert.equal(compact(inner), '{"x":"y","again":[{"x":"y"},{"x":"y"}]}');
  });

  test("a copy that doubles with every turn ends with its budget", () => {
    const grow = (): void => {
      const run = runOf(1e6, 1e6);
      const array = new JArray();
      for (let turn = 0; turn < 64; turn++) array.add(run, array);
    };
    assert.throws(grow, BudgetExceeded);
  });

  test("a tree built too deep is not written, copied or compared, and does not end the stack", () => {
    const build = (): JArray => {
      let array = new JArray();
      for (let depth = 0; depth < 50_000; depth++) {
        const above = new JArray();
        above.add(runOf(), array);
        array = above;
      }
      return array;
    };
    const [one, other] = [build(), build()];
    assert.throws(() => compact(one), BudgetExceeded);
    assert.throws(() => one.clone(runOf()), BudgetExceeded);
    assert.throws(() => one.deepEquals(runOf(), other), BudgetExceeded);
  });

  test("a property that is removed or replaced leaves its name free", () => {
    const object = new JObject();
    object.put(runOf(), "a", new JValue(true));
    const property = object.property("a");
    assert.ok(property);
    object.set(runOf(), 0, new JProperty("b"));
    assert.equal(object.property("a"), null);
    object.insert(runOf(), 0, property);
    assert.equal(compact(object), '{"a":true,"b":null}');
  });

  test("keeps the token of a value that would not change", () => {
    const object = new JObject();
    object.put(runOf(), "a", new JValue("x"));
    const before = object.get("a");
    object.put(runOf(), "a", new JValue("x"));
    assert.equal(object.get("a"), before);
    object.put(runOf(), "a", new JValue("y"));
    assert.notEqual(object.get("a"), before);
  });
});
