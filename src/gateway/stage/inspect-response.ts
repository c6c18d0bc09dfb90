// Stage `inspectResponse`: the WAF on the response of a backend (phases 3 and 4). Bodies of the types that
// the policy looks at are held back up to its limit; event streams and everything else pass as they come.

import { type Outcome, type OutgoingResponse, refuse } from "#http/exchange.ts";
import { isStreaming } from "#http/streaming.ts";
import { type Interruption, inflateForInspection } from "#waf/waf.ts";
import type { GatewayExchange } from "../gateway-exchange.ts";
import { blockEnding } from "../waf/block-ending.ts";
import type { IntakeOutcome } from "../waf/body-intake.ts";
import { gatherBody } from "../waf/gather-body.ts";
import type { WafInspection } from "../waf/waf-inspection.ts";

export function inspectResponse(x: GatewayExchange): Outcome | Promise<Outcome> {
  const { waf, response } = x;
  if (waf === undefined || response === undefined) return undefined;
  const { session, policy } = waf;
  const early = session.responseHead({
    status: response.status,
    protocol: "HTTP/1.1",
    reasonPhrase: response.reasonPhrase,
    headers: response.fields,
  });
  if (early !== undefined) return ending(early);
  const hasBody = response.tunnel === undefined && x.head.method !== "HEAD" && !isStreaming(response.fields);
  if (!hasBody || !session.wantsResponseBody) return ending(session.responseBody(""));
  const { body } = response;
  if (body.complete || body.rest === undefined) return inspectBody(x, waf, response, "whole");
  const { limitBytes } = policy.spec.responseBody;
  return gatherBody(x, body, body.rest, limitBytes, (outcome) => inspectBody(x, waf, response, outcome));
}

function inspectBody(
  x: GatewayExchange,
  { session, policy }: WafInspection,
  response: OutgoingResponse,
  outcome: IntakeOutcome,
): Outcome | Promise<Outcome> {
  if (typeof outcome === "object") return refuse(outcome.failed);
  const { limitBytes, overLimit } = policy.spec.responseBody;
  const { body } = response;
  const isCut = outcome === "cut" || body.prefix.length > limitBytes;
  if (isCut && overLimit === "block" && policy.spec.isPrevention) {
    return refuse("response-blocked", `the body has more than ${limitBytes} bytes`);
  }
  const content = isCut ? body.prefix.slice(0, limitBytes) : body.prefix;
  const coding = x.responseHeader("content-encoding");
  if (coding === undefined || content === "") return ending(session.responseBody(content, isCut));
  const inflated = inflateForInspection(coding, content, limitBytes);
  if (inflated instanceof Promise) {
    return inflated.then(({ text, error }) => ending(session.responseBody(text, isCut || error !== "")));
  }
  return ending(session.responseBody(inflated.text, isCut || inflated.error !== ""));
}

function ending(interruption: Interruption | undefined): Outcome {
  return interruption === undefined ? undefined : blockEnding(interruption, "response");
}
