// Documents of the scopes around an operation, put together.

import { everySection, type Section } from "../statement/schema.ts";
import type { Plan, PlanLevel } from "./plan.ts";

/** @param levels from the outermost scope to the innermost; a scope without a document is not among them */
export function makePlan(levels: readonly PlanLevel[]): Plan {
  // Sections may run those of the scopes around them, so that what any of them reads may be read.
  const reads = (section: Section) => ({
    request: levels.some(({ sections }) => sections[section].readsRequestBody),
    response: levels.some(({ sections }) => sections[section].readsResponseBody),
  });
  const [inbound, backend, outbound, onError] = everySection.map(reads);
  const none = { request: false, response: false };
  return {
    levels,
    reads: {
      inbound: inbound ?? none,
      backend: backend ?? none,
      outbound: outbound ?? none,
      "on-error": onError ?? none,
    },
  };
}

/** What the outermost scope does where nobody wrote a document for it. */
export const defaultGlobalDocument = `<policies>
  <inbound />
  <backend>
    <forward-request />
  </backend>
  <outbound />
  <on-error />
</policies>`;
