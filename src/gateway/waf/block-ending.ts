// How a rule of the WAF ends a request.

import type { Ending } from "#http/exchange.ts";
import { makeField } from "#http/field.ts";
import type { Interruption } from "#waf/waf.ts";
import { fixedResponse } from "../fixed-response.ts";

/** @param code of the fault catalogue, for what is denied */
export function blockEnding(
  interruption: Interruption,
  code: "waf-blocked" | "response-blocked" = "waf-blocked",
): Ending {
  const { rule } = interruption;
  switch (interruption.kind) {
    case "deny":
      return { kind: "refuse", code, detail: `rule ${rule.id}`, status: interruption.status };
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
