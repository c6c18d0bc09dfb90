import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Contract, JsonSchema, MediaType, Operation } from "./contract.ts";
import { ContractValidators } from "./contract-validators.ts";
import { exampleResponse } from "./example-response.ts";

const json: MediaType = { contentType: "application/json", schema: "It", examples: [] };

function answer(
  schema: JsonSchema,
  content: readonly MediaType[],
  status = 200,
  type?: string,
): string | undefined {
  const responses = [{ status: "2XX", headers: [], content }];
  const common = {
    id: "o",
    displayName: "o",
    method: "GET",
    urlTemplate: "/",
    parameters: [],
    request: undefined,
  };
  const operation: Operation = { ...common, responses };
  const schemas = { It: schema };
  const head = { title: "", version: "", specification: "3.1", servers: [], basePath: "" } as const;
  const contract: Contract = { ...head, operations: [operation], schemas };
  const found = exampleResponse(contract, operation, status, type);
  return found === undefined ? undefined : `${found.contentType} ${found.body}`;
}

describe("a mocked response", () => {
  const xml: MediaType = { contentType: "application/xml", schema: "It", examples: [{ a: [1, "<"] }] };

  it("is the first example", () => {
    assert.equal(answer(true, [{ ...json, examples: [{ a: 1 }, { a: 2 }] }]), 'application/json {"a":1}');
  });

  it("is the document that an example holds as a text", () => {
    assert.equal(answer(true, [{ ...json, examples: ['{ "a": 1 }'] }]), 'application/json { "a": 1 }');
    assert.equal(answer({ type: "string" }, [{ ...json, examples: ["plain"] }]), 'application/json "plain"');
  });

  it("is of the media type that is asked for", () => {
    const body = '<?xml version="1.0" encoding="utf-8"?>\n<It><a>1</a><a>&lt;</a></It>';
    assert.equal(answer(true, [json, xml], 200, "application/xml"), `application/xml ${body}`);
    assert.equal(answer(true, [json], 200, "text/csv"), undefined);
  });

  it("is none where the status is not described, or there is neither example nor schema", () => {
    assert.equal(answer(true, [json], 404), undefined);
    assert.equal(answer(true, [{ ...json, schema: undefined }]), undefined);
  });

  for (const [name, schema] of [
    ["a map", { type: "object", properties: { a: { type: "string" }, b: { type: ["integer", "null"] } } }],
    [
      "bounds",
      {
        type: "object",
        properties: {
          a: { type: "integer", minimum: 5, multipleOf: 3 },
          b: { type: "number", exclusiveMaximum: -1 },
        },
        required: ["a", "b"],
      },
    ],
    ["lengths", { type: "string", minLength: 20 }],
    ["a list", { type: "array", minItems: 3, items: { type: "string", format: "uuid" } }],
    [
      "parts",
      {
        allOf: [
          { type: "object", properties: { a: { type: "boolean" } }, required: ["a"] },
          { type: "object", properties: { b: { enum: ["x"] } }, required: ["b"] },
        ],
      },
    ],
    ["a choice", { oneOf: [{ type: "null" }, { type: "string", format: "date-time" }] }],
    ["recursion", { type: "object", properties: { next: { $ref: "#/$defs/It" } } }],
  ] as const satisfies readonly (readonly [string, JsonSchema])[]) {
    it(`made of a schema with ${name} is valid by it`, () => {
      const body = answer(schema, [json])?.slice("application/json ".length) ?? "";
      const head = { title: "", version: "", specification: "3.1", servers: [], basePath: "" } as const;
      const validators = new ContractValidators({ ...head, operations: [], schemas: { It: schema } });
      assert.deepEqual(validators.validateJson("It", Buffer.from(body)), [], body);
    });
  }
});
