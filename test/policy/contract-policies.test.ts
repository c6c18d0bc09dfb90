import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { readOpenApi } from "#contract/read-openapi.ts";
import { BoundContracts } from "#gateway/bind-contracts.ts";
import { wholeBody } from "#http/body.ts";
import { makeField } from "#http/field.ts";
import { describeValue } from "#policy/expressions.ts";
import { PolicyResponse } from "#policy/plans.ts";
import type { ServiceSchemaSpec } from "#snapshot/policy-spec.ts";
import {
  documentOf,
  type RunResult,
  type RunSetting,
  runDocument,
  textResponse,
} from "../harness/run-document.ts";

const description = `openapi: 3.0.3
info: {title: Pets, version: "1"}
paths:
  /pets/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: integer}}
    put:
      operationId: putPet
      parameters:
        - {name: limit, in: query, required: true, schema: {type: integer, maximum: 10}}
        - {name: X-Tag, in: header, schema: {type: string, maxLength: 3}}
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: '#/components/schemas/Pet'}}
          text/plain: {}
      responses:
        "200":
          description: ok
          headers: {X-Rate: {required: true, schema: {type: integer}}}
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Pet'}
              example: {name: Tom}
        "201": {description: created, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
components:
  schemas:
    Pet: {type: object, required: [name], properties: {name: {type: string}}}
`;

const schemas: readonly ServiceSchemaSpec[] = [
  {
    id: "box",
    kind: "json",
    file: "box.json",
    text: '{"definitions": {"Box": {"type": "object", "required": ["size"]}}}',
  },
  {
    id: "order",
    kind: "xml",
    file: "order.xsd",
    text: '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="order" type="xs:int"/></xs:schema>',
  },
];

const operation = { id: "putpet", name: "putPet", method: "PUT", urlTemplate: "/pets/{id}" };
const { contract } = await readOpenApi(description, "pets.yaml");
assert.ok(contract !== undefined);
const { port } = new BoundContracts(
  [{ id: "pets", operations: [{ ...operation, policy: undefined }], contract }],
  schemas,
);

const api = {
  id: "pets",
  name: "Pets",
  path: "pet-api",
  protocols: ["https"],
  serviceUrl: null,
  subscriptionKeyHeader: "Ocp-Apim-Subscription-Key",
  subscriptionKeyQuery: "subscription-key",
  isCurrentRevision: true,
  revision: "1",
  version: null,
};

type Sections = Parameters<typeof documentOf>[0];

function run(sections: Sections, setting: RunSetting = {}): Promise<RunResult> {
  return runDocument(documentOf(sections), {
    method: "PUT",
    target: "/pets/5?limit=3",
    matchedParameters: { id: "5" },
    headers: { "Content-Type": "application/json" },
    body: '{"name": "Tom"}',
    facts: { api, operation },
    ports: { contract: port },
    ...setting,
  });
}

/** What the caller gets: the status and the message. */
const told = ({ call }: RunResult): string => {
  const body: unknown = JSON.parse(call.response?.body.text ?? "null");
  const message = typeof body === "object" && body !== null && "message" in body ? body.message : "";
  return `${call.response?.status} ${message}`;
};

/** Errors that a variable keeps, as `Name|Type|Rule|Action`. */
function kept({ call }: RunResult, variable = "errors"): string[] {
  const { value } = describeValue(call.variables.find(variable));
  const list: unknown = JSON.parse(value ?? "[]");
  assert.ok(Array.isArray(list));
  return list.map((error: Readonly<Record<string, string>>) => {
    assert.deepEqual(Object.keys(error), ["Name", "Type", "ValidationRule", "Details", "Action"]);
    return `${error["Name"]}|${error["Type"]}|${error["ValidationRule"]}|${error["Action"]}`;
  });
}

const contentPolicy = (inner: string, more = ""): string =>
  `<validate-content unspecified-content-type-action="prevent" max-size="100" size-exceeded-action="prevent"` +
  ` errors-variable-name="errors" ${more}>${inner}</validate-content>`;
const jsonContent = contentPolicy('<content type="application/json" validate-as="json" action="prevent" />');

describe("validate-content", () => {
  it("lets pass what fits", async () => {
    const result = await run({ inbound: jsonContent });
    assert.equal(result.outcome, "next");
    assert.equal(result.forwarded, 1);
    assert.equal(result.call.variables.find("errors"), undefined);
  });

  it("refuses a body that does not fit, tells where, and keeps the details", async () => {
    const result = await run({ inbound: jsonContent }, { body: '{"name": 5}' });
    const message =
      "Body of the request does not conform to the definition Pet, which is associated with the content type application/json. must be string at /name.";
    assert.equal(result.outcome, "failed");
    assert.equal(told(result), `400 ${message}`);
    assert.deepEqual(kept(result), ["application/json|RequestBody|IncorrectMessage|prevent"]);
    const { lastError } = result.call;
    assert.deepEqual(
      [lastError?.source, lastError?.reason, lastError?.message],
      ["validate-content", "BadRequest", message],
    );
  });

  it("only keeps what is to be detected, and looks at nothing that is to be ignored", async () => {
    const detected = await run(
      { inbound: jsonContent.replace('action="prevent" /', 'action="detect" /') },
      { body: "{}" },
    );
    assert.equal(detected.forwarded, 1);
    assert.deepEqual(kept(detected), ["application/json|RequestBody|IncorrectMessage|detect"]);
    const ignored = await run(
      { inbound: jsonContent.replace('action="prevent" /', 'action="ignore" /') },
      { body: "{}" },
    );
    assert.deepEqual([ignored.forwarded, kept(ignored)], [1, []]);
  });

  it("measures a body before it reads it, and a compressed one as it is without its coding", async () => {
    const large = JSON.stringify({ name: "x".repeat(200) });
    const plain = await run({ inbound: jsonContent }, { body: large });
    assert.equal(
      told(plain),
      `400 Request's body is ${large.length} bytes long and it exceeds the limit of 100 bytes.`,
    );
    const packed = gzipSync(large).toString("latin1");
    const outbound = jsonContent;
    const backend = (): PolicyResponse =>
      new PolicyResponse({
        status: 200,
        reasonPhrase: "",
        fields: [makeField("Content-Encoding", "gzip"), makeField("Content-Type", "application/json")],
        connectionNames: [],
        body: wholeBody(packed),
      });
    assert.ok(packed.length < 100);
    const zipped = await run({ outbound }, { backend });
    assert.deepEqual(kept(zipped), ["|ResponseBody|SizeLimit|prevent"]);
  });

  it("reads compressed bodies, and refuses codings that it cannot undo", async () => {
    const answer = (coding: string, body: Uint8Array) => (): PolicyResponse =>
      new PolicyResponse({
        status: 200,
        reasonPhrase: "",
        fields: [makeField("Content-Encoding", coding), makeField("Content-Type", "application/json")],
        connectionNames: [],
        body: wholeBody(Buffer.from(body).toString("latin1")),
      });
    const good = await run({ outbound: jsonContent }, { backend: answer("gzip", gzipSync('{"name": "a"}')) });
    assert.equal(good.outcome, "next");
    const strange = await run({ outbound: jsonContent }, { backend: answer("strange", Buffer.from("{}")) });
    assert.deepEqual(kept(strange), ["|ResponseBody|ValidationException|prevent"]);
  });

  it("refuses media types that the operation does not name", async () => {
    const headers = { "Content-Type": "application/xml; charset=utf-8" };
    const result = await run({ inbound: jsonContent }, { headers, body: "<a/>" });
    assert.equal(told(result), "400 Unspecified content type application/xml is not allowed.");
  });

  it("looks at no body where none has to be, and asks for one where one has to", async () => {
    const missing = await run({ inbound: jsonContent }, { headers: {}, body: "" });
    assert.equal(told(missing), "400 Unspecified content type  is not allowed.");
    const free = await run({ outbound: jsonContent }, { backend: () => textResponse(204) });
    assert.equal(free.call.response?.status, 204);
  });

  it("takes media types for others", async () => {
    const map = (attributes: string, types: string): string =>
      contentPolicy(
        `<content-type-map ${attributes}>${types}</content-type-map>` +
          '<content type="application/json" validate-as="json" action="prevent" />',
      );
    const asMissing = map('missing-content-type-value="application/json"', "");
    assert.match(
      told(await run({ inbound: asMissing }, { headers: {}, body: "{}" })),
      /^400 Body of the request/,
    );
    const from = map(
      'any-content-type-value="text/plain"',
      '<type from="application/hal+json" to="application/json" />',
    );
    const hal = { headers: { "Content-Type": "application/HAL+json; a=b" }, body: "{}" };
    assert.match(told(await run({ inbound: from }, hal)), /^400 Body of the request/);
    const when = map(
      "",
      '<type when="@(context.Request.Method == &quot;PUT&quot;)" to="application/json" />',
    );
    assert.match(told(await run({ inbound: when }, { ...hal, headers: {} })), /^400 Body of the request/);
  });

  it("holds properties against what the policy says of them", async () => {
    const closed = contentPolicy(
      '<content validate-as="json" action="prevent" allow-additional-properties="false" />',
    );
    assert.match(
      told(await run({ inbound: closed }, { body: '{"name": "a", "x": 1}' })),
      /unevaluated properties: "x"/,
    );
    const anyCase = contentPolicy(
      '<content validate-as="json" action="prevent" case-insensitive-property-names="true" />',
    );
    assert.equal((await run({ inbound: anyCase }, { body: '{"NAME": "a"}' })).outcome, "next");
  });

  it("validates by schemas of the service, JSON and XML and SOAP", async () => {
    const box = contentPolicy(
      '<content type="application/box" validate-as="json" action="prevent" schema-id="box" schema-ref="#/definitions/Box" />',
    );
    const headers = { "Content-Type": "application/box" };
    assert.match(told(await run({ inbound: box }, { headers, body: "{}" })), /definition box.*'size'/);
    assert.equal((await run({ inbound: box }, { headers, body: '{"size": 1}' })).outcome, "next");
    const xml = (as: string): string =>
      contentPolicy(
        `<content type="text/xml" validate-as="${as}" action="prevent" schema-id="order" />`,
        "",
      ).replace('max-size="100"', 'max-size="1000"');
    const xmlHeaders = { "Content-Type": "text/xml" };
    const run1 = await run({ inbound: xml("xml") }, { headers: xmlHeaders, body: "<order>a</order>" });
    assert.match(told(run1), /^400 .*'a' is not a valid value.* Line: 1$/);
    const envelope = (body: string): string =>
      `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>${body}</e:Body></e:Envelope>`;
    const soap = await run(
      { inbound: xml("soap") },
      { headers: xmlHeaders, body: envelope("<order>7</order>") },
    );
    assert.equal(soap.outcome, "next");
  });

  it("refuses where there is no schema to hold a body against", async () => {
    const missing = contentPolicy(
      '<content type="application/json" validate-as="json" action="prevent" schema-id="none" />',
    );
    const result = await run({ inbound: missing });
    assert.equal(
      told(result),
      "400 The request could not be processed due to an internal error. Contact the API owner.",
    );
    assert.deepEqual(kept(result), ["|ApiSchema||prevent"]);
  });

  it("answers 502 for a response, and tells the caller nothing of it", async () => {
    const backend = (): PolicyResponse =>
      textResponse(200, '{"stack": "at x"}', { "Content-Type": "application/json" });
    const result = await run({ outbound: jsonContent }, { backend });
    assert.equal(
      told(result),
      "502 The request could not be processed due to an internal error. Contact the API owner.",
    );
    assert.equal(result.call.lastError?.reason, "ResponseNotAllowed");
    assert.match(result.call.lastError?.message ?? "", /must have required property 'name'/);
  });
});

describe("validate-parameters", () => {
  const policy = (attributes: string, inner = ""): string =>
    `<validate-parameters ${attributes} errors-variable-name="errors">${inner}</validate-parameters>`;
  const strict = policy('specified-parameter-action="prevent" unspecified-parameter-action="ignore"');

  it("lets pass what fits", async () => assert.equal((await run({ inbound: strict })).outcome, "next"));

  for (const [name, setting, message] of [
    [
      "of the path",
      { matchedParameters: { id: "x" } },
      "Value of the path parameter id does not conform to the definition. must be integer.",
    ],
    [
      "of the query",
      { target: "/pets/5?limit=11" },
      "Value of the query parameter limit does not conform to the definition. must be <= 10.",
    ],
    [
      "given twice",
      { target: "/pets/5?limit=1&limit=2" },
      "Request cannot contain multiple values for the query parameter limit.",
    ],
    ["missing", { target: "/pets/5" }, "Required query parameter limit is missing."],
    [
      "in a header",
      { headers: { "x-tag": "long" } },
      "Value of the header X-Tag does not conform to the definition. must NOT have more than 3 characters.",
    ],
  ] as const satisfies readonly (readonly [string, RunSetting, string])[]) {
    it(`refuses one ${name} that is wrong`, async () => {
      assert.equal(told(await run({ inbound: strict }, setting)), `400 ${message}`);
    });
  }

  it("detects all, each in its place", async () => {
    const detect = policy('specified-parameter-action="detect" unspecified-parameter-action="detect"');
    const target = "/pets/5?limit=x&other=1&subscription-key=k";
    const headers = { "X-Other": "1", "Ocp-Apim-Subscription-Key": "k" };
    const result = await run({ inbound: detect }, { target, headers });
    assert.equal(result.forwarded, 1);
    assert.deepEqual(kept(result), [
      "limit|QueryParameter|IncorrectMessage|detect",
      "other|QueryParameter|Unspecified|detect",
      "X-Other|RequestHeader|Unspecified|detect",
    ]);
  });

  it("treats places and names as they are told to", async () => {
    const mixed = policy(
      'specified-parameter-action="prevent" unspecified-parameter-action="prevent"',
      '<headers specified-parameter-action="detect" unspecified-parameter-action="detect">' +
        '<parameter name="authorization" action="prevent" /></headers>' +
        '<query><parameter name="@(&quot;other&quot;)" action="ignore" /></query>',
    );
    const target = "/pets/5?limit=1&other=1";
    const passed = await run({ inbound: mixed }, { target, headers: { "X-Tag": "long" } });
    assert.deepEqual(kept(passed), ["X-Tag|RequestHeader|IncorrectMessage|detect"]);
    const refused = await run({ inbound: mixed }, { target, headers: { Authorization: "x" } });
    assert.equal(told(refused), "400 Unspecified header Authorization is not allowed.");
  });

  it("fails by an action that is none, and where nothing is described", async () => {
    const odd = policy(
      'specified-parameter-action="@(&quot;nothing&quot;)" unspecified-parameter-action="ignore"',
    );
    assert.equal((await run({ inbound: odd })).call.lastError?.reason, "ExpressionValueEvaluationFailure");
    const unknown = await run({ inbound: strict }, { facts: { api: null, operation: null } });
    assert.deepEqual(kept(unknown), ["|ApiSchema||prevent"]);
  });
});

describe("validate-headers", () => {
  const policy = (specified: string, unspecified: string, inner = ""): string =>
    `<validate-headers specified-header-action="${specified}" unspecified-header-action="${unspecified}" errors-variable-name="errors">${inner}</validate-headers>`;
  const answer = (headers: Readonly<Record<string, string>>) => (): PolicyResponse =>
    textResponse(200, "{}", headers);

  it("holds headers of the response against those of its status", async () => {
    const good = await run({ outbound: policy("prevent", "ignore") }, { backend: answer({ "x-rate": "5" }) });
    assert.equal(good.outcome, "next");
    const wrong = await run(
      { outbound: policy("prevent", "ignore") },
      { backend: answer({ "x-rate": "many" }) },
    );
    assert.match(told(wrong), /^502 The request could not/);
    assert.deepEqual(kept(wrong), ["X-Rate|ResponseHeader|IncorrectMessage|prevent"]);
    const missing = await run({ outbound: policy("detect", "ignore") }, { backend: answer({}) });
    assert.deepEqual(kept(missing), ["X-Rate|ResponseHeader|IncorrectMessage|detect"]);
  });

  it("finds headers that are not described, but for those told of", async () => {
    const own = policy("ignore", "detect", '<header name="SERVER" action="ignore" />');
    const headers = { Server: "x", "X-Debug": "1", "Content-Type": "application/json" };
    const result = await run({ outbound: own }, { backend: answer(headers) });
    assert.deepEqual(kept(result), ["X-Debug|ResponseHeader|Unspecified|detect"]);
  });
});

describe("validate-status-code", () => {
  const policy = (action: string, inner = ""): string =>
    `<validate-status-code unspecified-status-code-action="${action}" errors-variable-name="errors">${inner}</validate-status-code>`;

  it("lets described statuses pass, and refuses others", async () => {
    const good = await run({ outbound: policy("prevent") }, { backend: () => textResponse(201) });
    assert.equal(good.call.response?.status, 201);
    const bad = await run({ outbound: policy("prevent") }, { backend: () => textResponse(500, "stack") });
    assert.match(told(bad), /^502 The request could not/);
    assert.deepEqual(kept(bad), ["500|StatusCode|Unspecified|prevent"]);
    assert.equal(bad.call.lastError?.message, "Response status code 500 is not allowed.");
  });

  it("treats single statuses as it is told to", async () => {
    const own = policy("prevent", '<status-code code="404" action="detect" />');
    const result = await run({ outbound: own }, { backend: () => textResponse(404) });
    assert.equal(result.call.response?.status, 404);
    assert.deepEqual(kept(result), ["404|StatusCode|Unspecified|detect"]);
  });
});

describe("mock-response", () => {
  it("answers with the example, without a call to the backend", async () => {
    const { call, outcome, forwarded } = await run({ inbound: "<mock-response />" });
    assert.deepEqual([outcome, forwarded, call.response?.status], ["end", 0, 200]);
    assert.equal(call.response?.body.text, '{"name":"Tom"}');
    assert.deepEqual(call.response?.headers.valuesOf("content-type"), ["application/json"]);
  });

  it("makes a body from the schema of the status and media type that are asked for", async () => {
    const inbound = '<mock-response status-code="201" content-type="application/json" />';
    const { call } = await run({ inbound });
    assert.equal(call.response?.status, 201);
    assert.equal(call.response?.body.text, '{"name":"string"}');
  });

  it("answers with nothing where nothing is described", async () => {
    const { call } = await run({ inbound: '<mock-response status-code="418" />' });
    assert.deepEqual([call.response?.status, call.response?.body.text], [418, ""]);
  });
});
