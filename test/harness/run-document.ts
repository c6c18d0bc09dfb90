// A policy document and a call to run through it, without a gateway: the backend and everything else that a
// plan reaches are the test's.

import { BoundContracts } from "#gateway/bind-contracts.ts";
import { wholeBody } from "#http/body.ts";
import { makeField } from "#http/field.ts";
import { checkPolicyDocument } from "#policy/check-document.ts";
import { objectsMap } from "#policy/context.ts";
import {
  type CallFacts,
  type CallTrace,
  HeaderList,
  type LoggerMessage,
  type MetricSample,
  type OutboundRequest,
  type PartOutcome,
  PlanMaker,
  PolicyBody,
  PolicyCall,
  type PolicyPorts,
  PolicyRequest,
  PolicyResponse,
  runPart,
  type ScopedDocument,
  type TraceLine,
} from "#policy/plans.ts";

import { newTestTraffic, type TestTraffic } from "./test-traffic.ts";

export type RunSetting = {
  readonly method?: string;
  /** Path and query. */
  readonly target?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly ipAddress?: string;
  readonly matchedParameters?: Readonly<Record<string, string>>;
  readonly namedValues?: Readonly<Record<string, string>>;
  /** Id → text. */
  readonly fragments?: Readonly<Record<string, string>>;
  /** Of scopes around the document. */
  readonly around?: readonly ScopedDocument[];
  readonly scope?: ScopedDocument["scope"];
  readonly unsupported?: "fail-at-reach";
  readonly facts?: Partial<CallFacts>;
  readonly ports?: Partial<PolicyPorts>;
  /** The backend; 200 and an empty body without it. */
  readonly backend?: (call: PolicyCall) => PolicyResponse | Promise<PolicyResponse>;
  readonly tracer?: CallTrace;
  /** Takes the answer, before the call is released. */
  readonly deliver?: (response: PolicyResponse) => void;
  /** Counters and caches that several runs share; each has its own without it. */
  readonly traffic?: TestTraffic;
  readonly fetch?: (request: OutboundRequest) => PolicyResponse | Promise<PolicyResponse>;
};

export type RunResult = {
  readonly call: PolicyCall;
  /** Of the part that ended the call, or of outbound. */
  readonly outcome: PartOutcome;
  /** How often the backend was asked. */
  readonly forwarded: number;
  readonly traces: readonly TraceLine[];
  readonly logged: readonly LoggerMessage[];
  /** Of what no call waits for. */
  readonly defects: readonly unknown[];
  /** Why bodies were cut on their way. */
  readonly cuts: readonly string[];
  readonly delaysMs: readonly number[];
  readonly metrics: readonly MetricSample[];
};

export function textResponse(
  status: number,
  body = "",
  headers: Readonly<Record<string, string>> = {},
): PolicyResponse {
  const fields = Object.entries(headers).map(([name, value]) => makeField(name, value));
  const bytes = Buffer.from(body, "utf8").toString("latin1");
  return new PolicyResponse({
    status,
    reasonPhrase: "",
    fields,
    connectionNames: [],
    body: wholeBody(bytes),
  });
}

/** Sections into a document; those that are not given inherit. */
export function documentOf(sections: {
  readonly inbound?: string;
  readonly backend?: string;
  readonly outbound?: string;
  readonly onError?: string;
}): string {
  const {
    inbound = "<base />",
    backend = "<base />",
    outbound = "<base />",
    onError = "<base />",
  } = sections;
  return (
    `<policies><inbound>${inbound}</inbound><backend>${backend}</backend>` +
    `<outbound>${outbound}</outbound><on-error>${onError}</on-error></policies>`
  );
}

const noContracts = new BoundContracts([], []).port;

const deployment: CallFacts["deployment"] = {
  gatewayId: "test",
  gatewayInstanceId: "test-1",
  isManaged: false,
  region: "here",
  serviceId: "test",
  serviceName: "test",
  certificates: objectsMap([]),
};

/** Runs the call to its end. @throws Error where the document has errors, with what they say */
export async function runDocument(document: string, setting: RunSetting = {}): Promise<RunResult> {
  const { scope = "api", namedValues = {}, fragments = {}, around = [] } = setting;
  const values = new Map(Object.entries(namedValues));
  const { unsupported } = setting;
  const found = checkPolicyDocument(document, "policy.xml", { namedValues: values, scope, unsupported });
  const mistake = found.find(({ severity }) => severity === "error" || unsupported === undefined);
  if (mistake !== undefined) throw new Error(`${mistake.line}:${mistake.column}: ${mistake.message}`);
  const fragmentTexts = Object.entries(fragments).map(
    ([id, text]) => [id, { text, file: `${id}.xml` }] as const,
  );
  const maker = new PlanMaker({ fragments: new Map(fragmentTexts), namedValues: values });
  const plan = maker.plan([...around, { scope, file: "policy.xml", text: document }]);
  const record: Recorded = {
    ...{ forwarded: 0, traces: [], logged: [], defects: [], cuts: [], delaysMs: [], metrics: [] },
  };
  const ports = portsOf(setting, record);
  const call = new PolicyCall(plan, ports, factsOf(setting), requestOf(setting));
  call.tracer = setting.tracer;
  let outcome: PartOutcome = "next";
  for (const part of ["inbound", "backend", "outbound"] as const) {
    outcome = await runPart(call, part);
    if (outcome !== "next") break;
  }
  if (call.response !== undefined) setting.deliver?.(call.response);
  call.release();
  return { call, outcome, ...record };
}

type Recorded = {
  forwarded: number;
  readonly traces: TraceLine[];
  readonly logged: LoggerMessage[];
  readonly defects: unknown[];
  readonly cuts: string[];
  readonly delaysMs: number[];
  readonly metrics: MetricSample[];
};

function portsOf(setting: RunSetting, record: Recorded): PolicyPorts {
  const { traffic, nowMs } = setting.traffic ?? newTestTraffic();
  return {
    ...traffic,
    unitsFor: (_call, units) => units,
    movedBytes: ({ request, response }) => request.body.lengthBytes + (response?.body.lengthBytes ?? 0),
    metric: (_call, sample) => void record.metrics.push(sample),
    world: {
      now: setting.traffic === undefined ? () => Date.now() : nowMs,
      random: () => 0.5,
      randomBytes: (count) => new Uint8Array(count),
    },
    now: () => performance.now(),
    delay: async (ms) => void record.delaysMs.push(ms),
    forward: async (call) => {
      record.forwarded++;
      return (await setting.backend?.(call)) ?? textResponse(200);
    },
    fetch: async (request) => (await setting.fetch?.(request)) ?? textResponse(404),
    service: (id) => ({
      ...{ id, url: `https://${id}.example/base`, headers: [["Ocp-Apim-Subscription-Key", "key"]] },
      ...{ query: [], ca: "", hasTokens: true },
    }),
    gather: () => undefined,
    contract: noContracts,
    trace: (_call, line) => void record.traces.push(line),
    identity: nobody,
    log: (_call, message) => void record.logged.push(message),
    cut: (_call, detail) => void record.cuts.push(detail),
    reportDefect: (_call, error) => void record.defects.push(error),
    ...setting.ports,
  };
}

/** Tests that need more give their own: see policy-identity.ts. */
const nobody: PolicyPorts["identity"] = {
  verifyToken: () => ({ kind: "refused", reason: "JwtInvalid", message: "no keys in this test" }),
  judgeCertificate: () => ({ kind: "refused", reason: "none", message: "no certificates in this test" }),
  ownToken: () => Promise.reject(new Error("no tokens in this test")),
  authorization: () => Promise.reject(new Error("no authorizations in this test")),
};

function factsOf({ facts }: RunSetting): CallFacts {
  return {
    api: null,
    operation: null,
    product: null,
    subscription: null,
    user: null,
    requestId: "0123456789abcdef0123456789abcdef",
    startedAtMs: Date.now(),
    startedMs: performance.now(),
    certificate: null,
    deployment,
    ...facts,
  };
}

function requestOf(setting: RunSetting): PolicyRequest {
  const { method = "GET", target = "/items?a=1", headers = {}, body = "" } = setting;
  const at = target.indexOf("?");
  const path = at < 0 ? target : target.slice(0, at);
  const fields = Object.entries(headers).map(([name, value]) => makeField(name, value));
  return new PolicyRequest(
    {
      method,
      original: {
        scheme: "https",
        host: "api.example.com",
        port: 443,
        path,
        query: at < 0 ? "" : target.slice(at),
      },
      path,
      ipAddress: setting.ipAddress ?? "192.0.2.7",
      matchedParameters: new Map(Object.entries(setting.matchedParameters ?? {})),
    },
    new HeaderList(fields),
    new PolicyBody(wholeBody(Buffer.from(body, "utf8").toString("latin1"))),
  );
}
