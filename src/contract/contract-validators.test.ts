import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { defaultLimits } from "#kernel/limits.ts";
import { runSteps } from "#kernel/run-steps.ts";
import type { Contract, JsonSchema } from "./contract.ts";
import { ContractValidators, plainVariant, type SchemaVariant } from "./contract-validators.ts";

function validators(schemas: { readonly [name: string]: JsonSchema }): ContractValidators {
  const contract: Contract = {
    title: "t",
    version: "1",
    specification: "3.1",
    servers: [],
    basePath: "",
    operations: [],
    schemas,
  };
  return new ContractValidators(contract);
}

function errors(schema: JsonSchema, body: string, variant: SchemaVariant = plainVariant): string[] {
  return validators({ It: schema })
    .validateJson("It", Buffer.from(body), variant)
    .map(({ path, message }) => `${path}: ${message}`);
}

const person: JsonSchema = {
  type: "object",
  required: ["name"],
  properties: { name: { type: "string" }, friend: { $ref: "#/$defs/It" } },
};

describe("a body against a schema", () => {
  it("fits, or is told where it does not", () => {
    assert.deepEqual(errors(person, '{"name": "a", "friend": {"name": "b"}}'), []);
    assert.deepEqual(errors(person, '{"friend": {"name": 5}}'), [
      ": must have required property 'name'",
      "/friend/name: must be string",
    ]);
  });

  for (const [name, body, expected] of [
    ["no JSON", "{", /cannot be read as JSON/],
    ["no UTF-8", Buffer.from([0x22, 0xff, 0x22]).toString("latin1"), undefined],
    ["nested deeper than anybody writes", "[".repeat(100) + "]".repeat(100), /deeper than 64 levels/],
    ["empty", "", /cannot be read as JSON/],
  ] as const) {
    it(`is an error where it is ${name}`, () => {
      const bytes = name === "no UTF-8" ? Buffer.from([0x22, 0xff, 0x22]) : Buffer.from(body);
      const [error] = validators({ It: true }).validateJson("It", bytes);
      assert.match(error?.message ?? "", expected ?? /not UTF-8/);
    });
  }

  it("is held to each of its patterns, and to those of the schemas that it refers to", () => {
    const schemas = validators({
      It: {
        type: "object",
        properties: {
          letters: { type: "string", pattern: "^[a-z]+$" },
          digits: { type: "string", pattern: "^[0-9]+$" },
          code: { $ref: "#/$defs/Code" },
        },
        patternProperties: { "^x-": { type: "boolean" } },
        additionalProperties: false,
      },
      Code: { type: "string", pattern: "^[A-Z]{2}$" },
    });
    const messages = (body: object): readonly string[] =>
      schemas.validateJson("It", Buffer.from(JSON.stringify(body))).map(({ path }) => path);
    assert.deepEqual(messages({ letters: "abc", digits: "123", code: "PT", "x-own": true }), []);
    assert.deepEqual(messages({ letters: "123", digits: "abc", code: "abc" }).toSorted(), [
      "/code",
      "/digits",
      "/letters",
    ]);
    assert.deepEqual(messages({ "y-own": true }), [""]);
  });

  it("has the properties that it has itself", () => {
    assert.deepEqual(errors({ type: "object", required: ["constructor"] }, "{}"), [
      ": must have required property 'constructor'",
    ]);
    const closed: JsonSchema = { type: "object", additionalProperties: false };
    assert.deepEqual(errors(closed, '{"__proto__": 1}'), [
      ': must NOT have additional properties: "__proto__"',
    ]);
  });

  it("is held against patterns in linear time, by what ECMAScript means", () => {
    const schema: JsonSchema = { type: "string", pattern: "^(\\d+)+\\/\\u0041$" };
    assert.deepEqual(errors(schema, '"123/A"'), []);
    assert.equal(errors(schema, JSON.stringify("1".repeat(50_000))).length, 1);
  });

  it("tells a bounded number of errors, and of large bodies the first", () => {
    const list: JsonSchema = { type: "array", items: { type: "string" } };
    const { maxErrors, maxBodyValues } = defaultLimits.contract;
    assert.equal(errors(list, JSON.stringify(Array(100).fill(1))).length, maxErrors);
    assert.equal(errors(list, JSON.stringify(Array(maxBodyValues + 1).fill(1))).length, 1);
  });

  it("is held against formats", () => {
    assert.equal(errors({ type: "string", format: "date-time" }, '"2026-01-01"').length, 1);
    assert.deepEqual(errors({ type: "integer", format: "int32" }, "2147483648"), [
      ': must match format "int32"',
    ]);
    assert.deepEqual(errors({ type: "string", format: "of-our-own" }, '"x"'), []);
  });
});

describe("variants of schemas", () => {
  const closed: SchemaVariant = { allowsAdditional: false, ignoresCase: false };
  const open: SchemaVariant = { allowsAdditional: true, ignoresCase: false };
  const anyCase: SchemaVariant = { allowsAdditional: undefined, ignoresCase: true };
  const composed: JsonSchema = {
    allOf: [person, { type: "object", properties: { age: { type: "integer" } } }],
  };

  it("take no properties that are not named, nor inside", () => {
    assert.equal(errors(person, '{"name": "a", "x": 1}', closed).length, 1);
    assert.equal(errors(person, '{"name": "a", "friend": {"name": "b", "x": 1}}', closed).length > 0, true);
    assert.deepEqual(errors(person, '{"name": "a", "friend": {"name": "b"}}', closed), []);
  });

  it("see what stands beside each other as one", () => {
    assert.deepEqual(errors(composed, '{"name": "a", "age": 1}', closed), []);
    assert.equal(errors(composed, '{"name": "a", "age": 1, "x": 2}', closed).length, 1);
  });

  it("take any properties where the schema would not", () => {
    const strict: JsonSchema = { ...(person as object), additionalProperties: false };
    assert.equal(errors(strict, '{"name": "a", "x": 1}').length, 1);
    assert.deepEqual(errors(strict, '{"name": "a", "x": 1}', open), []);
  });

  it("take names in either case, and none twice", () => {
    assert.deepEqual(errors(person, '{"NAME": "a"}', anyCase), []);
    assert.deepEqual(errors(person, '{"Name": 1}', anyCase), ["/name: must be string"]);
    assert.deepEqual(errors(person, '{"Name": "a", "name": "b"}', anyCase), [
      ': has the property "name" twice',
    ]);
  });
});

it("schemas are made ready in halves, each of the two functions by itself", () => {
  const all = validators({ A: { type: "string" }, B: { type: "number" } });
  let steps = 0;
  for (const _ of all.prepare(["A", "B"])) steps++;
  assert.ok(steps >= 4);
  runSteps(all.prepare(["A"]));
  assert.deepEqual(all.validateValue("A", "x"), []);
});
