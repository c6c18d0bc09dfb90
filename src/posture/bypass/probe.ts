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
  /** Keeps the rate, and stops where the backend begins to fail. */
  readonly ask: (request: ProbeRequest) => Promise<ProbeReply>;
};

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
  const reply = await context.ask(request);
  const { control, denial } = context.seen;
  return attemptOf(
    what,
    request,
    reply,
    judge(reply, { control, denial, target: targetOf(request), ...standard }),
  );
}

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
