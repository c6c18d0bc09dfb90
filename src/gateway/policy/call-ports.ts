// What plans need of the world, as the gateway has it.

import { randomBytes, randomInt } from "node:crypto";
import type { MetricSample, PolicyCall, PolicyPorts } from "#policy/plans.ts";
import type { EgressClient } from "#upstream/egress.ts";
import type { GatewayPorts } from "../gateway-port.ts";
import { fetchFor, fetchFromPool } from "./call-fetch.ts";
import { type Backends, forwardCall } from "./call-forward.ts";
import type { CallIdentity } from "./call-identity.ts";
import { unitsFor } from "./caller-risk.ts";
import { GatewayCall } from "./gateway-call.ts";
import { gatherCallBody } from "./gather-call-body.ts";
import { pause } from "./pause.ts";

const RANDOM_STEPS = 2 ** 47;

const world: PolicyPorts["world"] = {
  now: () => Date.now(),
  random: () => randomInt(RANDOM_STEPS) / RANDOM_STEPS,
  randomBytes: (count) => randomBytes(count),
};

export function callPorts(
  gateway: GatewayPorts,
  egress: EgressClient,
  backends: Backends,
  { ports: identity, certificates }: Pick<CallIdentity, "ports" | "certificates">,
  contract: PolicyPorts["contract"],
): PolicyPorts {
  const { limits, permits, values, responses, semantic } = gateway.traffic;
  return {
    ...{ limits, permits, values, responses, semantic },
    unitsFor,
    movedBytes: (call) => movedBytes(gatewayCall(call)),
    metric: (_call, sample) => emitMetric(gateway, sample),
    world,
    contract,
    now: gateway.now,
    delay: (ms) => pause(gateway.deadlines, ms),
    forward: (call, options) => forwardCall(gatewayCall(call), options, backends),
    fetch: (request) =>
      request.backendId === undefined
        ? fetchFor(egress, certificates, request)
        : fetchFromPool(egress, certificates, backends.poolOf(request.backendId), request),
    service: backends.service,
    gather: (call, whose) => gatherCallBody(gatewayCall(call), whose),
    trace: (call, { source, severity, message, metadata }) => {
      const { x } = gatewayCall(call);
      const details = { requestId: x.requestId, source, severity, ...Object.fromEntries(metadata) };
      gateway.note(message, details);
    },
    identity,
    cut: (call, detail) => {
      gatewayCall(call).x.detail = detail;
    },
    reportDefect: (call, error) => gateway.reportDefect(error, call.facts.requestId),
    // Loggers of Azure are event hubs; here their messages are lines of the node's own log.
    log: (call, { loggerId, partition, message }) => {
      const { x } = gatewayCall(call);
      const details = { requestId: x.requestId, logger: loggerId };
      gateway.note(message, partition === undefined ? details : { ...details, partition });
    },
  };
}

/** Of both bodies and of the answer's head. */
function movedBytes({ x }: GatewayCall): number {
  const { requestBodyBytes, responseBytes } = x.responder;
  return requestBodyBytes + responseBytes + x.tunnelRequestBytes + x.tunnelResponseBytes;
}

function emitMetric({ metrics }: GatewayPorts, { namespace, name, value, dimensions }: MetricSample): void {
  metrics.policyMetric(namespace, name, dimensions.map((one) => one.join("=")).join(", "), value);
}

function gatewayCall(call: PolicyCall): GatewayCall {
  if (call instanceof GatewayCall) return call;
  throw new Error("a call that is none of the gateway's");
}
