// What a probe of the matrix is: a few requests from one vantage to one backend, and what they show.

import { hostWithPort } from "#kernel/address.ts";
import type { Attempt, ProbeId } from "../bypass-report.ts";
import type { AuditSettings, AuditTarget } from "./audit-target.ts";
import { type Judgement, judge, type Standard } from "./judgement.ts";
import type { Answer, ProbeReply, ProbeRequest } from "./probe-message.ts";
import type { Vantage } from "./vantage.ts";

export type Probe = {
  readonly id: ProbeId;
  /** What must not open, in few words. */
  readonly title: string;
  /** What to do where it is open. */
  readonly mend: string;
  readonly run: (context: ProbeContext) => Promise<readonly Attempt[]>;
};

export type ProbeContext = {
  readonly target: AuditTarget;
  readonly settings: AuditSettings;
  readonly vantage: Vantage;
  readonly seen: Seen;
  readonly reach: Reach;
  /** Keeps the rate, and stops where the backend begins to fail. */
  readonly ask: (request: ProbeRequest) => Promise<ProbeReply>;
};

/** Of the member's own port, from one vantage. */
export type Reach = {
  /** It took a connection at least once. */
  hasConnected: boolean;
  /** Connections in a row that it did not take. */
  refusals: number;
};

/** So many, and it is taken for unreachable from there. */
export const REFUSALS = 3;

/** Answers that others are compared with. */
export type Seen = {
  /** To the canary, with the gateway's proof; undefined where it is none of 2xx. */
  control: Answer | undefined;
  /** To a path that nobody has, with the gateway's proof. */
  randomControl: Answer | undefined;
  /** To the canary without any proof, from the vantage of the moment. */
  denial: ProbeReply | undefined;
};

/** Asks once and judges. @param standard of the canary where it is left out */
export async function attempt(
  context: ProbeContext,
  what: string,
  request: ProbeRequest,
  standard: Partial<Standard> = {},
): Promise<Attempt> {
  const first = await context.ask(request);
  const reply = isOddEnd(first, context.seen.denial) ? await context.ask(request) : first;
  return attemptOf(what, request, reply, judgeFrom(context, request, reply, standard));
}

/** A connection that broke where another was answered may have met with an accident: it is asked again. */
const isOddEnd = (reply: ProbeReply, denial: ProbeReply | undefined): boolean =>
  reply.kind === "failed" &&
  reply.at !== "connect" &&
  (reply.code === "closed" || reply.code === "ECONNRESET") &&
  denial?.kind === "answered";

/** A port that took connections from there, and one time takes none, refuses nothing: it may be a fault. */
export function judgeFrom(
  context: ProbeContext,
  request: ProbeRequest,
  reply: ProbeReply,
  standard: Partial<Standard> = {},
): Judgement {
  const { control, denial } = context.seen;
  const judged = judge(reply, { control, denial, target: targetOf(request), ...standard });
  const isRefusal = judged.outcome === "refused" && reply.kind === "failed" && reply.at === "connect";
  if (!isRefusal || !context.reach.hasConnected || !isMemberPort(request, context.target)) return judged;
  return { outcome: "undecided", reason: `${judged.reason}, and took some before` };
}

export const isMemberPort = ({ address, port }: ProbeRequest, target: AuditTarget): boolean =>
  address === target.address && port === target.port;

export function attemptOf(
  what: string,
  { address, port }: ProbeRequest,
  reply: ProbeReply,
  { outcome, reason }: Judgement,
): Attempt {
  return { what, outcome, reason, evidence: { at: hostWithPort(address, port), reply } };
}

export const withoutRequest = (
  what: string,
  outcome: "not-tried" | "not-applicable" | "noted" | "refused",
  reason: string,
): Attempt => ({ what, outcome, reason });

function targetOf({ send }: ProbeRequest): string {
  return send.kind === "nothing" ? "" : (send.wire.split(" ", 2)[1] ?? "");
}
