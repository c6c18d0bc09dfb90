import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { documentIdentity, TestIssuer } from "../harness/policy-identity.ts";
import { documentOf, runDocument } from "../harness/run-document.ts";

const TENANT = "4f2c8cbb-5d3f-4d6e-9a57-0a1b2c3d4e5f";
const CLIENT = "11111111-2222-3333-4444-555555555555";

describe("validate-azure-ad-token", () => {
  const v2 = new TestIssuer(`https://login.microsoftonline.com/${TENANT}/v2.0`);
  const base = `https://login.microsoftonline.com/${TENANT}`;
  const many = "https://login.microsoftonline.com/organizations";
  const identity = documentIdentity({
    published: {
      [`${base}/v2.0/.well-known/openid-configuration`]: v2.configuration(`${base}/keys`),
      [`${base}/.well-known/openid-configuration`]: {
        issuer: `https://sts.windows.net/${TENANT}/`,
        jwks_uri: `${base}/keys`,
      },
      [`${base}/keys`]: v2.keys,
      [`${many}/v2.0/.well-known/openid-configuration`]: {
        issuer: "https://login.microsoftonline.com/{tenantid}/v2.0",
        jwks_uri: `${many}/keys`,
      },
      [`${many}/.well-known/openid-configuration`]: {
        issuer: "https://sts.windows.net/{tenantid}/",
        jwks_uri: `${many}/keys`,
      },
      [`${many}/keys`]: v2.keys,
    },
  });

  async function judge(claims: object, children: string, tenant = TENANT): Promise<string> {
    const policy = `<validate-azure-ad-token tenant-id="${tenant}">${children}</validate-azure-ad-token>`;
    const { call } = await runDocument(documentOf({ inbound: policy, onError: "" }), {
      headers: { Authorization: `Bearer ${v2.token(claims)}` },
      ports: { identity },
    });
    return call.lastError?.reason ?? "passed";
  }

  const clients = `<client-application-ids><application-id>${CLIENT.toUpperCase()}</application-id></client-application-ids>`;
  const backends = `<backend-application-ids><application-id>shop</application-id></backend-application-ids>`;
  const v1 = { iss: `https://sts.windows.net/${TENANT}/` };
  const cases: readonly (readonly [string, object, string, string])[] = [
    ["a client in version 2", { azp: CLIENT }, clients, "passed"],
    ["a client in version 1", { ...v1, appid: CLIENT }, clients, "passed"],
    ["another client", { azp: TENANT }, clients, "TokenClaimValueNotAllowed"],
    ["another client in version 1", { ...v1, appid: TENANT }, clients, "TokenClaimValueNotAllowed"],
    ["no client", {}, clients, "TokenClaimNotFound"],
    ["a client that is no text", { azp: [CLIENT] }, clients, "TokenClaimNotFound"],
    ["a backend by its id", { aud: "shop" }, backends, "passed"],
    ["a backend by its address", { aud: "api://shop" }, backends, "passed"],
    ["another backend", { aud: "stock" }, backends, "TokenAudienceNotAllowed"],
    ["another issuer", { iss: "https://sts.windows.net/other/" }, "", "TokenIssuerNotAllowed"],
  ];
  for (const [name, claims, children, reason] of cases) {
    it(`judges ${name}: ${reason}`, async () => assert.equal(await judge(claims, children), reason));
  }

  it("takes every tenant where the document says so, each by its own name", async () => {
    assert.equal(await judge({ tid: TENANT }, "", "organizations"), "passed");
    assert.equal(await judge({ tid: CLIENT }, "", "organizations"), "TokenIssuerNotAllowed");
    assert.equal(await judge({ ...v1, tid: TENANT }, "", "organizations"), "passed");
  });

  it("asks no other host for a tenant that somebody made up", async () => {
    assert.equal(await judge({}, "", "../evil.example"), "TokenSignatureKeyNotFound");
  });
});
