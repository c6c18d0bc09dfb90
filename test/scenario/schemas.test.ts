// Schemas of a configuration at work: JSON Schema, XML Schema and GraphQL, from their files over the wire.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { loadConfig } from "#config/load.ts";
import { BoundContracts } from "#gateway/bind-contracts.ts";
import { productEngines } from "#gateway/pipeline.ts";
import { type CompiledApis, compileApis } from "#snapshot/compile-apis.ts";
import { noFeatures } from "#snapshot/feature-spec.ts";
import { readContracts } from "#snapshot/read-contracts.ts";
import { pool, route, site, startGateway } from "../harness/gateway.ts";
import { memoryPorts } from "../harness/memory-ports.ts";
import { answering, OK, startRawBackend } from "../harness/raw-backend.ts";
import { exchangeRaw } from "../harness/raw-client.ts";
import { documentOf } from "../harness/run-document.ts";

const configuration = `version: 1
listeners:
  web: { address: "127.0.0.1", port: 8080 }
pools:
  up: { members: [{ url: "http://127.0.0.1:9000" }] }
schemas:
  order: { type: xml, file: schemas/order.xsd }
  box:
    type: json
    text: |
      { "definitions": { "Box": { "type": "object", "required": ["size"] } } }
  graph: { type: graphql, file: schemas/graph.graphql }
apis:
  orders: { path: /orders, pool: up, policy: orders.xml, subscriptionRequired: false, operations: { o: { method: "POST", urlTemplate: "/*" } } }
  graph: { path: /graph, pool: up, policy: graph.xml, subscriptionRequired: false, graphqlSchema: graph, operations: { g: { method: "POST", urlTemplate: "/*" } } }
sites:
  shop:
    hosts: [a]
    routes:
      all: { path: "/*", target: { apis: all } }
`;

const XSD = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:o" elementFormDefault="qualified">
  <xs:element name="order"><xs:complexType><xs:sequence>
    <xs:element name="count" type="xs:int" maxOccurs="3"/>
  </xs:sequence></xs:complexType></xs:element>
</xs:schema>`;

const orders = documentOf({
  inbound:
    '<base /><validate-content unspecified-content-type-action="prevent" max-size="1000" size-exceeded-action="prevent">' +
    '<content type="text/xml" validate-as="xml" action="prevent" schema-id="order" />' +
    '<content type="application/box" validate-as="json" action="prevent" schema-id="box" schema-ref="#/definitions/Box" allow-additional-properties="false" />' +
    "</validate-content>",
});
const graph = documentOf({ inbound: '<base /><validate-graphql-request max-size="1000" max-depth="3" />' });

const good = {
  "schemas/order.xsd": XSD,
  "schemas/graph.graphql": "type Query { users: [User] }\ntype User { name: String }\n",
  "orders.xml": orders,
  "graph.xml": graph,
};

async function compiled(files: Readonly<Record<string, string>>): Promise<CompiledApis> {
  const ports = memoryPorts({ "portcullis.yaml": configuration, ...files });
  const { config, diagnostics } = loadConfig("portcullis.yaml", ports);
  assert.ok(config !== undefined, diagnostics.map(({ message }) => message).join("\n"));
  return readContracts(compileApis(config, ports), ports);
}

describe("schemas of a configuration", () => {
  const mistakes = async (files: Readonly<Record<string, string>>): Promise<readonly string[]> => {
    const { parts, diagnostics } = await compiled({ ...good, ...files });
    assert.equal(parts, undefined);
    return diagnostics.map(({ file, line, column, code, message }) =>
      `${file}:${line}:${column} ${code} ${message}`.slice(0, 110),
    );
  };

  it("are read with what names them, and watched", async () => {
    const { parts, diagnostics, files } = await compiled(good);
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(
      parts?.policies.schemas?.map(({ id, kind, file }) => `${id} ${kind} ${file}`),
      ["order xml schemas/order.xsd", "box json portcullis.yaml", "graph graphql schemas/graph.graphql"],
    );
    assert.ok(files.includes("schemas/order.xsd"));
  });

  it("are refused with the places of their mistakes", async () => {
    const [xml] = await mistakes({ "schemas/order.xsd": XSD.replace("xs:int", "xs:integral") });
    assert.match(xml ?? "", /^schemas\/order\.xsd:3:1 invalid-schema the schema "order" cannot be read: /);
    const [broken] = await mistakes({ "schemas/order.xsd": `${XSD}<` });
    assert.match(broken ?? "", /^schemas\/order\.xsd:5:1 invalid-schema /);
    assert.deepEqual(await mistakes({ "schemas/graph.graphql": "type Query {\n  users: [Usr]\n}" }), [
      'schemas/graph.graphql:2:11 invalid-schema the schema "graph" cannot be read: Unknown type "Usr".',
    ]);
    assert.deepEqual(await mistakes({ "schemas/graph.graphql": "type Query {\n  users [Usr]\n}" }), [
      'schemas/graph.graphql:2:9 invalid-schema the schema "graph" cannot be read: Syntax Error: Expected ":", found ',
    ]);
    assert.match(
      (await mistakes({ "schemas/graph.graphql": "type A { a: Int }" }))[0] ?? "",
      /Query root type/,
    );
  });

  it("read nothing beside them: an XSD that imports, or a document type, is none", async () => {
    const imports = XSD.replace(">\n", '><xs:include schemaLocation="other.xsd"/>\n');
    const other = XSD.replace("order", "other");
    assert.match(
      (await mistakes({ "schemas/order.xsd": imports, "other.xsd": other }))[0] ?? "",
      /invalid-schema/,
    );
    const doctype = `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>${XSD}`;
    assert.match((await mistakes({ "schemas/order.xsd": doctype }))[0] ?? "", /document type declarations/);
  });

  it("have the parts that policies name", async () => {
    const [first] = await mistakes({ "orders.xml": orders.replace("definitions/Box", "definitions/Bx") });
    assert.match(first ?? "", /Bx/);
  });

  it("of JSON in the configuration itself are told of with their place there and inside", async () => {
    const text = configuration.replace('"type": "object"', '"type": "objet"');
    const ports = memoryPorts({ "portcullis.yaml": text, ...good });
    const { config } = loadConfig("portcullis.yaml", ports);
    assert.ok(config !== undefined);
    const { diagnostics } = await readContracts(compileApis(config, ports), ports);
    const [found, ...others] = diagnostics;
    assert.ok(found !== undefined && others.length === 0);
    assert.equal(`${found.file}:${found.line} ${found.code}`, "portcullis.yaml:10 invalid-schema");
    assert.match(found.message, /objet.*\(line 1, column \d+ of the schema\)$/);
  });
});

describe("a gateway with schemas", () => {
  async function exchange(path: string, type: string, body: string): Promise<[answer: string, sent: string]> {
    const { parts } = await compiled(good);
    assert.ok(parts !== undefined);
    const backend = await startRawBackend(answering(OK));
    const target = { kind: "sinkpool", name: "default", status: 404 } as const;
    const features = { ...noFeatures, apis: parts.model.apis.map(({ id }) => id) };
    const sites = [site([route("/*", target, { features })], { hosts: ["a"] })];
    const gateway = await startGateway(
      { pools: [pool("up", [backend.port])], sites, apiModel: parts.model, policies: parts.policies },
      productEngines,
    );
    try {
      const request =
        `POST ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: ${type}\r\n` +
        `Content-Length: ${body.length}\r\n\r\n${body}`;
      const { bytes } = await exchangeRaw(gateway.port, request);
      return [bytes, backend.received()];
    } finally {
      await gateway.close();
      await backend.close();
      assert.deepEqual(gateway.defects, []);
    }
  }

  const order = (count: string): string => `<order xmlns="urn:o"><count>${count}</count></order>`;

  it("holds XML against the XML Schema that the policy names", async () => {
    assert.match((await exchange("/orders/x", "text/xml", order("1")))[0], /^HTTP\/1\.1 200 /);
    const [answer, sent] = await exchange("/orders/x", "text/xml", order("one"));
    assert.match(answer, /^HTTP\/1\.1 400 [^]*'one' is not a valid value/);
    assert.equal(sent, "");
    const bomb = `<!DOCTYPE o [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>${order("&b;")}`;
    assert.match((await exchange("/orders/x", "text/xml", bomb))[0], /^HTTP\/1\.1 400 [^]*document type/);
  });

  it("holds JSON against a part of a schema", async () => {
    const [answer] = await exchange("/orders/x", "application/box", '{"sze": 1}');
    assert.match(answer, /^HTTP\/1\.1 400 [^]*'size'/);
  });

  it("holds queries against the GraphQL schema of the API", async () => {
    const query = (text: string): string => JSON.stringify({ query: text });
    assert.match(
      (await exchange("/graph", "application/json", query("{ users { name } }")))[0],
      /^HTTP\/1\.1 200 /,
    );
    const [answer, sent] = await exchange("/graph", "application/json", query("{ users { age } }"));
    assert.match(answer, /^HTTP\/1\.1 400 [^]*Cannot query field/);
    assert.equal(sent, "");
  });

  it("has them ready before the first request", async () => {
    const { parts } = await compiled(good);
    assert.ok(parts !== undefined);
    const contracts = new BoundContracts(parts.model.apis, parts.policies.schemas ?? []);
    const use = { validateAs: "xml", schemaId: "order", schemaRef: undefined, allowsAdditional: undefined };
    let promises = 0;
    for (const step of contracts.prepare(new Set(["graph"]), [{ ...use, ignoresCase: false }])) {
      if (step === undefined) continue;
      promises++;
      await step;
    }
    assert.equal(promises, 2);
    const message = {
      side: "request",
      status: 0,
      contentType: "text/xml",
      body: Buffer.from(order("1")),
    } as const;
    const question = { ...message, ...use, validateAs: "xml", ignoresCase: false } as const;
    // Of the call only the API is asked, which a schema of the service does not need.
    const checked = contracts.port.checkBody({} as Parameters<typeof contracts.port.checkBody>[0], question);
    assert.equal(checked, undefined);
    contracts.close();
  });
});
