import assert from "node:assert/strict";
import { test } from "node:test";
import {
  documentOf,
  type RunSetting,
  runDocument,
  textResponse,
} from "../../../test/harness/run-document.ts";
import { checkPolicyDocument } from "../check-document.ts";
import { type OutboundRequest, PolicyFailure, type PolicyPorts } from "../plans.ts";

const BUS = "shop.servicebus.windows.net";
const PAYLOAD = "<payload>@(context.Request.Body.As<string>(preserveContent: true))</payload>";

async function sending(inbound: string, status = 201, setting: RunSetting = {}) {
  const sent: OutboundRequest[] = [];
  const tokens: unknown[] = [];
  const identity: PolicyPorts["identity"] = {
    ...{ verifyToken: () => assert.fail(), judgeCertificate: () => assert.fail() },
    authorization: () => assert.fail(),
    ownToken: (request) => {
      tokens.push(request);
      return { value: "t0ken", answer: {} };
    },
  };
  const result = await runDocument(documentOf({ inbound }), {
    ...{ method: "POST", body: `{"name":"Zoë"}`, ports: { identity } },
    ...setting,
    fetch: (request) => {
      sent.push(request);
      return textResponse(status);
    },
  });
  return { result, sent, tokens };
}

const message = (attributes: string, inner = PAYLOAD): string =>
  `<base /><send-service-bus-message ${attributes}>${inner}</send-service-bus-message>`;

test("a message goes to the queue, by a token of the node's, and the call goes on", async () => {
  const { result, sent, tokens } = await sending(message(`queue-name="orders" namespace="${BUS}"`));
  assert.deepEqual(tokens, [{ resource: "https://servicebus.azure.net", clientId: undefined }]);
  assert.equal(sent.length, 1);
  const [{ method, url, headers, body, isNamed } = assert.fail()] = sent;
  assert.deepEqual([method, url, isNamed], ["POST", `https://${BUS}/orders/messages`, true]);
  assert.deepEqual(headers, [
    ["Authorization", "Bearer t0ken"],
    ["Content-Type", "application/vnd.microsoft.servicebus.json"],
  ]);
  assert.deepEqual(JSON.parse(Buffer.from(body, "latin1").toString("utf8")), [
    { Body: `{"name":"Zoë"}`, UserProperties: {} },
  ]);
  assert.equal(result.forwarded, 1);
});

test("a topic, an identity and properties of any text are as expressions make them", async () => {
  const properties =
    `<message-properties><message-property name="Customer">@("Łódź \\"1\\"")</message-property>` +
    `<message-property name="@("Prio" + "rity")">high</message-property></message-properties>`;
  const attributes = `topic-name="@("a b/" + 1)" namespace="@("${BUS}")" client-id="@("me")"`;
  const { sent, tokens } = await sending(message(attributes, `${properties}<payload>hi</payload>`));
  assert.deepEqual(tokens, [{ resource: "https://servicebus.azure.net", clientId: "me" }]);
  assert.equal(sent[0]?.url, `https://${BUS}/a%20b/1/messages`);
  assert.equal(sent[0].isNamed, false);
  assert.deepEqual(JSON.parse(Buffer.from(sent[0].body, "latin1").toString("utf8")), [
    { Body: "hi", UserProperties: { Customer: `Łódź "1"`, Priority: "high" } },
  ]);
});

test("what the bus does not take ends the call, without a word to the caller", async () => {
  for (const status of [200, 302, 401, 410, 500]) {
    const { result } = await sending(message(`queue-name="orders" namespace="${BUS}"`), status);
    assert.deepEqual([result.outcome, result.forwarded], ["failed", 0]);
    assert.equal(result.call.lastError?.reason, "ServiceBusMessageNotSent");
    assert.match(result.call.lastError.message, new RegExp(`answered ${status}\\.$`));
    assert.equal(result.call.response?.body.text, `{"statusCode":500,"message":"Internal server error"}`);
  }
});

test("no token is shown to a place that an expression makes and that is no bus of Azure's", async () => {
  const made = ["evil.example", `${BUS}.evil.example`, `evil.example/${BUS}`, `x@${BUS}`, `${BUS}:8443`, ""];
  for (const namespace of made) {
    const { result, sent, tokens } = await sending(message(`queue-name="q" namespace="@("${namespace}")"`));
    assert.deepEqual([result.outcome, sent.length, tokens.length], ["failed", 0, 0], namespace);
  }
  const literal = await sending(message(`queue-name="q" namespace="bus.internal"`));
  assert.equal(literal.sent[0]?.url, "https://bus.internal/q/messages");
});

test("a name that leads elsewhere is none", async () => {
  for (const name of ["../a", "a//b", "/a", ".", ""]) {
    const { result, sent } = await sending(message(`queue-name="@("${name}")" namespace="${BUS}"`));
    assert.deepEqual([result.outcome, sent.length], ["failed", 0], name);
  }
  const { sent } = await sending(message(`queue-name="a?b#c" namespace="${BUS}"`));
  assert.equal(sent[0]?.url, `https://${BUS}/a%3Fb%23c/messages`);
});

test("a node without an identity sends nothing", async () => {
  const fails: PolicyPorts["identity"]["ownToken"] = () =>
    Promise.reject(new PolicyFailure("TokenNotAcquired", "none", { status: 500 }));
  const ports = { identity: { ...({} as PolicyPorts["identity"]), ownToken: fails } };
  const { result, sent } = await sending(message(`queue-name="q" namespace="${BUS}"`), 201, { ports });
  assert.deepEqual([result.outcome, sent.length], ["failed", 0]);
  assert.equal(result.call.lastError?.reason, "TokenNotAcquired");
});

test("a document without a namespace, or with queue and topic, is refused", () => {
  for (const attributes of [`queue-name="q"`, `queue-name="q" topic-name="t" namespace="${BUS}"`]) {
    const found = checkPolicyDocument(documentOf({ inbound: message(attributes) }), "p.xml");
    assert.equal(found.length, 1, attributes);
    assert.equal(found[0]?.severity, "error");
  }
});
