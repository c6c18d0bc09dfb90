// Runs one test of a fixture: a call through a plan, offline. The backend and everything that policies call
// answer what the fixture says; nobody waits.

import { randomBytes, randomInt } from "node:crypto";
import {
  CallTrace,
  type OutboundRequest,
  type Plan,
  PolicyCall,
  PolicyFailure,
  type PolicyPorts,
  type PolicyResponse,
  runPart,
} from "#policy/plans.ts";
import type { FixtureAnswer, FixtureTest } from "./fixture.ts";
import { fixtureFacts } from "./fixture-facts.ts";
import { fixtureRequest, fixtureResponse } from "./fixture-message.ts";
import { fixtureIdentity, noContract } from "./fixture-ports.ts";
import { fixtureTraffic } from "./fixture-traffic.ts";

/** The request as the backend got it. */
export type ForwardedRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: PolicyCall["request"]["headers"]["fields"];
  readonly body: string;
  /** What policies chose; undefined where they left it. */
  readonly to: string | undefined;
};

export type FixtureRun = {
  readonly call: PolicyCall;
  readonly trace: CallTrace;
  readonly forwarded: readonly ForwardedRequest[];
  readonly called: readonly OutboundRequest[];
};

const RANDOM_STEPS = 2 ** 47;

const world: PolicyPorts["world"] = {
  now: () => Date.now(),
  random: () => randomInt(RANDOM_STEPS) / RANDOM_STEPS,
  randomBytes: (count) => randomBytes(count),
};

/** @param secrets values that the trace masks */
export async function runFixtureTest(
  plan: Plan,
  test: FixtureTest,
  secrets: readonly string[],
): Promise<FixtureRun> {
  const forwarded: ForwardedRequest[] = [];
  const called: OutboundRequest[] = [];
  const ports: PolicyPorts = {
    ...fixtureTraffic(),
    world,
    now: () => performance.now(),
    delay: () => Promise.resolve(),
    forward: async (call) => {
      forwarded.push(forwardedOf(call));
      return answerOf(backendAnswer(test, forwarded.length - 1), "the backend");
    },
    fetch: async (request) => {
      called.push(request);
      const answer = test.calls?.find(({ url, method = request.method }) => {
        return request.url.startsWith(url) && method.toUpperCase() === request.method;
      });
      return answerOf(answer ?? { fails: "BackendConnectionFailure" }, request.url);
    },
    // A test has no configuration: its answers name the backend's id in place of an address.
    service: (id) => ({ id, url: `https://${id}`, headers: [], query: [], ca: "", hasTokens: true }),
    gather: () => undefined,
    trace: (call, { message }) => call.note("message", message),
    log: (call, { message }) => call.note("message", message),
    contract: noContract,
    identity: fixtureIdentity(test),
    // Answers of a test are whole.
    cut: () => undefined,
    reportDefect: (_call, error) => console.error(error),
  };
  const call = new PolicyCall(plan, ports, fixtureFacts(test), fixtureRequest(test));
  for (const [name, value] of Object.entries(test.context?.variables ?? {})) call.variables.set(name, value);
  const trace = new CallTrace(secrets);
  call.tracer = trace;
  for (const part of ["inbound", "backend", "outbound"] as const) {
    if ((await runPart(call, part)) !== "next") break;
  }
  await call.answerLeaves();
  call.release();
  return { call, trace, forwarded, called };
}

function backendAnswer({ backend = {} }: FixtureTest, index: number): FixtureAnswer {
  return Array.isArray(backend) ? (backend[index] ?? backend.at(-1) ?? {}) : backend;
}

function answerOf(answer: FixtureAnswer, who: string): PolicyResponse {
  if (answer.fails === undefined) return fixtureResponse(answer);
  throw new PolicyFailure(answer.fails, `${who} gives no answer in this test`, { status: 500 });
}

function forwardedOf({ request, backend }: PolicyCall): ForwardedRequest {
  const { prefix } = request.body.outgoing;
  return {
    method: request.method,
    path: request.path,
    query: request.query,
    headers: request.headers.fields,
    body: Buffer.from(prefix, "latin1").toString("utf8"),
    to: backend?.kind === "url" ? backend.url : backend?.id,
  };
}
