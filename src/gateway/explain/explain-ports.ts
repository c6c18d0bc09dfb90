// The world of an explained request: nothing is counted, nobody is called, and the backend answers as it is
// told to.

import { noHostProofs } from "#bot/host-proofs.ts";
import { endlessBuckets } from "#fleet/byte-buckets.ts";
import { allocateFleet, openFleetView } from "#fleet/memory-fleet.ts";
import { noFloodGate } from "#flood/flood-gate.ts";
import type { OutgoingResponse } from "#http/exchange.ts";
import { systemClock, wallAt } from "#kernel/clock.ts";
import type { Deadlines } from "#kernel/deadlines.ts";
import { newRequestId, newSpanId } from "#kernel/request-id.ts";
import { PolicyFailure, type PolicyPorts, PolicyResponse } from "#policy/plans.ts";
import { noChallenges } from "#snapshot/challenge-spec.ts";
import { openTraffic, type Traffic } from "#traffic/traffic.ts";
import { MemoryCollections } from "#waf/waf.ts";
import type { ExplainedForward } from "../explain.ts";
import type { GatewayMetrics, GatewayPorts } from "../gateway-port.ts";
import { GatewayCall } from "../policy/gateway-call.ts";

export type ExplainSinks = {
  readonly deadlines: Deadlines;
  readonly wafLog: string[];
  readonly forwarded: ExplainedForward[];
  readonly answer: () => OutgoingResponse;
};

export function explainPorts(sinks: ExplainSinks): GatewayPorts {
  return {
    metrics: uncounted,
    accessLog: { write: nothing, isBlocked: false, whenReleased: nothing },
    wafLog: { write: (lines) => void sinks.wafLog.push(...lines) },
    wafCollections: new MemoryCollections(),
    subscriptions: { table: undefined },
    challenges: { table: noChallenges },
    deadlines: sinks.deadlines,
    traffic: ownTraffic(),
    lists: { decide: () => ({ kind: "none", id: 0 }) },
    flood: noFloodGate,
    hostProofs: noHostProofs,
    now: () => performance.now(),
    wallAt,
    newRequestId,
    newSpanId,
    warn: nothing,
    note: nothing,
    reportDefect: (error) => {
      throw error;
    },
    policyPorts: (usual) => explainedCalls(usual, sinks),
    callOut: () => Promise.reject(new Error("an explained request calls nobody")),
  };
}

/** Counters and caches that nobody has used: no limit is reached, nothing is found, nobody is slowed. */
function ownTraffic(): Traffic {
  const sizes = { maxWindows: 1024, maxQuotas: 1024, maxListEntries: 64 };
  const memory = allocateFleet({ ...sizes, maxPermitKeys: 64, maxPermitHolders: 1 });
  return { ...openTraffic(openFleetView(memory, 0), systemClock), buckets: endlessBuckets };
}

function explainedCalls(usual: PolicyPorts, { forwarded, answer }: ExplainSinks): PolicyPorts {
  return {
    ...usual,
    delay: async () => undefined,
    forward: async (call) => {
      const { request, backend } = call;
      const target = call instanceof GatewayCall ? call.target : undefined;
      const chosen = backend === undefined ? target?.entry.pool.name : undefined;
      const to = backend?.kind === "url" ? backend.url : (backend?.id ?? chosen ?? "nowhere");
      const headers = request.headers.fields.map(({ name, value }) => [name, value] as const);
      const { method, query, body } = request;
      const path = `${backend === undefined ? (target?.basePath ?? "") : ""}${request.path}`;
      forwarded.push({ to, method, path, query, headers, body: body.wire });
      return new PolicyResponse(answer());
    },
    fetch: async ({ method, url }) => {
      const message = `${method} ${url} is not sent: an explained request calls nobody.`;
      throw new PolicyFailure("BackendConnectionFailure", message, { status: 500 });
    },
  };
}

const nothing = (): void => undefined;

const meter = { record: nothing, answered: nothing, failed: nothing, ejected: nothing, tripped: nothing };

const uncounted: GatewayMetrics = {
  routeMeter: () => meter,
  mirrorMeter: () => meter,
  edgeRuleMeter: () => meter,
  shapeMeter: () => ({ delayed: nothing, waited: nothing }),
  functionMeter: () => ({ ran: nothing }),
  memberMeter: () => ({ ...meter, unresolved: nothing }),
  poolMeter: () => ({ signed: nothing, retried: nothing, retryDenied: nothing }),
  refusal: nothing,
  botClassified: nothing,
  debugToken: nothing,
  wafVerdict: nothing,
  policyMetric: nothing,
  connectionOpened: nothing,
  connectionClosed: nothing,
  handshake: nothing,
};
