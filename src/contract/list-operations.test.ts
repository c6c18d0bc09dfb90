import assert from "node:assert/strict";
import { test } from "node:test";
import { listOperations } from "./list-operations.ts";
import { readOpenApi } from "./read-openapi.ts";

const answers = "responses: { '200': { description: fine } }";

const files: Readonly<Record<string, string>> = {
  "apis/paths/item.yaml": `get: { operationId: Get Item, ${answers} }\ndelete: { ${answers} }`,
};
const source = (path: string): string | undefined => files[path];

const descriptions: Readonly<Record<string, string>> = {
  "OpenAPI 3.1 with a path in another file, and one id twice": `
openapi: 3.1.0
info: { title: Items, version: "1" }
paths:
  /items: { get: { operationId: list, summary: All, ${answers} }, trace: { operationId: list, ${answers} } }
  /items/{id}: { $ref: paths/item.yaml }
  x-internal: {}
`,
  "OpenAPI 2.0 with paths that differ in their queries": `
swagger: "2.0"
info: { title: Items, version: "1" }
paths:
  /items: { get: { ${answers} } }
x-ms-paths:
  /items?kind=old: { get: { ${answers} } }
`,
};

for (const [name, text] of Object.entries(descriptions)) {
  test(`${name}: what is listed is what the contract has`, async () => {
    const listed = listOperations(text, "apis/items.yaml", source);
    const { contract } = await readOpenApi(text, "apis/items.yaml", { files: source });
    assert.deepEqual(listed.diagnostics, []);
    assert.ok(listed.operations.length > 1);
    assert.deepEqual(
      listed.operations,
      contract?.operations.map(({ id, displayName, method, urlTemplate }) => {
        return { id, name: displayName, method, urlTemplate };
      }),
    );
  });
}

test("ids are those that Azure makes on import", () => {
  const { operations } = listOperations(Object.values(descriptions)[0] ?? "", "apis/items.yaml", source);
  assert.deepEqual(
    operations.map(({ id, name }) => `${id}: ${name}`),
    ["list: All", "list-1: list", "get-item: Get Item", "delete-items-id: DELETE /items/{id}"],
  );
});

test("a description may be loose where nobody validates by it: only its operations are looked at", () => {
  const text = `{"openapi":"3.0.0","paths":{"/a":{"get":{"parameters":[{"in":"nowhere"}]}}}}`;
  const { operations, diagnostics } = listOperations(text, "a.json");
  assert.deepEqual(diagnostics, []);
  assert.equal(operations[0]?.id, "get-a");
});

const mistakes: readonly (readonly [text: string, expected: string])[] = [
  ["openapi: 3.1.0\npaths: [", "2:9 syntax"],
  ["openapi: 4.0.0\npaths: {}", "1:1 unknown-version"],
  ["openapi: 3.1.0", "1:1 no-paths"],
  ["openapi: 3.1.0\npaths:\n  /a{: { get: {} }", "3:3 bad-template"],
  ["openapi: 3.1.0\npaths:\n  /{a}: { get: {} }\n  /{b}: { get: {} }", "4:3 same-template"],
  ["openapi: 3.1.0\npaths:\n  /a: { $ref: none.yaml }", "3:3 unknown-file"],
];

for (const [text, expected] of mistakes) {
  test(`${expected} has its place`, () => {
    const { diagnostics } = listOperations(text, "a.yaml");
    assert.deepEqual(
      diagnostics.map(({ file, line, column, code }) => `${file} ${line}:${column} ${code}`),
      [`a.yaml ${expected}`],
    );
  });
}
