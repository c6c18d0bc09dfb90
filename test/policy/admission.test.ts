// check-header, ip-filter and validate-client-certificate in whole documents.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CertificateRule } from "#policy/plan/identity-ports.ts";
import { documentIdentity } from "../harness/policy-identity.ts";
import { documentOf, type RunSetting, runDocument } from "../harness/run-document.ts";

async function judge(policy: string, setting: RunSetting = {}): Promise<string> {
  const { call, forwarded } = await runDocument(documentOf({ inbound: policy, onError: "" }), setting);
  if (call.lastError === null) return "passed";
  assert.equal(forwarded, 0);
  return `${call.response?.status} ${call.lastError.reason}: ${call.lastError.message}`;
}

describe("check-header", () => {
  const policy = (ignoreCase: boolean, ...values: string[]): string =>
    `<check-header name="X-Key" failed-check-httpcode="406" failed-check-error-message="no" ignore-case="${ignoreCase}">` +
    `${values.map((value) => `<value>${value}</value>`).join("")}</check-header>`;
  const key = (value: string): RunSetting => ({ headers: { "x-key": value } });
  const notAllowed = (value: string): string =>
    `406 HeaderValueNotAllowed: Header X-Key value of ${value} is not allowed. Access denied.`;
  const missing = "406 HeaderNotFound: Header X-Key was not found in the request. Access denied.";

  it("asks for the header, and for one of the values where there are some", async () => {
    assert.equal(await judge(policy(false)), missing);
    assert.equal(await judge(policy(false), key("")), missing);
    assert.equal(await judge(policy(false), key("x")), "passed");
    assert.equal(await judge(policy(false, "a", "b"), key("b")), "passed");
    assert.equal(await judge(policy(false, "a", "b"), key("B")), notAllowed("B"));
    assert.equal(await judge(policy(true, "a", "b"), key("B")), "passed");
    assert.equal(await judge(policy(false, "@(context.Request.Method)"), key("GET")), "passed");
  });

  it("asks each line of the header, and answers in the words of the document", async () => {
    const twice = `<set-header name="X-Key" exists-action="append"><value>c</value></set-header>`;
    assert.equal(await judge(`${twice}${policy(false, "a")}`, key("a")), notAllowed("c"));
    const { call } = await runDocument(documentOf({ inbound: policy(false), onError: "" }));
    assert.equal(call.response?.body.text, '{"statusCode":406,"message":"no"}');
  });
});

describe("ip-filter", () => {
  const policy = (action: string, children: string): string =>
    `<ip-filter action="${action}">${children}</ip-filter>`;
  const listed =
    `<address>192.0.2.7</address><address-range from="10.0.0.250" to="10.0.1.5" />` +
    `<address-range from="2001:db8::10" to="2001:db8::1f" />`;
  const from = (ipAddress: string): RunSetting => ({ ipAddress });
  const notAllowed = (address: string): string =>
    `403 CallerIpNotAllowed: Caller IP address ${address} is not allowed. Access denied.`;
  const blocked = "403 CallerIpBlocked: Caller IP address is blocked. Access denied.";

  const inside = ["192.0.2.7", "::ffff:192.0.2.7", "10.0.0.250", "10.0.1.5", "10.0.1.0", "2001:db8::1f"];
  const outside = ["192.0.2.8", "10.0.0.249", "10.0.1.6", "2001:db8::f", "2001:db8::20", "::a00:fb"];
  for (const address of inside) {
    it(`knows ${address} to be listed`, async () => {
      assert.equal(await judge(policy("allow", listed), from(address)), "passed");
      assert.equal(await judge(policy("forbid", listed), from(address)), blocked);
    });
  }
  for (const address of outside) {
    it(`knows ${address} not to be listed`, async () => {
      assert.equal(await judge(policy("allow", listed), from(address)), notAllowed(address));
      assert.equal(await judge(policy("forbid", listed), from(address)), "passed");
    });
  }

  it("takes addresses and the action from expressions, and fails where they give none", async () => {
    const address = `<address>@((string)context.Variables["a"])</address>`;
    const run = (action: string, value: string): Promise<string> =>
      judge(`<set-variable name="a" value="${value}" />${policy(action, address)}`);
    assert.equal(await run(`@("allow")`, "192.0.2.7"), "passed");
    assert.match(await run("allow", "no address"), /^500 ExpressionValueEvaluationFailure/);
    assert.match(await run(`@("open")`, "192.0.2.7"), /^500 ExpressionValueEvaluationFailure/);
  });
});

describe("validate-client-certificate", () => {
  const rules: CertificateRule[] = [];
  const refusing = documentIdentity({
    judgeCertificate: (_call, rule) => {
      rules.push(rule);
      return { kind: "refused", reason: "ClientCertificateExpired", message: "Old. Access denied." };
    },
  });

  it("asks by the rules and identities of the document", async () => {
    const policy =
      `<validate-client-certificate validate-revocation="false"><identities>` +
      `<identity thumbprint="AB" subject="CN=a, O=b" /><identity issuer-certificate-id="ca" />` +
      `</identities></validate-client-certificate>`;
    assert.equal(
      await judge(policy, { ports: { identity: refusing } }),
      "403 ClientCertificateExpired: Old. Access denied.",
    );
    const [rule] = rules;
    assert.equal(rule?.validateRevocation, false);
    assert.equal(rule?.validateTrust, true);
    assert.equal(rule?.identities[0]?.subject, "CN=a, O=b");
    assert.equal(rule?.identities[1]?.issuerCertificateId, "ca");
    assert.equal(await judge(policy, { ports: { identity: documentIdentity() } }), "passed");
  });

  it("goes on where errors are ignored", async () => {
    const policy = `<validate-client-certificate ignore-error="true" />`;
    assert.equal(await judge(policy, { ports: { identity: refusing } }), "passed");
  });
});
