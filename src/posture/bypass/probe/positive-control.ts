// P14: the request that must be taken: signed and with the certificate, as the gateway sends it. Without it a
// backend that is dead would look closed.

import type { ProbeResult } from "../../bypass-report.ts";
import { showsCertificate } from "../audit-target.ts";
import { attemptOf, type ProbeContext } from "../probe.ts";
import type { Answer, ProbeReply, ProbeRequest } from "../probe-message.ts";
import { canaryRequest, probeRequest, serverNameOf, signedWire, wireOf } from "../request-wire.ts";

const CONTROL_TITLE = "the gateway's own request";

/** Undefined where it is none of 2xx. */
function goodAnswer(reply: ProbeReply): Answer | undefined {
  return reply.kind === "answered" && reply.status >= 200 && reply.status < 300 ? reply : undefined;
}

/** As the gateway asks: with its proofs, and believing the server no more than the pool does. */
function controlRequest({ target, settings }: ProbeContext, path: string): ProbeRequest {
  const { assertion, tls, isTls } = target;
  const headers = settings.staticHeaders;
  const plain = canaryRequest(target, { target: path, headers });
  const wire =
    assertion === undefined
      ? wireOf(plain, settings.auditId)
      : signedWire(plain, assertion, isTls, settings.auditId);
  const shown =
    tls !== undefined && showsCertificate(tls) ? { certificate: tls.certificate, key: tls.key } : undefined;
  const request = probeRequest(target, settings, wire, { shown });
  if (tls === undefined || request.tls === undefined || !tls.verify) return request;
  return { ...request, tls: { ...request.tls, trust: { ca: tls.ca, name: serverNameOf(target) } } };
}

/** Asks twice: the canary, and a path that nobody has, to know what the application says of those. */
export async function positiveControl(context: ProbeContext, when: "before" | "after"): Promise<ProbeResult> {
  const { target, seen, ask, vantage } = context;
  const request = controlRequest(context, target.canary);
  const reply = await ask(request);
  const good = goodAnswer(reply);
  if (when === "before") {
    seen.control = good;
    const random = good && (await ask(controlRequest(context, target.randomPath)));
    seen.randomControl = random?.kind === "answered" ? random : undefined;
  }
  const attempt = attemptOf(
    `the canary as the gateway asks for it, ${when} the other probes`,
    request,
    reply,
    {
      outcome: good === undefined ? "undecided" : "noted",
      reason: reasonOf(reply),
    },
  );
  return {
    id: "P14",
    title: CONTROL_TITLE,
    vantage: vantage.name,
    outcome: attempt.outcome,
    attempts: [attempt],
  };
}

function reasonOf(reply: ProbeReply): string {
  if (reply.kind === "failed") return `does not answer the gateway either (${reply.at}: ${reply.code})`;
  if (reply.kind === "connected") return "was not asked";
  const { status } = reply;
  if (status >= 200 && status < 300) return `answers the gateway with ${status}`;
  return `answers the gateway with ${status}: name a canary that answers 200, or mend the pool's keys`;
}
