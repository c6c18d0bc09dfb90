// Waits for the whole body of a message that a plan reads.

import type { Body } from "#http/body.ts";
import { defaultLimits } from "#kernel/limits.ts";
import { PolicyFailure } from "#policy/plans.ts";
import { BodyIntake } from "../waf/body-intake.ts";
import type { GatewayCall } from "./gateway-call.ts";
import { GatewayFailure } from "./gateway-failure.ts";

/**
 * Undefined where it is there already.
 * @throws PolicyFailure, as the promise's rejection, where it is too long or breaks off
 */
export function gatherCallBody(call: GatewayCall, whose: "request" | "response"): undefined | Promise<void> {
  const message = whose === "request" ? call.request : call.response;
  const body = message?.body.source;
  if (body === undefined || body.complete || body.rest === undefined) return undefined;
  return gather(call, body, whose);
}

function gather(call: GatewayCall, body: Body, whose: "request" | "response"): Promise<void> {
  const { rest } = body;
  if (rest === undefined) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const { bufferedBodyBytes } = defaultLimits.policy;
    const intake = new BodyIntake(body, rest, bufferedBodyBytes, (outcome) => {
      call.x.work = undefined;
      if (outcome === "whole") resolve();
      else if (outcome === "cut") reject(tooLong(whose, bufferedBodyBytes));
      else reject(new GatewayFailure(outcome.failed, `the body of the ${whose} did not come whole`, 0));
    });
    call.x.work = intake;
    intake.gather();
  });
}

function tooLong(whose: "request" | "response", limitBytes: number): PolicyFailure {
  const message = `The body of the ${whose} is longer than the ${limitBytes} bytes that policies can read.`;
  return new PolicyFailure("BodyTooLong", message, { status: whose === "request" ? 413 : 502 });
}
