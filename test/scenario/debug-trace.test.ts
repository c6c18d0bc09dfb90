// Traces of single requests: who gets them, what they tell, and that a token which does not count changes
// nothing but a counter.

import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import type { GatewayPorts } from "#gateway/gateway-port.ts";
import { type EngineStages, productEngines } from "#gateway/pipeline.ts";
import { refuse } from "#http/exchange.ts";
import { type DebugGrant, debugKeyOf, signDebugToken } from "#identity/debug-token.ts";
import { type ApiSpec, noApis } from "#snapshot/api-spec.ts";
import { noFeatures } from "#snapshot/feature-spec.ts";
import { noPolicies } from "#snapshot/policy-spec.ts";
import { prefixes, route, site, startGateway, type TestGateway } from "../harness/gateway.ts";
import { type PolicyRoute, type Sections, startPolicyRoute } from "../harness/policy-route.ts";
import { exchangeRaw } from "../harness/raw-client.ts";

const debugKey = debugKeyOf("this node");
const inMinutes = (minutes: number): number => Date.now() + minutes * 60_000;
const grant: DebugGrant = { kind: "site", name: "site", untilMs: inMinutes(5), isShown: true };
const token = (change: Partial<DebugGrant> = {}, key = debugKey): string =>
  signDebugToken({ ...grant, ...change }, key);

const INBOUND =
  `<base /><set-header name="X-In"><value>@("key {{key}}, " + context.Request.Headers.GetValueOrDefault("Authorization","") +` +
  ` context.Request.Headers.GetValueOrDefault("Portcullis-Debug", " no token"))</value></set-header>`;

const begun: PolicyRoute[] = [];
const gateways: TestGateway[] = [];

afterEach(async () => {
  for (const one of begun.splice(0)) await one.close();
  for (const gateway of gateways.splice(0)) {
    await gateway.close();
    assert.deepEqual(gateway.defects, []);
  }
});

async function running(sections: Sections = { inbound: INBOUND }): Promise<PolicyRoute> {
  const namedValues = [{ name: "key", value: "s3cret", isSecret: true }];
  const settings = { debugKey, policies: { ...noPolicies, namedValues } };
  const run = await startPolicyRoute(sections, undefined, settings);
  begun.push(run);
  return run;
}

const ask = (run: PolicyRoute, ...headers: string[]): Promise<string> =>
  run.ask(["GET /items HTTP/1.1", "Host: a", "Connection: close", ...headers, "", ""].join("\r\n"));

/** What the client got in the header; undefined for nothing. */
function traceIn(answer: string) {
  const [, text] = /\r\nPortcullis-Trace: (.*)\r\n/.exec(answer) ?? [];
  return text === undefined ? undefined : JSON.parse(text);
}

const outcomes = ({ gateway }: PolicyRoute): string[] =>
  gateway.events.filter((event) => event.startsWith("debug token"));

describe("a request with a debug token", () => {
  it("is told policy by policy, to the client and to the log, without secrets", async () => {
    const run = await running();
    const answer = await ask(run, `Portcullis-Debug: ${token()}`, "Authorization: Bearer abc.def-12345");
    const trace = traceIn(answer);
    assert.deepEqual([trace.site, trace.status, trace.stage], ["site", 200, undefined]);
    assert.match(answer, /\r\nCache-Control: no-store\r\n/);
    const [seen] = trace.policies.filter(
      ({ policy }: { readonly policy: string }) => policy === "set-header",
    );
    assert.deepEqual(
      [seen.section, seen.scope, seen.file, seen.line, seen.outcome, seen.notes],
      ["inbound", "api", "policy.xml", 1, "next", ["value: key [secret], [secret] no token"]],
    );
    assert.doesNotMatch(JSON.stringify(trace), /s3cret|abc\.def/);
    await run.gateway.recorded(1);
    const [note] = run.gateway.notes;
    assert.equal(note?.["requestId"], trace.requestId);
    assert.deepEqual(JSON.parse(String(note?.["trace"])).policies.length, trace.policies.length);
    assert.deepEqual(outcomes(run), ["debug token traced"]);
  });

  it("is told where and why it was refused", async () => {
    const run = await running({
      inbound: `<base /><check-header name="X-Must" failed-check-httpcode="403" />`,
    });
    const trace = traceIn(await ask(run, `Portcullis-Debug: ${token()}`));
    assert.deepEqual([trace.status, trace.stage, trace.reason], [403, "authorize", "policy-refused"]);
    const failed = trace.policies.find(({ outcome }: { readonly outcome: string }) => outcome === "failed");
    assert.deepEqual([failed.policy, failed.outcome, failed.line], ["check-header", "failed", 1]);
    assert.notEqual(failed.failure, "");
  });

  it("is told without policies on a route that has none", async () => {
    const target = { kind: "sinkpool", name: "quiet", status: 404 } as const;
    const gateway = await startGateway({ debugKey, sites: [site([route("/*", target)])] }, productEngines);
    const head = `GET /items HTTP/1.1\r\nHost: a\r\nPortcullis-Debug: ${token()}\r\nConnection: close\r\n\r\n`;
    const { bytes } = await exchangeRaw(gateway.port, head);
    await gateway.close();
    const { target: led, status, stage, reason, policies } = traceIn(bytes);
    assert.deepEqual(
      [led, status, stage, reason, policies],
      ["sinkpool:quiet", 404, "forward", "sinkpool-hit", []],
    );
  });

  it("is told to the log alone where the token does not say that the client may know", async () => {
    const run = await running();
    const answer = await ask(run, `Portcullis-Debug: ${token({ isShown: false })}`);
    assert.equal(traceIn(answer), undefined);
    await run.gateway.recorded(1);
    assert.match(String(run.gateway.notes[0]?.["trace"]), /"policy":"set-header"/);
  });

  it("is told with the policies that decided, where there are too many for a header", async () => {
    const many = Array.from(
      { length: 80 },
      (_, i) => `<set-variable name="v${i}" value="${"x".repeat(90)}" />`,
    );
    const run = await running({ inbound: `<base />${many.join("")}<return-response />` });
    const answer = await ask(run, `Portcullis-Debug: ${token()}`);
    const trace = traceIn(answer);
    assert.ok(JSON.stringify(trace).length <= 6144);
    assert.ok(trace.policiesLeftOut > 0);
    assert.equal(trace.policies.at(-1).policy, "return-response");
  });

  it("keeps the token from the backend, right or wrong, however it is spelled", async () => {
    const run = await running();
    for (const value of [token(), "wrong"]) {
      await ask(run, `Portcullis-Debug: ${value}`, `portcullis_debug: ${value}`);
      assert.doesNotMatch(run.requests.at(-1) ?? "", /portcullis.debug/i);
    }
  });
});

const apiSpec = (id: string): ApiSpec => ({
  ...{ id, name: id, path: `/${id}`, version: undefined, revision: "1", isCurrentRevision: true },
  ...{ service: undefined, operations: [], openApi: undefined, isSubscriptionRequired: false },
  ...{ keyHeader: "ocp-apim-subscription-key", keyQuery: "subscription-key", policy: undefined },
});

type Trace = {
  readonly status: number;
  readonly stage: string;
  readonly reason: string;
  readonly detail: string;
};

describe("a request that is refused before its policies", () => {
  const target = { kind: "sinkpool", name: "quiet", status: 404 } as const;
  const shop = apiSpec("shop");
  const serving = async (engines: Partial<EngineStages> = {}, lists?: GatewayPorts["lists"]) => {
    const features = { ...noFeatures, apis: ["shop"] };
    const apiModel = { ...noApis, apis: [shop, apiSpec("other")] };
    const sites = [site([route("/*", target, { features })], { hosts: ["a"] })];
    const change = lists === undefined ? {} : { lists };
    const gateway = await startGateway(
      { debugKey, apiModel, sites, trustedHops: prefixes("127.0.0.1") },
      { ...productEngines, ...engines },
      change,
    );
    gateways.push(gateway);
    return gateway;
  };
  const banned: GatewayPorts["lists"] = { decide: () => ({ kind: "ban", id: 7 }) };
  const blocking = { inspect: [() => refuse("waf-blocked", "rule 9")] };
  const asked = async (gateway: TestGateway, path: string, shown: string): Promise<Trace | undefined> => {
    const fields = shown === "" ? "" : `Portcullis-Debug: ${shown}\r\n`;
    const client = "X-Forwarded-For: 203.0.113.7\r\n";
    const head = `GET ${path} HTTP/1.1\r\nHost: a\r\n${client}${fields}Connection: close\r\n\r\n`;
    const { bytes } = await exchangeRaw(gateway.port, head);
    assert.match(bytes, /^HTTP\/1\.1 4/);
    return traceIn(bytes);
  };
  const forApi = (name: string): string => token({ kind: "api", name });

  it("by a ban is told, by tokens for the site and for the API that it is for", async () => {
    const gateway = await serving({}, banned);
    for (const shown of [token(), forApi("shop")]) {
      const trace = await asked(gateway, "/shop/1", shown);
      assert.deepEqual(
        [trace?.status, trace?.stage, trace?.reason, trace?.detail],
        [403, "screen", "ban", "ban 7"],
      );
    }
    await gateway.recorded(2);
    assert.equal(gateway.notes.length, 2);
  });

  it("by the WAF is told", async () => {
    const trace = await asked(await serving(blocking), "/shop/1", forApi("shop"));
    assert.deepEqual([trace?.stage, trace?.reason, trace?.detail], ["inspect", "waf-blocked", "rule 9"]);
  });

  it("for its path is told to whoever may know of an API of the site", async () => {
    const gateway = await serving();
    for (const shown of [token(), forApi("shop")]) {
      assert.equal((await asked(gateway, "/shop/%zz", shown))?.stage, "route");
    }
    assert.equal(await asked(gateway, "/shop/%zz", forApi("other")), undefined);
  });

  it("is not told without a token, by one that does not count, nor by one for another API or site", async () => {
    const gateway = await serving({}, banned);
    const others = [forApi("other"), token({ name: "else" }), token({ untilMs: Date.now() - 1 })];
    for (const shown of ["", "x", token({}, debugKeyOf("another node")), ...others]) {
      assert.equal(await asked(gateway, "/shop/1", shown), undefined);
    }
    // No API has that path.
    assert.equal(await asked(gateway, "/nowhere", forApi("shop")), undefined);
    await gateway.recorded(7);
    assert.deepEqual(gateway.notes, []);
  });

  it("is told to the log alone where the token says no more", async () => {
    const gateway = await serving(blocking);
    assert.equal(
      await asked(gateway, "/shop/1", token({ kind: "api", name: "shop", isShown: false })),
      undefined,
    );
    await gateway.recorded(1);
    assert.match(String(gateway.notes[0]?.["trace"]), /"reason":"waf-blocked"/);
  });
});

const uncounted: readonly (readonly [string, () => string, string])[] = [
  ["is none", () => "x", "wrong"],
  ["another node signed", () => token({}, debugKeyOf("another node")), "wrong"],
  ["is over", () => token({ untilMs: Date.now() - 1 }), "expired"],
  ["is for another site", () => token({ name: "other" }), "elsewhere"],
  ["is for an API", () => token({ kind: "api" }), "elsewhere"],
];

for (const [what, shown, outcome] of uncounted) {
  it(`a debug token that ${what} changes nothing, and is counted`, async () => {
    const run = await running();
    const answer = await ask(run, `Portcullis-Debug: ${shown()}`);
    assert.match(answer, /^HTTP\/1\.1 200 /);
    assert.equal(traceIn(answer), undefined);
    await run.gateway.recorded(1);
    assert.deepEqual([outcomes(run), run.gateway.notes], [[`debug token ${outcome}`], []]);
  });
}
