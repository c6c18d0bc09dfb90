// What the node shows to backends: authentication-basic, -certificate and -managed-identity, and
// get-authorization-context, in whole documents.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AuthorizationRequest, OwnToken, OwnTokenRequest } from "#policy/plan/identity-ports.ts";
import { PolicyFailure } from "#policy/plan/policy-failure.ts";
import { documentIdentity } from "../harness/policy-identity.ts";
import { documentOf, runDocument } from "../harness/run-document.ts";

const noToken = new PolicyFailure("TokenNotAcquired", "no token", { status: 500 });

it("authentication-basic sends user name and password, in UTF-8", async () => {
  const inbound = `<authentication-basic username="{{user}}" password="@("pä:ss")" />`;
  const { call } = await runDocument(documentOf({ inbound }), {
    headers: { Authorization: "Bearer of-the-client" },
    namedValues: { user: "anna" },
  });
  const sent = Buffer.from("anna:pä:ss", "utf8").toString("base64");
  assert.deepEqual(call.request.headers.valuesOf("Authorization"), [`Basic ${sent}`]);
});

it("authentication-certificate chooses by id, by thumbprint, or brings one", async () => {
  const chosen = async (attributes: string) =>
    (await runDocument(documentOf({ inbound: `<authentication-certificate ${attributes} />`, onError: "" })))
      .call;
  assert.deepEqual((await chosen(`certificate-id="partner"`)).backendCertificate, {
    kind: "id",
    value: "partner",
  });
  assert.deepEqual((await chosen(`thumbprint="@("A" + "B")"`)).backendCertificate, {
    kind: "thumbprint",
    value: "AB",
  });
  const broken = await chosen(`body="@(new byte[] { 1, 2 })" password="x"`);
  assert.equal(broken.lastError?.reason, "ExpressionValueEvaluationFailure");
  assert.equal(broken.backendCertificate, undefined);
});

describe("authentication-managed-identity", () => {
  const asked: OwnTokenRequest[] = [];
  const giving = documentIdentity({
    ownToken: (request) => {
      asked.push(request);
      return { value: "t0ken", answer: {} };
    },
  });
  const waiting = documentIdentity({ ownToken: async () => ({ value: "later", answer: {} }) });
  const failing = documentIdentity({ ownToken: () => Promise.reject(noToken) });

  const run = (attributes: string, identity = giving) =>
    runDocument(
      documentOf({
        inbound: `<authentication-managed-identity resource="https://storage.azure.com/" ${attributes} />`,
        onError: "",
      }),
      { ports: { identity } },
    );

  it("sends the token to the backend, whether it is there or comes", async () => {
    const { call } = await run(`client-id="c"`);
    assert.deepEqual(call.request.headers.valuesOf("Authorization"), ["Bearer t0ken"]);
    assert.deepEqual(asked.at(-1), { resource: "https://storage.azure.com/", clientId: "c" });
    const later = await run("", waiting);
    assert.deepEqual(later.call.request.headers.valuesOf("Authorization"), ["Bearer later"]);
  });

  it("keeps it in a variable instead", async () => {
    const { call } = await run(`output-token-variable-name="t"`);
    assert.equal(call.variables.find("t"), "t0ken");
    assert.deepEqual(call.request.headers.valuesOf("Authorization"), []);
  });

  it("fails where there is none, and tells the client nothing, or goes on without", async () => {
    const failed = await run("", failing);
    assert.equal(failed.call.lastError?.reason, "TokenNotAcquired");
    assert.equal(failed.forwarded, 0);
    assert.doesNotMatch(failed.call.response?.body.text ?? "", /token/);
    const ignored = await run(`ignore-error="true"`, failing);
    assert.equal(ignored.forwarded, 1);
    assert.deepEqual(ignored.call.request.headers.valuesOf("Authorization"), []);
  });
});

describe("get-authorization-context", () => {
  const asked: AuthorizationRequest[] = [];
  const answer = { access_token: "t", scope: "a b", expires_in: 60 };
  const giving = documentIdentity({
    authorization: (request): OwnToken => {
      asked.push(request);
      return { value: "t", answer };
    },
  });
  const failing = documentIdentity({ authorization: () => Promise.reject(noToken) });
  const policy = (attributes: string): string =>
    `<get-authorization-context provider-id="crm" authorization-id="@("ma" + "in")" context-variable-name="auth" ${attributes} />` +
    `<set-header name="X-T"><value>@(((Authorization)context.Variables.GetValueOrDefault("auth"))?.AccessToken ?? "none")</value></set-header>`;
  const run = (attributes: string, identity = giving) =>
    runDocument(documentOf({ inbound: policy(attributes), onError: "" }), { ports: { identity } });

  it("gives the token and what its issuer said of it", async () => {
    const { call } = await run("");
    assert.deepEqual(call.request.headers.valuesOf("X-T"), ["t"]);
    assert.deepEqual(asked.at(-1), { provider: "crm", authorization: "main", identity: undefined });
    await run(`identity-type="jwt" identity="abc"`);
    assert.equal(asked.at(-1)?.identity, "abc");
  });

  it("fails where there is none, or leaves null", async () => {
    assert.equal((await run("", failing)).call.lastError?.reason, "TokenNotAcquired");
    const ignored = await run(`ignore-error="true"`, failing);
    assert.deepEqual(ignored.call.request.headers.valuesOf("X-T"), ["none"]);
  });
});
