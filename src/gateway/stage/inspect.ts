// Stage `inspect`: the WAF on the head and the body of a request (phases 1 and 2). Bodies are gathered up to
// the policy's limit first; what it does with longer ones, the policy says. Two-way streams are looked at by
// their head alone.

import { type Outcome, refuse } from "#http/exchange.ts";
import { legibleHead } from "#http/refused-head.ts";
import { isGrpc } from "#http/streaming.ts";
import { type Interruption, inflateForInspection, type RequestInput, type WafSession } from "#waf/waf.ts";
import type { GatewayExchange } from "../gateway-exchange.ts";
import { applyExceptions } from "../waf/apply-exceptions.ts";
import { blockEnding } from "../waf/block-ending.ts";
import type { IntakeOutcome } from "../waf/body-intake.ts";
import { gatherBody } from "../waf/gather-body.ts";
import { WafInspection } from "../waf/waf-inspection.ts";
import type { WafPolicy } from "../waf/waf-policy.ts";

export function inspect(x: GatewayExchange): Outcome | Promise<Outcome> {
  const policy = x.edgeWaf ?? x.matched?.waf;
  if (policy === undefined) return undefined;
  const session = policy.waf.newSession(requestInput(x));
  x.waf = new WafInspection(policy, session);
  applyExceptions(x, x.waf);
  const early = session.requestHead();
  if (early !== undefined) return blockEnding(early, "request");
  if (!session.wantsRequestBody || isTwoWay(x)) return ending(session.requestBody(""));
  x.waf.isBodyInspected = true;
  const { body } = x;
  if (body.complete || body.rest === undefined) return inspectBody(x, policy, session, "whole");
  const { limitBytes } = policy.spec.requestBody;
  if (blocksLong(policy) && body.declaredBytes > limitBytes) return tooLong(x, limitBytes);
  return gatherBody(x, body, body.rest, limitBytes, (outcome) => inspectBody(x, policy, session, outcome));
}

/** Phase 1 alone, and only for the log, of a head that was refused but can be read. */
export function inspectRefused(x: GatewayExchange, policy: WafPolicy): void {
  const session = policy.waf.newSession(requestInput(x));
  x.waf = new WafInspection(policy, session);
  session.requestHead();
}

const isTwoWay = (x: GatewayExchange): boolean =>
  (x.head.upgrade !== "" && x.matched?.webSocket !== undefined) || isGrpc(x.head.fields);

function requestInput(x: GatewayExchange): RequestInput {
  const { requestLine, method, target, protocol, fields } = legibleHead(x.head);
  return {
    id: x.requestId,
    requestLine,
    method,
    target,
    protocol: protocol === "HTTP/2.0" ? "HTTP/2.0" : protocol,
    headers: fields,
    clientAddress: x.clientAddress,
    clientPort: x.peerPort,
    serverAddress: x.client?.localAddress ?? "",
    serverPort: x.localPort,
    serverName: x.head.host,
  };
}

function inspectBody(
  x: GatewayExchange,
  policy: WafPolicy,
  session: WafSession,
  outcome: IntakeOutcome,
): Outcome | Promise<Outcome> {
  if (typeof outcome === "object") return refuse(outcome.failed);
  const { limitBytes } = policy.spec.requestBody;
  const isCut = outcome === "cut" || x.body.prefix.length > limitBytes;
  if (isCut && blocksLong(policy)) return tooLong(x, limitBytes);
  const content = isCut ? x.body.prefix.slice(0, limitBytes) : x.body.prefix;
  const coding = x.requestHeader("content-encoding");
  if (coding === undefined || content === "") return ending(session.requestBody(content, isCut));
  const inflated = inflateForInspection(coding, content, limitBytes);
  if (inflated instanceof Promise) {
    return inflated.then(({ text, error }) => ending(session.requestBody(text, isCut, error)));
  }
  return ending(session.requestBody(inflated.text, isCut, inflated.error));
}

/** A policy that only detects changes nothing, whatever it would do otherwise. */
const blocksLong = ({ spec }: WafPolicy): boolean =>
  spec.isPrevention && spec.requestBody.overLimit === "block";

function tooLong(x: GatewayExchange, limitBytes: number): Outcome {
  x.waf?.session.requestBody("", true, "the body is longer than what is inspected");
  return refuse("waf-body-too-large", `more than ${limitBytes} bytes`);
}

const ending = (interruption: Interruption | undefined): Outcome =>
  interruption === undefined ? undefined : blockEnding(interruption, "request");
