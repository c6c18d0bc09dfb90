import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Contract, JsonValue } from "./contract.ts";
import { type OpenApiOptions, readOpenApi } from "./read-openapi.ts";

const petStore = `openapi: 3.0.3
info: {title: Pets, version: "1"}
servers: [{url: "https://pets.example/{base}/", variables: {base: {default: v1}}}]
paths:
  /pets/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: integer}}
    get:
      operationId: Get Pet!
      summary: One pet
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer, minimum: 1}}
      responses:
        "2XX":
          description: ok
          headers: {X-Rate: {schema: {type: integer}}, Content-Type: {schema: {type: string}}}
          content: {"application/json; charset=utf-8": {schema: {$ref: '#/components/schemas/Pet'}}}
    put:
      requestBody: {$ref: '#/components/requestBodies/Pet'}
      responses: {default: {description: done}}
components:
  requestBodies:
    Pet: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
  schemas:
    Pet:
      type: object
      required: [id, name]
      properties:
        id: {type: integer, readOnly: true}
        name: {type: string, nullable: true, enum: [a, b]}
        age: {type: number, minimum: 0, exclusiveMinimum: true}
        mother: {$ref: '#/components/schemas/Pet'}
`;

async function contractOf(text: string, options: OpenApiOptions = {}): Promise<Contract> {
  const { contract, diagnostics } = await readOpenApi(text, "api.yaml", options);
  assert.deepEqual(
    diagnostics.filter(({ severity }) => severity === "error"),
    [],
  );
  assert.ok(contract !== undefined);
  return contract;
}

/** `line:column code` of each finding. */
async function findings(text: string, options: OpenApiOptions = {}): Promise<string[]> {
  const { contract, diagnostics } = await readOpenApi(text, "api.yaml", options);
  assert.equal(
    contract === undefined,
    diagnostics.some(({ severity }) => severity === "error"),
  );
  return diagnostics.map(({ line, column, code }) => `${line}:${column} ${code}`);
}

/** A description of 3.1 with one schema, in JSON. */
const withSchema = (schema: JsonValue, others: JsonValue = {}, version = "3.1.0"): string =>
  JSON.stringify({
    openapi: version,
    info: { title: "t", version: "1" },
    paths: {
      "/a": {
        post: {
          requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/It" } } } },
          responses: { "200": { description: "ok" } },
        },
      },
    },
    components: { schemas: { It: schema, ...(others as object) } },
  });

describe("descriptions of OpenAPI 3", () => {
  it("become operations with parameters, bodies and responses", async () => {
    const contract = await contractOf(petStore);
    assert.deepEqual(contract.servers, ["https://pets.example/v1/"]);
    assert.equal(contract.basePath, "/v1");
    const [get, put] = contract.operations;
    assert.equal(`${get?.id} ${get?.displayName}`, "get-pet One pet");
    assert.equal(`${put?.id} ${put?.displayName}`, "put-pets-id PUT /pets/{id}");
    assert.equal(get?.parameters.length, 1, "the operation's parameter takes the place of the path's");
    const own = contract.schemas[get?.parameters[0]?.schema ?? ""];
    assert.deepEqual(own, { type: "integer", minimum: 1 });
    assert.deepEqual(
      get?.responses.map(({ status, headers, content }) => [status, headers.length, content[0]?.contentType]),
      [["2XX", 1, "application/json"]],
    );
    assert.equal(put?.request?.isRequired, true);
  });

  it("say nullable, open bounds and properties for one way only in the words of 2020-12", async () => {
    const { schemas, operations } = await contractOf(petStore);
    const request = schemas[operations[1]?.request?.content[0]?.schema ?? ""];
    const response = schemas[operations[0]?.responses[0]?.content[0]?.schema ?? ""];
    assert.ok(typeof request === "object" && typeof response === "object");
    assert.deepEqual(request["required"], ["name"]);
    assert.deepEqual(response["required"], ["id", "name"]);
    const properties = response["properties"];
    assert.ok(typeof properties === "object" && properties !== null && "name" in properties);
    assert.deepEqual(properties.name, { type: ["string", "null"], enum: ["a", "b", null] });
    assert.ok("age" in properties && "mother" in properties);
    assert.deepEqual(properties.age, { type: "number", exclusiveMinimum: 0 });
    assert.deepEqual(properties.mother, { $ref: "#/$defs/Pet" });
  });

  it("survive the way to another thread", async () => {
    const contract = await contractOf(petStore);
    assert.deepEqual(structuredClone(contract), contract);
  });

  it("keep what stands beside a reference from 3.1 on, and not before", async () => {
    const schema = { type: "object", properties: { a: { $ref: "#/components/schemas/B", maxLength: 3 } } };
    const read = async (version: string): Promise<unknown> => {
      const { schemas } = await contractOf(withSchema(schema, { B: { type: "string" } }, version));
      const it = schemas["It"];
      assert.ok(typeof it === "object");
      return it["properties"];
    };
    assert.deepEqual(await read("3.1.0"), { a: { $ref: "#/$defs/B", maxLength: 3 } });
    assert.deepEqual(await read("3.0.3"), { a: { $ref: "#/$defs/B" } });
  });
});

describe("descriptions of OpenAPI 2.0", () => {
  const orders = JSON.stringify({
    swagger: "2.0",
    info: { title: "Orders", version: "2" },
    host: "api.example",
    basePath: "/orders",
    schemes: ["https"],
    consumes: ["application/json"],
    produces: ["application/json", "text/plain"],
    paths: {
      "/{id}": {
        post: {
          parameters: [
            { name: "id", in: "path", required: true, type: "string", maxLength: 3 },
            { name: "tag", in: "query", type: "array", items: { type: "string" }, collectionFormat: "pipes" },
            { name: "body", in: "body", required: true, schema: { $ref: "#/definitions/Order" } },
          ],
          responses: { "200": { description: "ok", examples: { "application/json": { id: 1 } } } },
        },
      },
    },
    definitions: { Order: { type: "object", properties: { id: { type: "integer" } } } },
  });

  it("have bodies as parameters and one media type for all", async () => {
    const { operations, servers, basePath, schemas } = await contractOf(orders);
    const [post] = operations;
    assert.deepEqual([servers, basePath], [["https://api.example/orders"], "/orders"]);
    assert.deepEqual(
      post?.parameters.map(({ name, style }) => `${name} ${style}`),
      ["id simple", "tag pipeDelimited"],
    );
    assert.deepEqual(schemas[post?.parameters[0]?.schema ?? ""], { type: "string", maxLength: 3 });
    assert.deepEqual(post?.request?.content, [
      { contentType: "application/json", schema: "Order", examples: [] },
    ]);
    const answer = post?.responses[0]?.content.map(({ contentType, examples }) => [contentType, examples]);
    assert.deepEqual(answer, [
      ["application/json", [{ id: 1 }]],
      ["text/plain", []],
    ]);
  });
});

describe("references", () => {
  const root = (reference: string): string =>
    `openapi: 3.0.0\ninfo: {title: t, version: "1"}\npaths:\n  /a:\n    $ref: ${JSON.stringify(reference)}\n`;
  const item = `{"get": {"responses": {"200": {"description": "ok", "content": {"application/json":
    {"schema": {"$ref": "schemas.json#/A"}}}}}}}`;

  it("lead into files beside the description, and from there on", async () => {
    const asked: string[] = [];
    const files = (path: string): string | undefined => {
      asked.push(path);
      if (path === "parts/a.json") return item;
      return path === "parts/schemas.json"
        ? `{"A": {"type": "object", "properties": {"a": {"$ref": "#/A"}}}}`
        : undefined;
    };
    const { operations, schemas } = await contractOf(root("parts/a.json"), { files });
    assert.deepEqual(asked, ["parts/a.json", "parts/schemas.json"]);
    const name = operations[0]?.responses[0]?.content[0]?.schema ?? "";
    assert.ok(Object.hasOwn(schemas, name));
  });

  for (const [reference, code] of [
    ["https://elsewhere.example/a.json", "remote-reference"],
    ["missing.yaml", "unknown-file"],
    ["#/components/pathItems/none", "unknown-reference"],
    ["#/paths/~1a", "reference-cycle"],
    ["#anchor", "anchor-reference"],
  ] as const) {
    it(`that are ${code} are errors with a place`, async () => {
      const found = await findings(root(reference));
      assert.deepEqual(
        found.map((text) => text.replace(/^\S+ /, "")),
        [code],
      );
      assert.match(found[0] ?? "", /^[45]:/);
    });
  }
});

describe("discriminators", () => {
  const cat = { type: "object", properties: { kind: { type: "string" }, lives: { type: "integer" } } };
  it("select by their mapping, and by the names of schemas otherwise", async () => {
    const schema = {
      oneOf: [{ $ref: "#/components/schemas/Cat" }, { $ref: "#/components/schemas/Dog" }],
      discriminator: { propertyName: "kind", mapping: { feline: "#/components/schemas/Cat" } },
    };
    const { schemas } = await contractOf(withSchema(schema, { Cat: cat, Dog: { type: "object" } }));
    const text = JSON.stringify(schemas["It"]);
    assert.match(text, /"enum":\["Dog","feline"\]/);
    assert.doesNotMatch(text, /oneOf/);
  });

  it("without schemas to select from are told", async () => {
    const schema = { type: "object", discriminator: { propertyName: "kind" } };
    const codes = await findings(withSchema(schema), { unsupported: "report" });
    assert.deepEqual(codes, [
      `1:${withSchema(schema).indexOf('"discriminator"') + 1} discriminator-without-branches`,
    ]);
  });
});

describe("what is wrong with a description", () => {
  it("has its line and column, all of it", async () => {
    const text = petStore
      .replace("title: Pets", "titel: Pets")
      .replace("type: integer, min", "type: int, min");
    assert.deepEqual(await findings(text), [
      "2:1 invalid-description",
      "2:8 invalid-description",
      "12:57 invalid-description",
    ]);
  });

  it("is found in YAML and JSON that cannot be read", async () => {
    assert.deepEqual(await findings("openapi: 3.0.0\npaths: [\n"), ["3:1 syntax"]);
    assert.deepEqual(await findings('{"openapi": "3.0.0",\n "paths": [}'), ["2:12 syntax"]);
  });

  for (const [name, change, expected] of [
    [
      "no version",
      (text: string) => text.replace("openapi: 3.0.3", "openapi: 4.0.0"),
      ["1:1 unknown-version"],
    ],
    [
      "an unused parameter",
      (text: string) => text.replace("/pets/{id}:", "/pets:"),
      ["7:9 unused-path-parameter", "12:11 unused-path-parameter"],
    ],
    [
      "a brace that is not closed",
      (text: string) => text.replace("/pets/{id}:", '"/pets/{id":'),
      ["5:3 bad-template"],
    ],
  ] as const) {
    it(`is told of ${name}`, async () => assert.deepEqual(await findings(change(petStore)), expected));
  }

  it("is a warning for parameters of the path that are not described", async () => {
    const text = `openapi: 3.0.0\ninfo: {title: t, version: "1"}\npaths: {"/a/{b}": {get: {responses: {"200": {description: ok}}}}}`;
    assert.deepEqual(await findings(text), ["3:20 undescribed-path-parameter"]);
  });

  it("is that two templates are one", async () => {
    const operation = `{get: {responses: {"200": {description: ok}}, parameters: [{name: X, in: path, required: true, schema: {}}]}}`;
    const text = ["b", "c"].map((name) => `  "/a/{${name}}": ${operation.replace("X", name)}`).join("\n");
    const all = `openapi: 3.0.0\ninfo: {title: t, version: "1"}\npaths:\n${text}`;
    assert.deepEqual(await findings(all), ["5:3 same-template"]);
  });
});

describe("constructs that are not validated", () => {
  const lookahead = withSchema({ type: "string", pattern: "^(?=a)b" });
  it("are errors", async () => {
    assert.deepEqual(await findings(lookahead), [
      `1:${lookahead.indexOf('"pattern"') + 1} unsupported-pattern`,
    ]);
  });

  it("are left out with a warning where that is asked for", async () => {
    const { contract, diagnostics } = await readOpenApi(lookahead, "api.json", { unsupported: "report" });
    assert.deepEqual(contract?.schemas["It"], { type: "string" });
    assert.deepEqual(
      diagnostics.map(({ severity }) => severity),
      ["warning"],
    );
  });
});

it("an operation's id is as Azure makes it, and unique", async () => {
  const operation = `{responses: {"200": {description: ok}}}`;
  const long = "x".repeat(100);
  const text = `openapi: 3.0.0
info: {title: t, version: "1"}
paths:
  /foo/bar:
    get: ${operation}
  /foo-bar:
    get: ${operation}
  /${long}:
    get: ${operation}
`;
  const { operations } = await contractOf(text);
  assert.deepEqual(
    operations.map(({ id }) => id),
    ["get-foo-bar", "get-foo-bar-1", `get-${"x".repeat(72)}`],
  );
});
