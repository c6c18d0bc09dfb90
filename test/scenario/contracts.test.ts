// A description of an API at work: from the configuration into the snapshot, and over the wire.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { loadConfig } from "#config/load.ts";
import { productEngines } from "#gateway/pipeline.ts";
import type { ApiSpec } from "#snapshot/api-spec.ts";
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
apis:
  pets: { path: /pets, pool: up, openapi: pets.yaml, policy: pets.xml, subscriptionRequired: false }
sites:
  shop:
    hosts: [a]
    routes:
      all: { path: "/*", target: { apis: [pets] } }
`;

const description = `openapi: 3.0.3
info: {title: Pets, version: "1"}
paths:
  /{id}:
    put:
      operationId: putPet
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: 'parts/pet.json'}}}
      responses: {"200": {description: ok, content: {application/json: {example: {name: Tom}}}}}
`;

const validating = documentOf({
  inbound:
    "<cors><allowed-origins><origin>https://app.example</origin></allowed-origins><allowed-methods><method>PUT</method>" +
    "</allowed-methods><allowed-headers><header>*</header></allowed-headers></cors>" +
    '<validate-parameters specified-parameter-action="prevent" unspecified-parameter-action="ignore" />' +
    '<validate-content unspecified-content-type-action="prevent" max-size="1000" size-exceeded-action="prevent">' +
    '<content validate-as="json" action="prevent" /></validate-content>',
});

async function compiled(files: Readonly<Record<string, string>>): Promise<CompiledApis> {
  const ports = memoryPorts({ "portcullis.yaml": configuration, ...files });
  const { config, diagnostics } = loadConfig("portcullis.yaml", ports);
  assert.ok(config !== undefined, diagnostics.map(({ message }) => message).join("\n"));
  return readContracts(compileApis(config, ports), ports);
}

const pet = '{"type": "object", "required": ["name"]}';
const good = { "pets.yaml": description, "pets.xml": validating, "parts/pet.json": pet };

describe("descriptions of a configuration", () => {
  it("are contracts where a document asks for one, with the files that they refer to", async () => {
    const { parts, files } = await compiled(good);
    assert.equal(parts?.model.apis[0]?.contract?.operations.length, 1);
    assert.ok(files.includes("parts/pet.json"));
  });

  it("are refused then with the places of their mistakes", async () => {
    const broken = { ...good, "pets.yaml": description.replace("type: integer", "type: int") };
    const { parts, diagnostics } = await compiled(broken);
    assert.equal(parts, undefined);
    assert.deepEqual(
      diagnostics.map(({ file, line, code }) => `${file}:${line} ${code}`),
      ["pets.yaml:7 invalid-description"],
    );
    const { diagnostics: missing } = await compiled({ "pets.yaml": description, "pets.xml": validating });
    assert.deepEqual(
      missing.map(({ file, line, code }) => `${file}:${line} ${code}`),
      ["pets.yaml:10 unknown-file"],
    );
  });

  it("may be as they like where no document asks", async () => {
    const loose = {
      ...good,
      "pets.yaml": description.replace("type: integer", "type: int"),
      "pets.xml": documentOf({}),
    };
    const { parts } = await compiled(loose);
    assert.equal(parts?.model.apis[0]?.contract, undefined);
  });
});

describe("a gateway with a description", () => {
  async function exchange(
    bytes: (body: string) => string,
    body = '{"name": "Tom"}',
  ): Promise<[answer: string, sent: string]> {
    const { parts } = await compiled(good);
    assert.ok(parts !== undefined);
    const backend = await startRawBackend(answering(OK));
    const apis = parts.model.apis.map((api): ApiSpec => api);
    const target = { kind: "sinkpool", name: "default", status: 404 } as const;
    const features = { ...noFeatures, apis: apis.map(({ id }) => id) };
    const sites = [site([route("/*", target, { features })], { hosts: ["a"] })];
    const apiModel = { ...parts.model, apis };
    const gateway = await startGateway(
      { pools: [pool("up", [backend.port])], sites, apiModel, policies: parts.policies },
      productEngines,
    );
    try {
      const answer = (await exchangeRaw(gateway.port, bytes(body))).bytes;
      return [answer, backend.received()];
    } finally {
      await gateway.close();
      await backend.close();
      assert.deepEqual(gateway.defects, []);
    }
  }

  const put =
    (path: string) =>
    (body: string): string =>
      `PUT ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nOrigin: https://app.example\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

  it("forwards what fits", async () => {
    const [answer, sent] = await exchange(put("/pets/5"));
    assert.match(answer, /^HTTP\/1\.1 200 /);
    assert.match(answer, /Access-Control-Allow-Origin: https:\/\/app\.example\r\n/i);
    assert.match(sent, /^PUT \/5 [^]*\{"name": "Tom"\}$/);
  });

  it("refuses a body and a parameter that do not, in a way that the page may read", async () => {
    const [answer, sent] = await exchange(put("/pets/5"), '{"nme": "Tom"}');
    assert.match(
      answer,
      /^HTTP\/1\.1 400 [^]*Access-Control-Allow-Origin: https:\/\/app\.example\r\n[^]*'name'/i,
    );
    assert.equal(sent, "");
    assert.match((await exchange(put("/pets/x")))[0], /^HTTP\/1\.1 400 [^]*path parameter id/);
  });

  it("answers a browser's question", async () => {
    const ask = (origin: string) => (): string =>
      `OPTIONS /pets/5 HTTP/1.1\r\nHost: a\r\nConnection: close\r\nOrigin: ${origin}\r\nAccess-Control-Request-Method: PUT\r\n\r\n`;
    assert.match(
      (await exchange(ask("https://app.example")))[0],
      /^HTTP\/1\.1 200 [^]*Access-Control-Allow-Methods: PUT\r\n/i,
    );
    const [refused] = await exchange(ask("https://evil.example"));
    assert.match(refused, /^HTTP\/1\.1 200 /);
    assert.doesNotMatch(refused, /access-control/i);
  });
});
