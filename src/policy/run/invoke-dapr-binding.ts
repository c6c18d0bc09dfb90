// How `invoke-dapr-binding` runs: a binding of the sidecar with operation, metadata and data.

import type { PolicyCompiler } from "../plan/step.ts";
import { constant } from "../plan/value.ts";
import { bodyValue } from "./body-value.ts";
import { daprSender } from "./dapr-sidecar.ts";

export const invokeDaprBinding: PolicyCompiler = (element) => {
  const name = element.textOr("name", "");
  const operation = element.literal("operation");
  const metadata = (element.child("metadata")?.children("item") ?? []).map((item) => ({
    key: item.literal("key") ?? "",
    value: item.trimmedContent() ?? constant(""),
  }));
  const data = element.child("data");
  const read = data && bodyValue(data, (call) => call.message, element.literal("template"));
  const send = daprSender(element);
  return async (call) => {
    const message = {
      ...(operation === undefined ? {} : { operation }),
      metadata: Object.fromEntries(metadata.map(({ key, value }) => [key, value(call)])),
      ...(read === undefined ? {} : { data: jsonOrText(Buffer.from(read(call)).toString("utf8")) }),
    };
    const body = Buffer.from(JSON.stringify(message), "utf8");
    const path = `/bindings/${encodeURIComponent(name(call))}`;
    await send(call, { path, contentType: "application/json", body });
    return undefined;
  };
};

/** JSON goes as what it is, anything else as a text. */
function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.trim();
  }
}
