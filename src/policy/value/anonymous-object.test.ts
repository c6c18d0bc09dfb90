import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { intType, stringType } from "../type/well-known.ts";
import { AnonymousObject } from "./anonymous-object.ts";

function pair(a: number, b: string | null): AnonymousObject {
  const fields = [
    { name: "a", type: intType },
    { name: "b", type: stringType },
  ];
  return new AnonymousObject({ kind: "anonymous", fields }, [a, b]);
}

suite("AnonymousObject", () => {
  test("prints its fields as the C# compiler has them printed", () => {
    assert.equal(pair(1, "x").toString(), "{ a = 1, b = x }");
    assert.equal(pair(1, null).toString(), "{ a = 1, b =  }");
    assert.equal(new AnonymousObject({ kind: "anonymous", fields: [] }, []).toString(), "{ }");
  });

  test("equals another of the same type with the same values", () => {
    assert.ok(pair(1, "x").equals(pair(1, "x")));
    assert.equal(pair(1, "x").hashKey(), pair(1, "x").hashKey());
    assert.ok(!pair(1, "x").equals(pair(2, "x")));
    assert.ok(!pair(1, null).equals(pair(1, "x")));
    const other = new AnonymousObject({ kind: "anonymous", fields: [{ name: "a", type: intType }] }, [1]);
    assert.ok(!pair(1, "x").equals(other));
  });
});
