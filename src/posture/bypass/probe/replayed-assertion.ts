// P8: an assertion that was used before, and one whose time is over.

import type { AssertionSettings } from "#upstream/assertion-signer.ts";
import type { Attempt } from "../../bypass-report.ts";
import { showsCertificate } from "../audit-target.ts";
import { needsAssertion } from "../needs-assertion.ts";
import { attempt, attemptOf, judgeFrom, type Probe, type ProbeContext } from "../probe.ts";
import { canaryRequest, probeRequest, signedWire } from "../request-wire.ts";

/** Longer than any guard lets clocks differ. */
const AGE_MS = 300_000;

export const replayedAssertion: Probe = {
  id: "P8",
  title: "an assertion that was used or has expired",
  mend: "remember nonces for as long as an assertion holds, in one place for all processes, and check `expires`",
  run: (context) =>
    needsAssertion(context, async (assertion) => {
      const { target, settings } = context;
      const { isTls } = target;
      const nowMs = Date.now() - AGE_MS;
      const old = signedWire(canaryRequest(target), assertion, isTls, settings.auditId, { nowMs });
      return [
        await tryReplay(context, assertion),
        await attempt(context, "an assertion of five minutes ago", probeRequest(target, settings, old)),
      ];
    }),
};

async function tryReplay(context: ProbeContext, assertion: AssertionSettings): Promise<Attempt> {
  const { target, settings, ask, vantage } = context;
  const wire = signedWire(canaryRequest(target), assertion, target.isTls, settings.auditId);
  const request = probeRequest(target, settings, wire);
  const first = await ask(request);
  const isUsed = first.kind === "answered" && first.status >= 200 && first.status < 300;
  if (isUsed) return attempt(context, "the same request, sent again", request);
  const what = "a request that is to be sent again";
  const judged = judgeFrom(context, request, first);
  // An address or a certificate may be wanted as well, which this request does not have from here.
  const mayBeRefused = vantage.isForeign || showsCertificate(target.tls);
  if (mayBeRefused) return attemptOf(what, request, first, judged);
  const reason = "was not taken the first time, so that nothing was used up";
  return attemptOf(what, request, first, { outcome: "undecided", reason });
}
