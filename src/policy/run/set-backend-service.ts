// How `set-backend-service` runs: another address, or a backend of the configuration by its id.

import type { PolicyCompiler } from "../plan/step.ts";

export const setBackendService: PolicyCompiler = (element) => {
  const url = element.text("base-url");
  const id = element.textOr("backend-id", "");
  const isLiteral = !element.isExpression("base-url");
  return (call) => {
    if (url === undefined) call.backend = { kind: "backend", id: id(call) };
    // As on Azure, an address does not replace a backend that was chosen further out.
    else if (call.backend?.kind !== "backend")
      call.backend = { kind: "url", url: url(call).trim(), isLiteral };
    if (call.backend !== undefined) {
      call.note("backend", call.backend.kind === "url" ? call.backend.url : call.backend.id);
    }
    return undefined;
  };
};
