// Policy documents: one condition, and the plan of a median production document (two headers, a variable, a
// choose; see docs/guide/policies.md for what such documents hold).

import { wholeBody } from "#http/body.ts";
import { makeField } from "#http/field.ts";
import { objectsMap } from "#policy/context.ts";
import { compileExpression } from "#policy/expressions.ts";
import {
  HeaderList,
  PlanMaker,
  PolicyBody,
  PolicyCall,
  type PolicyPorts,
  PolicyRequest,
  runPart,
} from "#policy/plans.ts";
import { newTestTraffic } from "../../test/harness/test-traffic.ts";
import type { Prepared, Subject } from "./subject.ts";

const CONDITION_BUDGET_NS = 200;
const PLAN_BUDGET_NS = 10_000;
/** Values that requests differ in. */
const VARIANTS = 1024;

const CONDITION = '@(context.Request.Method == "GET" && context.Request.IpAddress.StartsWith("192."))';

const DOCUMENT = `<policies>
  <inbound>
    <base />
    <set-variable name="tenant" value="@(context.Request.Headers.GetValueOrDefault("X-Tenant", "none"))" />
    <set-header name="X-Tenant-Name" exists-action="override">
      <value>@((string)context.Variables["tenant"])</value>
    </set-header>
    <choose>
      <when condition="@(context.Request.Method == "POST")">
        <set-header name="X-Kind" exists-action="override"><value>write</value></set-header>
      </when>
      <otherwise>
        <set-header name="X-Kind" exists-action="override"><value>read</value></set-header>
      </otherwise>
    </choose>
  </inbound>
  <backend><base /></backend>
  <outbound><base /></outbound>
  <on-error><base /></on-error>
</policies>`;

export const policy: Subject = { name: "policy", prepare };

function prepare(): Prepared {
  const { expression } = compileExpression(CONDITION, { file: "bench", line: 1, column: 1 });
  const plan = new PlanMaker({ fragments: new Map(), namedValues: new Map() }).plan([
    { scope: "api", file: "bench.xml", text: DOCUMENT },
  ]);
  const headers = Array.from({ length: VARIANTS }, (_, i) => [
    makeField("Accept", "application/json"),
    makeField("User-Agent", "bench"),
    makeField("X-Tenant", `tenant-${i}`),
  ]);
  const newCall = (i: number): PolicyCall => {
    const request = new PolicyRequest(facts, new HeaderList(headers[i % VARIANTS] ?? []), emptyBody);
    return new PolicyCall(plan, ports, callFacts, request);
  };
  const calls = Array.from({ length: VARIANTS }, (_, i) => newCall(i));
  return {
    cases: [
      {
        name: "one condition of two parts",
        budgetNs: CONDITION_BUDGET_NS,
        run: (operations) => {
          let taken = 0;
          for (let i = 0; i < operations; i++) {
            const call = calls[i % VARIANTS];
            if (call !== undefined && expression?.evaluate(ports.world, call.context) === true) taken++;
          }
          return taken;
        },
      },
      {
        name: "inbound of a median document, with its call",
        budgetNs: PLAN_BUDGET_NS,
        run: (operations) => {
          let fields = 0;
          for (let i = 0; i < operations; i++) {
            const call = newCall(i);
            if (runPart(call, "inbound") === "next") fields += call.request.headers.fields.length;
          }
          return fields;
        },
      },
    ],
  };
}

const facts = {
  method: "GET",
  original: { scheme: "https", host: "api.example.com", port: 443, path: "/items/42", query: "?a=1" },
  path: "/items/42",
  ipAddress: "192.0.2.7",
  matchedParameters: new Map<string, string>(),
};

const emptyBody = new PolicyBody(wholeBody(""));

const callFacts: PolicyCall["facts"] = {
  api: null,
  operation: null,
  product: null,
  subscription: null,
  user: null,
  requestId: "0123456789abcdef0123456789abcdef",
  startedAtMs: 0,
  startedMs: 0,
  certificate: null,
  deployment: {
    gatewayId: "",
    gatewayInstanceId: "",
    isManaged: false,
    region: "",
    serviceId: "",
    serviceName: "",
    certificates: objectsMap([]),
  },
};

const unreachable = (): never => {
  throw new Error("the bench reaches no backend");
};

const ports: PolicyPorts = {
  ...newTestTraffic().traffic,
  unitsFor: (_call, units) => units,
  movedBytes: () => 0,
  metric: () => undefined,
  world: { now: () => 0, random: () => 0, randomBytes: (count) => new Uint8Array(count) },
  now: () => 0,
  delay: unreachable,
  forward: unreachable,
  fetch: unreachable,
  service: unreachable,
  gather: () => undefined,
  trace: () => undefined,
  contract: { operation: () => undefined, checkBody: unreachable, checkGraphql: unreachable },
  identity: {
    verifyToken: unreachable,
    judgeCertificate: unreachable,
    ownToken: unreachable,
    authorization: unreachable,
  },
  log: () => undefined,
  cut: () => undefined,
  reportDefect: () => undefined,
};
