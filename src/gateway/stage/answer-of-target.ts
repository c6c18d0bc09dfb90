// What a target that is no pool answers.

import { type Outcome, refuse } from "#http/exchange.ts";
import { makeField } from "#http/field.ts";
import { fixedResponse } from "../fixed-response.ts";
import type { GatewayExchange } from "../gateway-exchange.ts";
import { guardAnswer } from "../guard-answer.ts";
import { locationOf } from "../redirect.ts";
import type { Target } from "../route.ts";

/** Sets `x.response`, or gives the refusal. */
export function answerOfTarget(
  x: GatewayExchange,
  target: Exclude<Target, { readonly kind: "pool" }> | undefined,
): Outcome | Promise<Outcome> {
  if (target === undefined) return refuse("internal-error", "no target was selected");
  switch (target.kind) {
    case "answer":
      x.response = { ...target.response };
      return undefined;
    case "redirect": {
      const location = locationOf(x, target.location, target.keepsQuery);
      x.response = fixedResponse(target.status, [makeField("Location", location)], "");
      return undefined;
    }
    case "sinkpool":
      return { kind: "refuse", code: "sinkpool-hit", detail: target.label, status: target.status };
    case "guard":
      x.response = guardAnswer(x.head, target.document);
      return undefined;
    case "reports":
      return target.desk.take(x);
  }
}
