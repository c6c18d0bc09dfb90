// How a rule of the WAF ends a request.

import type { Ending } from "#http/exchange.ts";
import { makeField } from "#http/field.ts";
import type { Interruption } from "#waf/waf.ts";
import { fixedResponse } from "../fixed-response.ts";

/** Codes of the fault catalogue: for what is denied, and for what the cost limit left undecided. */
const codes = {
  request: { denied: "waf-blocked", undecided: "waf-cost-limit" },
  response: { denied: "response-blocked", undecided: "response-cost-limit" },
} as const;

export function blockEnding(interruption: Interruption, what: "request" | "response"): Ending {
  const { rule } = interruption;
  const { denied: code, undecided } = codes[what];
  switch (interruption.kind) {
    case "deny":
      return { kind: "refuse", code, detail: `rule ${rule.id}`, status: interruption.status };
    case "undecided":
      return { kind: "refuse", code: undecided, detail: "the inspection cost limit is reached" };
    case "drop":
      return { kind: "drop", reason: code };
    case "redirect": {
      const location = makeField(
        "Location",
        interruption.location.replace(/[^\x21-\x7e]/g, encodeURIComponent),
      );
      return { kind: "answer", reason: code, response: fixedResponse(interruption.status, [location], "") };
    }
  }
}
