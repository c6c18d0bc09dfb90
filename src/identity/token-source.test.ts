import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ManualClock } from "#kernel/clock.ts";
import { ClientCredentialsSource } from "./client-credentials.ts";
import { InstanceMetadataSource, instanceMetadataEndpoint } from "./instance-metadata.ts";
import type { CallAnswer, CallOut, OutgoingCall } from "./outgoing-call.ts";
import { TokenSourceError } from "./token-source.ts";
import { WorkloadIdentitySource } from "./workload-identity.ts";

const clock = new ManualClock(1_800_000_000_000);
const ENDPOINT = "https://login.example/tenant/oauth2/v2.0/token";

type Recorded = { readonly calls: OutgoingCall[]; readonly ports: { call: CallOut; clock: ManualClock } };

function answering(answer: unknown, status = 200): Recorded {
  const calls: OutgoingCall[] = [];
  const call = async (each: OutgoingCall): Promise<CallAnswer> => {
    calls.push(each);
    return { status, body: Buffer.from(JSON.stringify(answer)) };
  };
  return { calls, ports: { call, clock } };
}

const given = { access_token: "t", token_type: "Bearer", expires_in: 600 };
const formOf = ({ body }: OutgoingCall): object => Object.fromEntries(new URLSearchParams(body));

const settings = {
  tokenEndpoint: ENDPOINT,
  clientId: "shop",
  clientSecret: "s&cr:t",
  authentication: "header",
  scope: undefined,
} as const;

describe("a token by client credentials", () => {
  const request = { resource: "https://storage.example/", clientId: undefined };

  it("is asked for with id and secret in the header", async () => {
    const { calls, ports } = answering(given);
    const token = await new ClientCredentialsSource(settings, ports).token(request);
    assert.equal(token.value, "t");
    assert.equal(token.expiresAtMs, clock.wallMs() + 600_000);
    const [call] = calls;
    assert.ok(call !== undefined);
    assert.equal(call.url, ENDPOINT);
    assert.equal(call.method, "POST");
    assert.equal(call.maxRedirects, 0);
    assert.deepEqual(formOf(call), {
      grant_type: "client_credentials",
      scope: "https://storage.example/.default",
    });
    const basic = Buffer.from("shop:s%26cr%3At").toString("base64");
    assert.deepEqual(call.credentials, { authorization: `Basic ${basic}` });
  });

  it("is asked for with id and secret in the form, and with a scope of its own", async () => {
    const { calls, ports } = answering(given);
    const own = { ...settings, authentication: "form", scope: "orders stock" } as const;
    await new ClientCredentialsSource(own, ports).token(request);
    const [call] = calls;
    assert.ok(call !== undefined);
    assert.deepEqual(formOf(call), {
      grant_type: "client_credentials",
      scope: "orders stock",
      client_id: "shop",
      client_secret: "s&cr:t",
    });
    assert.equal(call.credentials, undefined);
  });

  const failures: readonly (readonly [string, Recorded, RegExp])[] = [
    [
      "the endpoint refuses",
      answering({ error: "invalid_client" }, 401),
      /answers with 401 \(invalid_client\)/,
    ],
    ["there is no token", answering({ token_type: "Bearer" }), /without a token/],
    ["it is of another kind", answering({ ...given, token_type: "mac" }), /no bearer token/],
    ["the endpoint answers nonsense", answering([]), /without a token/],
  ];
  for (const [name, { ports }, message] of failures) {
    it(`fails where ${name}, and names no secret`, async () => {
      const source = new ClientCredentialsSource(settings, ports);
      await assert.rejects(source.token(request), (error) => {
        assert.ok(error instanceof TokenSourceError);
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /s&cr/);
        return true;
      });
    });
  }

  it("fails where nobody answers", async () => {
    const call: CallOut = () => Promise.reject(new Error("refused"));
    const source = new ClientCredentialsSource(settings, { call, clock });
    await assert.rejects(source.token(request), { name: "TokenSourceError", message: /refused/ });
  });
});

describe("a token by managed identity", () => {
  it("is asked for at the machine's own metadata service", async () => {
    const { calls, ports } = answering({ access_token: "t", token_type: "Bearer", expires_on: "1800000100" });
    const source = new InstanceMetadataSource(instanceMetadataEndpoint, ports);
    const token = await source.token({ resource: "https://vault.azure.net", clientId: "c" });
    assert.equal(token.expiresAtMs, 1_800_000_100_000);
    const url = new URL(calls[0]?.url ?? "");
    assert.equal(url.origin, "http://169.254.169.254");
    assert.deepEqual(Object.fromEntries(url.searchParams), {
      "api-version": "2018-02-01",
      resource: "https://vault.azure.net",
      client_id: "c",
    });
    assert.deepEqual(calls[0]?.headers, { metadata: "true" });
  });
});

describe("a token by workload identity", () => {
  it("is asked for with the cluster's token of now", async () => {
    const { calls, ports } = answering(given);
    let reads = 0;
    const read = async (): Promise<string> => `assertion ${++reads}\n`;
    const workload = { tokenEndpoint: ENDPOINT, clientId: "node", tokenFile: "/var/run/token" };
    const source = new WorkloadIdentitySource(workload, ports, read);
    await source.token({ resource: "api://shop", clientId: undefined });
    await source.token({ resource: "api://shop/.default", clientId: "other" });
    const [first, second] = calls.map(formOf);
    assert.deepEqual(first, {
      grant_type: "client_credentials",
      scope: "api://shop/.default",
      client_id: "node",
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: "assertion 1",
    });
    assert.deepEqual(second, { ...first, client_id: "other", client_assertion: "assertion 2" });
  });

  it("fails where the file cannot be read", async () => {
    const { calls, ports } = answering(given);
    const read = (): Promise<string> => Promise.reject(new Error("ENOENT"));
    const workload = { tokenEndpoint: ENDPOINT, clientId: "node", tokenFile: "/var/run/token" };
    const token = new WorkloadIdentitySource(workload, ports, read).token({
      resource: "r",
      clientId: undefined,
    });
    await assert.rejects(token, { name: "TokenSourceError" });
    assert.equal(calls.length, 0);
  });
});
