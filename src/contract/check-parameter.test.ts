import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkParameter, type ParameterSource, unspecifiedQuery } from "./check-parameter.ts";
import type { Contract, JsonSchema, Parameter } from "./contract.ts";
import { ContractValidators } from "./contract-validators.ts";

const contractWith = (schema: JsonSchema): Contract => {
  const schemas = { It: schema, Text: { type: "string" } };
  return { title: "", version: "", specification: "3.1", servers: [], basePath: "", operations: [], schemas };
};

const parameter = (more: Partial<Parameter>): Parameter => {
  const common = { name: "p", in: "query", isRequired: false, style: "form", explode: true } as const;
  return { ...common, schema: "It", contentType: undefined, ...more };
};

/** Where the parameter is to be found: `?query`, `/path` or `header: value`, several of them by a bar. */
function sourceOf(text: string): ParameterSource {
  const headers = text.startsWith("header: ") ? text.slice(8).split("|") : [];
  return {
    path: () => (text.startsWith("/") ? text.slice(1) : undefined),
    query: text.startsWith("?") ? text : "",
    header: (name) => (name === "p" ? headers : []),
  };
}

function check(schema: JsonSchema, more: Partial<Parameter>, text: string): string {
  const found = checkParameter(new ContractValidators(contractWith(schema)), parameter(more), sourceOf(text));
  if (found === undefined) return "fits";
  return found.kind === "invalid"
    ? `invalid ${found.errors.map(({ path, message }) => `${path}${message}`)}`
    : found.kind;
}

const integers: JsonSchema = { type: "array", items: { type: "integer" } };
const point: JsonSchema = { type: "object", properties: { x: { type: "integer" }, y: { type: "integer" } } };
const exact = (values: unknown): JsonSchema => ({
  const: values as JsonSchema,
  type: Array.isArray(values) ? "array" : "object",
  items: { type: "integer" },
  properties: { x: { type: "integer" }, y: { type: "integer" } },
});
const path = { in: "path", style: "simple", explode: false } as const;
const header = { in: "header", style: "simple", explode: false } as const;

describe("parameters by style and type", () => {
  const cases: readonly (readonly [string, JsonSchema, Partial<Parameter>, string, string])[] = [
    ["an integer", { type: "integer" }, {}, "?p=12", "fits"],
    ["no integer", { type: "integer" }, {}, "?p=1.5", "invalid must be integer"],
    ["a number that is no text of JSON", { type: "number" }, {}, "?p=0x10", "invalid must be number"],
    ["a flag", { type: "boolean" }, {}, "?p=true", "fits"],
    ["a flag in other letters", { type: "boolean" }, {}, "?p=True", "invalid must be boolean"],
    [
      "a text of digits",
      { type: "string", maxLength: 2 },
      {},
      "?p=123",
      "invalid must NOT have more than 2 characters",
    ],
    ["a plus is a space", { const: "a b" }, {}, "?p=a+b", "fits"],
    [
      "of several types, the one that fits",
      { anyOf: [{ type: "integer" }, { type: "string" }] },
      {},
      "?p=x",
      "fits",
    ],
    ["null", { type: ["integer", "null"] }, {}, "?p=", "fits"],
    ["listed values without a type", { enum: [1, 2] }, {}, "?p=2", "fits"],
    ["absent", { type: "integer" }, {}, "?q=1", "fits"],
    ["absent and required", { type: "integer" }, { isRequired: true }, "?q=1", "missing"],
    ["twice", { type: "integer" }, {}, "?p=1&p=2", "multiple"],
    ["a list of parameters", exact([1, 2]), {}, "?p=1&p=2", "fits"],
    ["a list with commas", exact([1, 2]), { explode: false }, "?p=1,2", "fits"],
    ["a list with spaces", exact([1, 2]), { explode: false, style: "spaceDelimited" }, "?p=1%202", "fits"],
    ["a list with bars", exact([1, 2]), { explode: false, style: "pipeDelimited" }, "?p=1%7C2", "fits"],
    [
      "a comma inside of an item",
      { type: "array", const: ["a,b", "c"] },
      { explode: false },
      "?p=a%2Cb,c",
      "fits",
    ],
    ["an item of another type", integers, { explode: false }, "?p=1,x", "invalid /1must be integer"],
    ["a map of parameters", exact({ x: 1, y: 2 }), {}, "?x=1&y=2", "fits"],
    ["a map in one", exact({ x: 1, y: 2 }), { explode: false }, "?p=x,1,y,2", "fits"],
    ["a map that ends early", point, { explode: false }, "?p=x,1,y", "unreadable"],
    ["a deep map", exact({ x: 1, y: 2 }), { style: "deepObject" }, "?p[x]=1&p%5By%5D=2", "fits"],
    ["a deep map with a name twice", point, { style: "deepObject" }, "?p[x]=1&p[x]=2", "multiple"],
    ["in the path", { type: "integer" }, path, "/5", "fits"],
    ["a list in the path", exact([1, 2]), path, "/1,2", "fits"],
    ["a map in the path", exact({ x: 1, y: 2 }), { ...path, explode: true }, "/x=1,y=2", "fits"],
    ["a label", { type: "integer" }, { ...path, style: "label" }, "/.5", "fits"],
    ["a list of labels", exact([1, 2]), { ...path, style: "label", explode: true }, "/.1.2", "fits"],
    ["a matrix", { type: "integer" }, { ...path, style: "matrix" }, "/;p=5", "fits"],
    ["a list of a matrix", exact([1, 2]), { ...path, style: "matrix" }, "/;p=1,2", "fits"],
    ["a list of matrices", exact([1, 2]), { ...path, style: "matrix", explode: true }, "/;p=1;p=2", "fits"],
    ["in a header", { type: "integer" }, header, "header: 5", "fits"],
    ["a header of two lines", { type: "integer" }, header, "header: 5|6", "multiple"],
    ["a list in headers", exact([1, 2, 3]), header, "header: 1, 2|3", "fits"],
    [
      "JSON",
      exact({ x: 1, y: 2 }),
      { contentType: "application/json" },
      "?p=%7B%22x%22:1,%22y%22:2%7D",
      "fits",
    ],
    ["no JSON", point, { contentType: "application/json" }, "?p=%7B", "unreadable"],
  ];
  for (const [name, schema, more, text, expected] of cases) {
    it(`${name}: ${text}`, () => assert.equal(check(schema, more, text), expected));
  }
});

it("parameters of the query that nothing describes are named once", () => {
  const contract = contractWith(point);
  const described = [
    parameter({ name: "a", schema: "Text" }),
    parameter({ name: "d", style: "deepObject" }),
    parameter({ name: "whole" }),
    parameter({ name: "h", in: "header" }),
  ];
  assert.deepEqual(unspecifiedQuery(contract, described, "?a=1&x=2&y=3&d[x]=1&h=1&z=1&z=2"), ["h", "z"]);
});
