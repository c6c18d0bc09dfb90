// All probes against one address of one backend, from every vantage, one request after the other.

import {
  type BackendReport,
  LIGHT_PROBES,
  PROBE_IDS,
  type ProbeId,
  type ProbeResult,
  worstOf,
} from "../bypass-report.ts";
import { type AuditSettings, type AuditTarget, hasProof } from "./audit-target.ts";
import { Pacer } from "./pacer.ts";
import { positiveControl } from "./probe/positive-control.ts";
import {
  isMemberPort,
  type Probe,
  type ProbeContext,
  REFUSALS,
  type Reach,
  type Seen,
  withoutRequest,
} from "./probe.ts";
import type { ProbeReply, ProbeRequest } from "./probe-message.ts";
import { probes } from "./probe-table.ts";
import type { Vantage } from "./vantage.ts";
import { decide } from "./verdict.ts";

type Found = Pick<BackendReport, "verdict" | "reasons" | "control" | "probes" | "requests">;

/** @param vantages the first is the gateway's own machine */
export async function auditBackend(
  target: AuditTarget,
  vantages: readonly [Vantage, ...Vantage[]],
  settings: AuditSettings,
): Promise<Found> {
  const pacer = new Pacer(settings.intervalMs);
  const seen: Seen = { control: undefined, randomControl: undefined, denial: undefined };
  const contextOf = (vantage: Vantage): ProbeContext => {
    const reach = { hasConnected: false, refusals: 0 };
    return { target, settings, vantage, seen, reach, ask: askFrom(vantage, target, pacer, reach) };
  };
  const [first, ...others] = vantages;
  const inside = contextOf(first);
  const results: ProbeResult[] = [await positiveControl(inside, "before")];
  for (const context of [inside, ...others.map(contextOf)]) {
    const { vantage } = context;
    seen.denial = undefined;
    let isOpenToAll = false;
    for (const probe of settings.isLight ? lightProbes : probes) {
      const result: ProbeResult =
        isOpenToAll && !NEEDS_NO_DOOR.has(probe.id) ? spared(probe, vantage) : await runProbe(probe, context);
      results.push(result);
      isOpenToAll ||= probe.id === "P3" && result.attempts.length === 1 && result.outcome === "open";
    }
  }
  if (seen.control !== undefined) results.push(await positiveControl(inside, "after"));
  const { verdict, reasons } = decide(results, vantages, pacer.isStopped);
  return {
    verdict,
    reasons,
    ...(seen.control === undefined ? {} : { control: seen.control }),
    probes: results.toSorted((a, b) => PROBE_IDS.indexOf(a.id) - PROBE_IDS.indexOf(b.id)),
    requests: pacer.requests,
  };
}

const lightProbes = probes.filter(({ id }) => LIGHT_PROBES.includes(id));

/** Still worth while where the canary answers everybody: other doors, and the comparison with the gateway. */
const NEEDS_NO_DOOR: ReadonlySet<ProbeId> = new Set(["P2", "P15"]);

/** A forged proof shows nothing where none is asked for. */
function spared({ id, title }: Probe, { name }: Vantage): ProbeResult {
  const attempts = [
    withoutRequest(title, "not-tried", "the canary answers everybody (P3): no proof is looked at"),
  ];
  return { id, title, vantage: name, outcome: "not-tried", attempts };
}

async function runProbe(probe: Probe, context: ProbeContext): Promise<ProbeResult> {
  const { id, title, mend } = probe;
  const attempts = isTellable(probe, context)
    ? await probe.run(context)
    : [withoutRequest(title, "not-tried", SAME_AS_GATEWAY)];
  const outcome = worstOf(attempts.map((each) => each.outcome));
  const told = outcome === "open" ? { mend } : {};
  return { id, title, vantage: context.vantage.name, outcome, ...told, attempts };
}

const SAME_AS_GATEWAY =
  "the pool shows no proof (`assertion`, or a certificate): from this machine, requests of the audit are the gateway's";

/** Where the gateway shows nothing of itself, its machine is the one place from which nothing can be told. */
const isTellable = ({ id }: Probe, { target, vantage }: ProbeContext): boolean =>
  id === "P1" || vantage.isForeign || hasProof(target);

/** What never takes a connection is not asked for ever from there: each time-out would be waited for. */
function askFrom(
  vantage: Vantage,
  target: AuditTarget,
  pacer: Pacer,
  reach: Reach,
): (request: ProbeRequest) => Promise<ProbeReply> {
  const silent = new Map<string, ProbeReply>();
  return async (request) => {
    const place = `${request.address} ${request.port}`;
    const known = silent.get(place);
    if (known !== undefined) return known;
    const reply = await pacer.ask(() => vantage.send(request));
    const isRefused = reply.kind === "failed" && reply.at === "connect";
    if (isMemberPort(request, target)) {
      reach.refusals = isRefused ? reach.refusals + 1 : 0;
      reach.hasConnected ||= !isRefused;
      if (reach.refusals >= REFUSALS && !reach.hasConnected) silent.set(place, reply);
    } else if (isRefused && reply.code === "timeout") silent.set(place, reply);
    return reply;
  };
}
