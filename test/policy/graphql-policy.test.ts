import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { BoundContracts } from "#gateway/bind-contracts.ts";
import { describeValue } from "#policy/expressions.ts";
import { documentOf, type RunResult, type RunSetting, runDocument } from "../harness/run-document.ts";

const graphqlSchema =
  "type Query { users: [User] secret: String } type User { id: ID name: String friends: [User] }";
const { port } = new BoundContracts([{ id: "g", operations: [], graphqlSchema }], []);
const api = {
  id: "g",
  name: "g",
  path: "g",
  protocols: ["https"],
  serviceUrl: null,
  subscriptionKeyHeader: null,
  subscriptionKeyQuery: null,
  isCurrentRevision: true,
  revision: "1",
  version: null,
};

const policy = (rules = "", attributes = 'max-size="200" max-depth="3"'): string =>
  `<validate-graphql-request error-variable-name="errors" ${attributes}>` +
  `${rules === "" ? "" : `<authorize>${rules}</authorize>`}</validate-graphql-request>`;

function run(inbound: string, query: string, setting: RunSetting = {}): Promise<RunResult> {
  return runDocument(documentOf({ inbound }), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ query, variables: { a: 1 } }),
    facts: { api },
    ports: { contract: port },
    ...setting,
  });
}

const told = ({ call, outcome }: RunResult): string =>
  outcome === "next" ? call.request.body.text : `${call.response?.status} ${call.response?.body.text}`;

describe("validate-graphql-request", () => {
  it("lets pass what is valid, as it came", async () => {
    assert.equal(
      told(await run(policy(), "{ users { name } }")),
      '{"query":"{ users { name } }","variables":{"a":1}}',
    );
  });

  for (const [name, query, message] of [
    ["too deep", "{ users { friends { friends { name } } } }", "The query is 4 levels deep; 3 are allowed."],
    ["too long", `{ users { name } } # ${"x".repeat(200)}`, "The request is longer than 200 bytes."],
    ["not of the schema", "{ nothing }", 'Cannot query field "nothing" on type "Query".'],
  ] as const) {
    it(`answers with errors and no data where a query is ${name}`, async () => {
      const result = await run(policy(), query);
      assert.equal(told(result), `400 ${JSON.stringify({ errors: [{ message }] })}`);
      const list = JSON.stringify([{ message }]);
      assert.equal(describeValue(result.call.variables.find("errors")).value, list);
      assert.equal(describeValue(result.call.variables.find("GraphQLErrors")).value, list);
      assert.equal(result.call.lastError?.reason, "BadRequest");
    });
  }

  it("rejects and removes fields by rules, whose actions may be expressions", async () => {
    const rules =
      '<rule path="/__*" action="reject" />' +
      '<rule path="/User/name" action="@(context.Request.Headers.ContainsKey(&quot;X-Full&quot;) ? &quot;allow&quot; : &quot;remove&quot;)" />';
    assert.match(told(await run(policy(rules), "{ __schema { types { name } } }")), /^400 .*not allowed/);
    const removed = await run(policy(rules), "{ users { id name } }");
    assert.equal(told(removed), '{"query":"{\\n  users {\\n    id\\n  }\\n}","variables":{"a":1}}');
    assert.match(describeValue(removed.call.variables.find("errors")).value ?? "", /User.name was removed/);
    const headers = { "Content-Type": "application/json", "X-Full": "1" };
    assert.match(told(await run(policy(rules), "{ users { id name } }", { headers })), /id name/);
  });

  it("reads queries of the address and of application/graphql", async () => {
    const rules = '<rule path="/Query/secret" action="remove" />';
    const target = `/g?a=1&query=${encodeURIComponent("{ users { id } secret }")}`;
    const asked = await run(policy(rules), "", { method: "GET", target, body: "", headers: {} });
    assert.equal(new URLSearchParams(asked.call.request.query).get("query"), "{\n  users {\n    id\n  }\n}");
    const headers = { "Content-Type": "application/graphql" };
    const plain = await run(policy(rules), "", { headers, body: "{ secret }" });
    assert.match(told(plain), /^400 .*was removed/);
  });

  it("refuses what holds no query", async () => {
    for (const body of ["", "[]", '{"query": 1}', "{"]) {
      assert.match(told(await run(policy(), "", { body })), /^400 \{"errors"/);
    }
  });
});
