// P9: a true assertion on another request than it was made for: another path, method, host, query or body.

import { randomBytes } from "node:crypto";
import type { AssertionSettings } from "#upstream/assertion-signer.ts";
import type { Attempt } from "../../bypass-report.ts";
import { needsAssertion } from "../needs-assertion.ts";
import { attempt, type Probe, type ProbeContext, withoutRequest } from "../probe.ts";
import { canaryRequest, type PlainRequest, probeRequest, signedWire } from "../request-wire.ts";

type Rebound = { readonly what: string; readonly signed: PlainRequest; readonly sent: PlainRequest };

export const reboundAssertion: Probe = {
  id: "P9",
  title: "an assertion that was made for another request",
  mend: "check the signature over the method, host, path, query and digest of the request that came, and no other",
  run: (context) =>
    needsAssertion(context, async (assertion) => {
      const attempts: Attempt[] = [];
      for (const rebound of reboundsFor(context))
        attempts.push(await tryRebound(context, assertion, rebound));
      attempts.push(await tryBody(context, assertion));
      return attempts;
    }),
};

function tryRebound(
  context: ProbeContext,
  assertion: AssertionSettings,
  { what, signed, sent }: Rebound,
): Promise<Attempt> {
  const { target, settings } = context;
  const wire = signedWire(signed, assertion, target.isTls, settings.auditId, { sent });
  return attempt(context, what, probeRequest(target, settings, wire));
}

function reboundsFor({ target }: ProbeContext): Rebound[] {
  const plain = canaryRequest(target);
  const other = canaryRequest(target, { target: target.randomPath });
  const [path = ""] = target.canary.split("?");
  const claimed = ["X-Original-URI", "X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Uri"].map(
    (name) => [name, other.target] as const,
  );
  return [
    { what: "signed for another path", signed: other, sent: plain },
    {
      what: "signed for another path, which header fields claim to be the one",
      signed: other,
      sent: { ...plain, headers: claimed },
    },
    { what: "signed for POST, sent as GET", signed: { ...plain, method: "POST" }, sent: plain },
    { what: "signed for GET, sent as HEAD", signed: plain, sent: { ...plain, method: "HEAD" } },
    { what: "signed for another host", signed: { ...plain, host: "other.invalid" }, sent: plain },
    { what: "sent to another host", signed: plain, sent: { ...plain, host: "other.invalid" } },
    {
      what: "signed without a query, sent with one",
      signed: { ...plain, target: path },
      sent: { ...plain, target: `${path}?portcullis-audit=${randomBytes(4).toString("hex")}` },
    },
    {
      what: "signed with a query, sent without",
      signed: { ...plain, target: `${path}?portcullis-audit=1` },
      sent: { ...plain, target: path },
    },
  ];
}

/**
 * A body that is not the one of the digest can be tried only where bodies are read: what reads none answers
 * before anybody could tell.
 */
async function tryBody(context: ProbeContext, assertion: AssertionSettings): Promise<Attempt> {
  const { target, settings } = context;
  const { bodyPath } = target;
  const what = "signed for another body";
  const [method, path] = bodyPath === undefined ? ["GET", target.canary] : ["POST", bodyPath];
  const signed = canaryRequest(target, {
    method,
    target: path,
    body: bodyPath === undefined ? "" : "audit=signed",
  });
  const wire = signedWire(signed, assertion, target.isTls, settings.auditId, {
    sent: { ...signed, body: "audit=forged" },
  });
  const tried = await attempt(context, what, probeRequest(target, settings, wire));
  if (bodyPath !== undefined || tried.outcome !== "open") return tried;
  const reason = "the canary reads no body: name a path that does, by `bodyPath` of `audit.bypass.pools`";
  return withoutRequest(what, "not-tried", reason);
}
