// What a node would do with one request, without a node: the pipeline over a runtime of its own, no listener,
// no backend, nobody called.

import { wholeBody } from "#http/body.ts";
import type { ClientInfo } from "#http/client-info.ts";
import type { Outcome, OutgoingResponse } from "#http/exchange.ts";
import { type Field, makeField } from "#http/field.ts";
import type { WholeRequest } from "#http/whole-request.ts";
import { Deadlines } from "#kernel/deadlines.ts";
import { defaultPort } from "#kernel/default-port.ts";
import type { StageName } from "#kernel/fault-catalogue.ts";
import { Countries } from "#network/country-table.ts";
import { CallTrace, type TraceEntry } from "#policy/plans.ts";
import type { Snapshot } from "#snapshot/snapshot.ts";
import { type ExplainSinks, explainPorts } from "./explain/explain-ports.ts";
import { ExplainResponder } from "./explain/explain-responder.ts";
import { type FunctionRun, GatewayExchange } from "./gateway-exchange.ts";
import type { GatewayPorts } from "./gateway-port.ts";
import { Pipeline, productEngines } from "./pipeline.ts";
import { buildRuntime, type Runtime } from "./runtime.ts";
import type { ShapeTerms } from "./shape/shaping.ts";
import { authorize } from "./stage/run-policies.ts";

export type ExplainQuestion = {
  readonly request: WholeRequest;
  readonly listener: string;
  readonly clientAddress: string;
  readonly scheme: "http" | "https";
  /** What the backend would answer. */
  readonly answer: {
    readonly status: number;
    readonly headers: readonly (readonly [string, string])[];
    readonly body: string;
  };
  /** From 1 on: of so many equal calls, one after the other, the last one is told. */
  readonly calls: number;
};

/** What a backend would be sent. */
export type ExplainedForward = {
  /** The pool, or the address that a policy chose. */
  readonly to: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
};

export type Explanation = {
  readonly requestId: string;
  readonly site: string;
  readonly route: string;
  readonly target: string;
  readonly api: GatewayExchange["apiCall"];
  readonly path: string;
  /** Edge rules that did something, or would have, and the tags that they gave. */
  readonly edge: {
    readonly rules: readonly string[];
    readonly dry: readonly string[];
    readonly tags: readonly string[];
    /** How fast its bodies may be, by rule. */
    readonly shapes: readonly ShapeTerms[];
    /** What functions decided. */
    readonly functions: readonly FunctionRun[];
  };
  /** Its class of bot, by what is known without asking anybody. */
  readonly bot: { readonly class: string; readonly name: string; readonly reason: string };
  readonly waf: {
    readonly policy: string;
    readonly rules: readonly number[];
    readonly score: number;
    /** Events as the WAF log would have them. */
    readonly log: readonly string[];
  };
  readonly policies: readonly TraceEntry[];
  readonly forwarded: readonly ExplainedForward[];
  /** Where and why it ended early; empty where it did not. */
  readonly stage: StageName | "";
  readonly reason: string;
  readonly detail: string;
  readonly response: {
    readonly status: number;
    readonly headers: readonly (readonly [string, string])[];
    readonly body: string;
  };
};

/** @throws Error where the snapshot has no such listener */
export async function explainRequest(snapshot: Snapshot, question: ExplainQuestion): Promise<Explanation> {
  if (!snapshot.listeners.some(({ name }) => name === question.listener)) {
    const names = snapshot.listeners.map(({ name }) => name).join(", ");
    throw new Error(`there is no listener ${question.listener}; there are ${names}`);
  }
  const deadlines = new Deadlines();
  const countries = new Countries();
  countries.use(snapshot.countries);
  const seen: Seen = { wafLog: [], forwarded: [] };
  const ports = explainPorts({ deadlines, ...seen, answer: answerOf(question) });
  const secrets = snapshot.policies.namedValues.filter(({ isSecret }) => isSecret).map(({ value }) => value);
  try {
    const runtime = await buildRuntime(snapshot, undefined, ports, { feeds: new Map(), countries });
    const run = (): Promise<Explanation> =>
      explainCall(runtime, ports, question, seen, new CallTrace(secrets));
    for (let call = 1; call < question.calls; call++) await run();
    return await run();
  } finally {
    deadlines.close();
  }
}

/** What ports heard of one call. */
type Seen = Pick<ExplainSinks, "wafLog" | "forwarded">;

async function explainCall(
  runtime: Runtime,
  ports: GatewayPorts,
  question: ExplainQuestion,
  seen: Seen,
  trace: CallTrace,
): Promise<Explanation> {
  const { forwarded, wafLog } = seen;
  forwarded.length = 0;
  wafLog.length = 0;
  const stop = stopBeforePool(forwarded, answerOf(question));
  const pipeline = new Pipeline({ ...productEngines, authorize: [traced(trace), stop] }, ports);
  const responder = new ExplainResponder();
  const { head, body } = question.request;
  const x = new GatewayExchange(head, wholeBody(body), ports.newRequestId(), runtime, responder, pipeline);
  place(x, question);
  if (head.fault === "") pipeline.run(x);
  else pipeline.refuse(x, "read", head.fault, head.detail);
  await responder.done;
  return told(x, responder, { wafLog, policies: trace.entries, forwarded });
}

const traced =
  (trace: CallTrace) =>
  (x: GatewayExchange): ReturnType<typeof authorize> =>
    authorize(x, trace);

/** What goes to a pool without policies is noted, and answered as the question says. */
const stopBeforePool =
  (forwarded: ExplainedForward[], answer: () => OutgoingResponse) =>
  (x: GatewayExchange): Outcome => {
    const target = x.matched?.target;
    if (x.call !== undefined || target?.kind !== "pool") return undefined;
    const { fields } = x.edits ?? x.head;
    const { method } = x.head;
    const { path, query, body } = x;
    forwarded.push({ to: target.label, method, path, query, headers: listed(fields), body: body.prefix });
    return { kind: "answer", reason: "", response: answer() };
  };

function answerOf({ answer }: ExplainQuestion): () => OutgoingResponse {
  return () => ({
    status: answer.status,
    reasonPhrase: "",
    fields: answer.headers.map(([name, value]) => makeField(name, value)),
    connectionNames: [],
    body: wholeBody(answer.body),
  });
}

function place(x: GatewayExchange, { listener, clientAddress, scheme }: ExplainQuestion): void {
  const client: ClientInfo = {
    peerAddress: clientAddress,
    peerPort: 40_000,
    scheme,
    localAddress: "127.0.0.1",
    localPort: defaultPort(scheme),
    tls: undefined,
  };
  const { ports } = x.pipeline;
  x.startedMs = ports.now();
  x.startedAtMs = ports.wallAt(x.startedMs);
  x.listener = listener;
  x.client = client;
  x.peerAddress = clientAddress;
  x.peerPort = client.peerPort;
  x.clientAddress = clientAddress;
  x.scheme = scheme;
  x.localPort = client.localPort;
  x.functionRuns = [];
}

function told(
  x: GatewayExchange,
  responder: ExplainResponder,
  seen: {
    readonly wafLog: readonly string[];
    readonly policies: readonly TraceEntry[];
    readonly forwarded: readonly ExplainedForward[];
  },
): Explanation {
  if (x.head.fault === "") x.judgeBot();
  const isForwardedPlain = x.endStage === "authorize" && x.reason === "";
  return {
    requestId: x.requestId,
    site: x.site,
    route: x.route,
    target: x.target,
    api: x.apiCall,
    path: x.path,
    edge: edgeOf(x),
    bot: { class: x.bot, name: x.botName, reason: x.botReason },
    waf: { policy: x.wafPolicy, rules: x.wafRules, score: x.wafScore, log: seen.wafLog },
    policies: seen.policies,
    forwarded: seen.forwarded,
    stage: isForwardedPlain ? "" : x.endStage,
    reason: x.reason,
    detail: x.detail,
    response: { status: responder.status, headers: listed(responder.fields), body: responder.body },
  };
}

function edgeOf({ edgeRules, edgeRulesDry, tags, shaping, functionRuns }: GatewayExchange) {
  const shapes = shaping?.terms ?? [];
  return { rules: edgeRules, dry: edgeRulesDry, tags, shapes, functions: functionRuns ?? [] };
}

function listed(fields: readonly Field[]): readonly (readonly [string, string])[] {
  return fields.map(({ name, value }) => [name, value] as const);
}
