import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type FieldAction, GraphqlValidator, queryOf } from "./graphql-request.ts";

const schema = `
type Query { users(first: Int): [User!]! secret: String node: Node }
type Mutation { drop(id: ID!): Boolean }
interface Node { id: ID! }
type User implements Node { id: ID! name: String friends(first: Int): [User!]! }`;

function check(
  query: string,
  rules: Readonly<Record<string, FieldAction>> = {},
  maxDepth = 4,
  text: string | undefined = schema,
): string {
  const validator = GraphqlValidator.read(text);
  assert.ok(typeof validator !== "string");
  const list = Object.entries(rules).map(([path, action]) => ({ path, action: () => action }));
  const verdict = validator.check(query, maxDepth, list);
  const errors = verdict.errors.length > 0 ? ` ${verdict.errors.join(" | ")}` : "";
  const left =
    verdict.kind === "passed" && verdict.query !== undefined
      ? ` → ${verdict.query.replace(/\s+/g, " ")}`
      : "";
  return `${verdict.kind}${errors}${left}`;
}

describe("a GraphQL query", () => {
  it("passes as it came", () => assert.equal(check("{ users { name } }"), "passed"));

  it("is rejected where it cannot be read, or does not fit the schema", () => {
    assert.match(check("{ users {"), /^rejected Syntax Error/);
    assert.match(check("{ nothing }"), /^rejected Cannot query field/);
    assert.equal(check("{ nothing }", {}, 4, "type Query { nothing: Int }"), "passed");
  });

  it("is as deep as its fragments make it", () => {
    assert.equal(check("{ users { friends { friends { name } } } }"), "passed");
    const deep =
      "{ users { ...F } } fragment F on User { friends { ...G } } fragment G on User { friends { friends { id } } }";
    assert.equal(check(deep), "rejected The query is 5 levels deep; 4 are allowed.");
    const circle = "{ users { ...F } } fragment F on User { friends { ...F } }";
    assert.equal(check(circle), "rejected A fragment holds itself.");
  });

  it("is measured in time that grows with its length, whatever its fragments spread", () => {
    const names = Array.from(
      { length: 60 },
      (_, i) => `fragment F${i} on User { ...F${i + 1} ...F${i + 1} }`,
    );
    const query = `{ users { ...F0 } } ${names.join(" ")} fragment F60 on User { id }`;
    assert.equal(check(query), "passed");
  });
});

describe("rules for fields", () => {
  it("reject, by type and name", () => {
    assert.equal(
      check("{ secret }", { "/Query/secret": "reject" }),
      "rejected The field Query.secret is not allowed.",
    );
    assert.equal(check("{ users { name } }", { "/Query/name": "reject" }), "passed");
    assert.match(check("mutation { drop(id: 1) }", { "/Mutation/*": "reject" }), /^rejected/);
  });

  it("see through fragments, aliases and interfaces", () => {
    assert.match(
      check("{ users { ...F } } fragment F on User { a: name }", { "/User/name": "reject" }),
      /^rejected/,
    );
    assert.match(check("{ node { ... on User { name } } }", { "/User/name": "reject" }), /^rejected/);
  });

  it("reject introspection by its underscores", () => {
    assert.match(check("{ __schema { types { name } } }", { "/__*": "reject" }), /^rejected/);
    assert.match(check("{ users { __typename } }", { "/__*": "reject" }), /^rejected/);
  });

  it("are asked in their order until one decides", () => {
    const rules = { "/User/*": "ignore", "/User/name": "allow", "/name": "reject" } as const;
    assert.equal(check("{ users { name } }", rules), "passed");
  });

  it("remove fields, and what is then of no use", () => {
    const query =
      "query Q($n: Int, $m: Int) { users(first: $m) { id ...F } secret } fragment F on User { friends(first: $n) { id } }";
    assert.equal(
      check(query, { "/User/friends": "remove" }),
      "passed The field User.friends was removed. → query Q($m: Int) { users(first: $m) { id } secret }",
    );
    assert.match(
      check("{ users { name } }", { "/User/name": "remove" }),
      /^rejected The field User.name was removed/,
    );
  });

  it("decide on fields of the root types where there is no schema", () => {
    const validator = GraphqlValidator.read(undefined);
    assert.ok(typeof validator !== "string");
    const rules = [{ path: "/Query/secret", action: (): FieldAction => "reject" }];
    assert.equal(validator.check("{ secret }", 4, rules).kind, "rejected");
    assert.equal(validator.check("{ ... { secret } }", 4, rules).kind, "rejected");
    assert.equal(validator.check("{ a { secret } }", 4, rules).kind, "passed");
  });
});

describe("the query of a body", () => {
  it("is a member of JSON, or the text itself", () => {
    assert.deepEqual(queryOf(Buffer.from('{"query": "{a}"}'), "application/json"), { query: "{a}" });
    assert.deepEqual(queryOf(Buffer.from("{a}"), "application/graphql; charset=utf-8"), { query: "{a}" });
  });

  it("is missed", () => {
    assert.deepEqual(queryOf(Buffer.from('[{"query": "{a}"}]'), "application/json"), {
      why: "The body holds no query.",
    });
    assert.ok("why" in queryOf(Buffer.from("{a}"), "application/json"));
  });
});

it("a schema that is none says why", () => {
  assert.equal(typeof GraphqlValidator.read("type Query {"), "string");
});
