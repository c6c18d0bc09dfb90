// P8: an assertion that was used before, and one whose time is over.

import type { Attempt } from "../../bypass-report.ts";
import { needsAssertion } from "../needs-assertion.ts";
import { attempt, type Probe, withoutRequest } from "../probe.ts";
import { canaryRequest, probeRequest, signedWire } from "../request-wire.ts";

/** Longer than any guard lets clocks differ. */
const AGE_MS = 300_000;

export const replayedAssertion: Probe = {
  id: "P8",
  title: "an assertion that was used or has expired",
  mend: "remember nonces for as long as an assertion holds, in one place for all processes, and check `expires`",
  run: (context) =>
    needsAssertion(context, async (assertion) => {
      const { target, settings, ask, vantage, seen } = context;
      const plain = canaryRequest(target);
      const wire = signedWire(plain, assertion, target.isTls, settings.auditId);
      const request = probeRequest(target, settings, wire);
      const first = await ask(request);
      const attempts: Attempt[] = [];
      const what = "the same request, sent again";
      if (first.kind === "answered" && first.status >= 200 && first.status < 300) {
        attempts.push(await attempt(context, what, request));
      } else if (vantage.isForeign || target.tls?.certificate) {
        attempts.push(withoutRequest(what, "refused", "not even the first one is taken from here"));
      } else if (seen.control === undefined) {
        attempts.push(
          withoutRequest(what, "not-tried", "the positive control failed: nothing can be captured"),
        );
      } else attempts.push(await attempt(context, "an assertion, used once", request));
      const old = signedWire(plain, assertion, target.isTls, settings.auditId, {
        nowMs: Date.now() - AGE_MS,
      });
      attempts.push(
        await attempt(context, "an assertion of five minutes ago", probeRequest(target, settings, old)),
      );
      return attempts;
    }),
};
