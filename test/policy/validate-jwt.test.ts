import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { OutgoingCall } from "#identity/outgoing-call.ts";
import { documentIdentity, macToken, TestIssuer, testSecret } from "../harness/policy-identity.ts";
import { documentOf, type RunSetting, runDocument } from "../harness/run-document.ts";

const keys = `<issuer-signing-keys><key>${testSecret}</key></issuer-signing-keys>`;

/** What on-error sees, and what the client gets without one. */
type Judged = {
  readonly reason: string;
  readonly status: number;
  readonly body: string;
  readonly challenge: string;
};

async function judge(policy: string, setting: RunSetting = {}): Promise<Judged> {
  const identity = documentIdentity();
  const { call, forwarded } = await runDocument(documentOf({ inbound: policy, onError: "" }), {
    ...setting,
    ports: { identity, ...setting.ports },
  });
  const reason = call.lastError === null ? "passed" : call.lastError.reason;
  assert.equal(forwarded, reason === "passed" ? 1 : 0);
  return {
    reason,
    status: call.response?.status ?? 0,
    body: call.response?.body.text ?? "",
    challenge: call.response?.headers.valuesOf("WWW-Authenticate").join() ?? "",
  };
}

const inHeader = (attributes: string, children = keys): string =>
  `<validate-jwt header-name="Authorization" ${attributes}>${children}</validate-jwt>`;
const bearer = (token: string): RunSetting => ({ headers: { Authorization: `Bearer ${token}` } });

describe("validate-jwt", () => {
  it("lets a right token pass, wherever the document says it is", async () => {
    const token = macToken({ sub: "anna" });
    const passed = [
      await judge(inHeader(`require-scheme="Bearer"`), bearer(token)),
      await judge(inHeader(""), { headers: { Authorization: token } }),
      await judge(`<validate-jwt query-parameter-name="Token">${keys}</validate-jwt>`, {
        target: `/items?token=${token}`,
      }),
      await judge(
        `<validate-jwt token-value="@(context.Request.Headers.GetValueOrDefault("X-T").Substring(4))">${keys}</validate-jwt>`,
        { headers: { "X-T": `JWT ${token}` } },
      ),
    ];
    for (const { reason } of passed) assert.equal(reason, "passed");
  });

  it("refuses with Azure's words, 401 and a challenge", async () => {
    const missing = await judge(inHeader(""));
    assert.deepEqual(missing, {
      reason: "TokenNotPresent",
      status: 401,
      body: '{"statusCode":401,"message":"JWT not present."}',
      challenge: "Bearer",
    });
    const wrong = await judge(inHeader(""), bearer(`${macToken({}).slice(0, -4)}AAAA`));
    assert.equal(wrong.reason, "TokenSignatureInvalid");
    assert.equal(wrong.challenge, 'Bearer error="invalid_token"');
    assert.match(wrong.body, /Access denied\."\}$/);
  });

  it("answers with the status and the words of the document, and tells on-error its own", async () => {
    const policy = inHeader(
      `failed-validation-httpcode="403" failed-validation-error-message="@("No, " + context.Request.Method)"`,
    );
    const { status, body, challenge } = await judge(policy);
    assert.equal(status, 403);
    assert.equal(body, '{"statusCode":403,"message":"No, GET"}');
    assert.equal(challenge, "");
    const told = await runDocument(
      documentOf({
        inbound: policy,
        onError: `<set-header name="X-M"><value>@(context.LastError.Source + " " + context.LastError.Message)</value></set-header>`,
      }),
      { ports: { identity: documentIdentity() } },
    );
    assert.deepEqual(told.call.response?.headers.valuesOf("X-M"), ["validate-jwt JWT not present."]);
  });

  it("holds two headers of the name for no token", async () => {
    const token = macToken({});
    const { call } = await runDocument(documentOf({ inbound: inHeader(""), onError: "" }), {
      ...bearer(token),
      around: [
        {
          scope: "global",
          file: "global.xml",
          text: documentOf({ inbound: "", backend: "<forward-request />" }),
        },
      ],
      ports: { identity: documentIdentity() },
    });
    assert.equal(call.lastError, null);
    const twice = `<set-header name="Authorization" exists-action="append"><value>Bearer ${token}</value></set-header>`;
    assert.equal((await judge(`${twice}${inHeader("")}`, bearer(token))).reason, "JwtInvalid");
  });

  const claims = (attributes: string, ...values: string[]): string =>
    `<required-claims><claim name="role" ${attributes}>${values.map((value) => `<value>${value}</value>`).join("")}</claim></required-claims>`;
  const asked: readonly (readonly [string, object, string, string])[] = [
    [
      "an audience",
      { aud: "shop" },
      `<audiences><audience>stock</audience><audience>shop</audience></audiences>`,
      "passed",
    ],
    [
      "another audience",
      { aud: "x" },
      `<audiences><audience>shop</audience></audiences>`,
      "TokenAudienceNotAllowed",
    ],
    [
      "an audience that is the host's name",
      { aud: "api.example.com" },
      `<audiences><audience>@(context.Request.OriginalUrl.Host)</audience></audiences>`,
      "passed",
    ],
    ["an issuer", { iss: "a" }, `<issuers><issuer>a</issuer></issuers>`, "passed"],
    ["another issuer", { iss: "b" }, `<issuers><issuer>a</issuer></issuers>`, "TokenIssuerNotAllowed"],
    ["a claim of any value", { role: "x" }, claims(""), "passed"],
    ["no claim", {}, claims(""), "TokenClaimNotFound"],
    ["all values", { role: ["a", "b", "c"] }, claims("", "a", "b"), "passed"],
    ["one of all values", { role: ["a"] }, claims(`match="all"`, "a", "b"), "TokenClaimValueNotAllowed"],
    ["any value", { role: ["b"] }, claims(`match="any"`, "a", "b"), "passed"],
    ["values in one text", { role: "a,b" }, claims(`separator=","`, "a", "b"), "passed"],
    ["another value", { role: "c" }, claims(`match="any"`, "a", "b"), "TokenClaimValueNotAllowed"],
  ];
  for (const [name, payload, children, reason] of asked) {
    it(`asks for ${name}: ${reason}`, async () => {
      const [before, after] = children.startsWith("<required") ? ["", children] : [children, ""];
      const policy = inHeader("", `${keys}${before}${after}`);
      assert.equal((await judge(policy, bearer(macToken(payload)))).reason, reason);
    });
  }

  it("judges times as the document says", async () => {
    const expired = { exp: Math.floor(Date.now() / 1000) - 30 };
    assert.equal((await judge(inHeader(""), bearer(macToken(expired)))).reason, "TokenExpired");
    assert.equal((await judge(inHeader(`clock-skew="60"`), bearer(macToken(expired)))).reason, "passed");
    const endless = macToken({ exp: undefined });
    assert.equal((await judge(inHeader(""), bearer(endless))).reason, "JwtInvalid");
    assert.equal(
      (await judge(inHeader(`require-expiration-time="false"`), bearer(endless))).reason,
      "passed",
    );
  });

  it("leaves the token in the variable that the document names", async () => {
    const { call } = await runDocument(
      documentOf({
        inbound:
          inHeader(`output-token-variable-name="jwt"`) +
          `<set-header name="X-Who"><value>@(((Jwt)context.Variables["jwt"]).Subject + " " + ((Jwt)context.Variables["jwt"]).Claims["role"][1])</value></set-header>`,
      }),
      { ...bearer(macToken({ sub: "anna", role: ["a", "b"] })), ports: { identity: documentIdentity() } },
    );
    assert.deepEqual(call.request.headers.valuesOf("X-Who"), ["anna b"]);
  });

  it("takes keys and issuer of a provider, and asks once for many requests", async () => {
    const issuer = new TestIssuer("https://login.example");
    const calls: OutgoingCall[] = [];
    const identity = documentIdentity({
      calls,
      published: {
        "https://login.example/c": issuer.configuration("https://login.example/k"),
        "https://login.example/k": issuer.keys,
      },
    });
    const provider = `<openid-config url="https://login.example/c" />`;
    const run = (token: string) => judge(inHeader("", provider), { ...bearer(token), ports: { identity } });
    assert.equal((await run(issuer.token())).reason, "passed");
    assert.equal((await run(issuer.token({ sub: "b" }))).reason, "passed");
    assert.equal((await run(issuer.token({ iss: "https://evil.example" }))).reason, "TokenIssuerNotAllowed");
    assert.equal((await run(macToken({ iss: issuer.issuer }))).reason, "TokenSignatureInvalid");
    assert.deepEqual(
      calls.map(({ url, isNamed }) => `${url} ${isNamed}`),
      ["https://login.example/c true", "https://login.example/k true"],
    );
    const made = `<openid-config url="@("https://" + context.Request.OriginalUrl.Host + "/c")" />`;
    await judge(inHeader("", made), { ...bearer(issuer.token()), ports: { identity } });
    assert.equal(calls.at(-1)?.isNamed, false);
  });

  it("fails, and tells the client nothing, where a key of the document is none", async () => {
    const bad = `<issuer-signing-keys><key>short</key></issuer-signing-keys>`;
    const { reason, status, body } = await judge(inHeader("", bad), bearer(macToken({})));
    assert.equal(reason, "KeyNotValid");
    assert.equal(status, 500);
    assert.doesNotMatch(body, /key/i);
  });
});
