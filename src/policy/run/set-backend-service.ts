// How `set-backend-service` runs: another address, or a backend of the configuration by its id.

import type { StatementReader } from "../plan/statement-reader.ts";
import type { PolicyCompiler } from "../plan/step.ts";
import type { Value } from "../plan/value.ts";
import { DAPR_URL } from "./dapr-sidecar.ts";

export const setBackendService: PolicyCompiler = (element) => {
  const url = element.text("base-url");
  const id = element.textOr("backend-id", "");
  const isLiteral = !element.isExpression("base-url");
  const dapr = element.has("dapr-app-id") ? daprUrl(element) : undefined;
  return (call) => {
    if (dapr !== undefined) {
      call.backend = { kind: "url", url: dapr(call), isLiteral: true };
      call.request.path = "/";
    } else if (url === undefined) call.backend = { kind: "backend", id: id(call) };
    // As on Azure, an address does not replace a backend that was chosen further out.
    else if (call.backend?.kind !== "backend")
      call.backend = { kind: "url", url: url(call).trim(), isLiteral };
    if (call.backend !== undefined) {
      call.note("backend", call.backend.kind === "url" ? call.backend.url : call.backend.id);
    }
    return undefined;
  };
};

/** A method of an application, called through the sidecar; it may be a path. */
function daprUrl(element: StatementReader): Value<string> {
  const application = element.textOr("dapr-app-id", "");
  const namespace = element.textOr("dapr-namespace", "");
  const method = element.textOr("dapr-method", "");
  return (call) => {
    const id = [application(call), namespace(call)].filter((part) => part !== "").join(".");
    const steps = method(call).split("/").filter(Boolean).map(encodeURIComponent);
    return `${DAPR_URL}/invoke/${encodeURIComponent(id)}/method/${steps.join("/")}`;
  };
}
