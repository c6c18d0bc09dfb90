// How `publish-to-dapr` runs: a message to a topic, through the sidecar.

import type { PolicyCompiler } from "../plan/step.ts";
import { constant } from "../plan/value.ts";
import { ClrException } from "../value/clr-exception.ts";
import { bodyValue } from "./body-value.ts";
import { daprSender } from "./dapr-sidecar.ts";

export const publishToDapr: PolicyCompiler = (element) => {
  const component = element.text("pubsub-name") ?? constant("");
  const topic = element.textOr("topic", "");
  const body = bodyValue(element, (call) => call.message);
  const contentType = element.literal("content-type") ?? "application/json";
  const send = daprSender(element);
  return async (call) => {
    const names = [component(call), topic(call)].filter((name) => name !== "").join("/");
    const at = names.indexOf("/");
    if (at <= 0) throw new ClrException("System.ArgumentException", `'${names}' names no component.`);
    const path = `${encodeURIComponent(names.slice(0, at))}/${encodeURIComponent(names.slice(at + 1))}`;
    await send(call, { path: `/publish/${path}`, contentType, body: body(call) });
    return undefined;
  };
};
