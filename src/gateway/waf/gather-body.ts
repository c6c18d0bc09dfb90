// Waits for a body, up to a limit, and has it looked at. Whatever goes wrong in looking ends the exchange and
// nothing else: the callback runs inside of a socket's, where nobody would catch what it throws.

import type { Body, BodySource } from "#http/body.ts";
import { type Outcome, refuse, WAITING } from "#http/exchange.ts";
import type { GatewayExchange } from "../gateway-exchange.ts";
import { BodyIntake, type IntakeOutcome } from "./body-intake.ts";

type Inspect = (outcome: IntakeOutcome) => Outcome | Promise<Outcome>;

/** @param body not complete; `source` gives the rest of it */
export function gatherBody(
  x: GatewayExchange,
  body: Body,
  source: BodySource,
  limitBytes: number,
  inspect: Inspect,
): typeof WAITING {
  const intake = new BodyIntake(body, source, limitBytes, (outcome) => {
    x.work = undefined;
    const found = inspected(x, inspect, outcome);
    if (found instanceof Promise) {
      found.then(
        (late) => x.pipeline.resume(x, late),
        (error: unknown) => x.pipeline.resume(x, broken(x, error)),
      );
    } else x.pipeline.resume(x, found);
  });
  x.work = intake;
  intake.gather();
  return WAITING;
}

function inspected(x: GatewayExchange, inspect: Inspect, outcome: IntakeOutcome): ReturnType<Inspect> {
  try {
    return inspect(outcome);
  } catch (error) {
    return broken(x, error);
  }
}

/** What cannot be looked at does not pass. */
function broken(x: GatewayExchange, error: unknown): Outcome {
  x.pipeline.ports.reportDefect(error, x.requestId);
  return refuse("internal-error", "the body could not be inspected");
}
