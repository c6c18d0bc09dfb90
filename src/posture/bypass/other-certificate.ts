// The canary with a certificate that is not the gateway's of today. Where it is not at hand, one question
// can settle it: who refuses even the gateway's own certificate without an assertion believes none.

import type { Attempt } from "../bypass-report.ts";
import { type PemPair, showsCertificate } from "./audit-target.ts";
import { attempt, type ProbeContext, withoutRequest } from "./probe.ts";
import { canaryRequest, probeRequest, wireOf } from "./request-wire.ts";

type Other = {
  readonly what: string;
  readonly shown: PemPair | undefined;
  /** The key of `audit.bypass` that gives it. */
  readonly setting: string;
};

export async function otherCertificate(context: ProbeContext, other: Other): Promise<readonly Attempt[]> {
  const { target, settings, vantage } = context;
  const { what, shown, setting } = other;
  if (!target.isTls) return [withoutRequest(what, "not-applicable", "the member does not speak TLS")];
  if (!vantage.holdsKeys) {
    return [withoutRequest(what, "not-tried", "private keys do not leave the machine of the audit")];
  }
  const wire = wireOf(canaryRequest(target), settings.auditId);
  if (shown !== undefined)
    return [await attempt(context, what, probeRequest(target, settings, wire, { shown }))];
  if (target.tls === undefined || !showsCertificate(target.tls)) {
    return [withoutRequest(what, "not-applicable", "the gateway shows this pool no certificate")];
  }
  const missing = withoutRequest(what, "not-tried", `there is none: name one as \`audit.bypass.${setting}\``);
  if (target.assertion === undefined) return [missing];
  const own = { certificate: target.tls.certificate, key: target.tls.key };
  const alone = "the gateway's own certificate without an assertion";
  const tried = await attempt(context, alone, probeRequest(target, settings, wire, { shown: own }));
  if (tried.outcome !== "refused") return [missing];
  return [{ ...tried, reason: `${tried.reason}: no certificate opens it alone` }];
}
