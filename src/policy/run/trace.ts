// How `trace` runs: a line for whoever operates the gateway.

import type { PolicyCompiler } from "../plan/step.ts";
import { constant } from "../plan/value.ts";

const severities = ["verbose", "information", "error"] as const;

export const trace: PolicyCompiler = (element) => {
  const source = element.textOr("source", "");
  const severity = severities.find((one) => one === element.literal("severity")) ?? "verbose";
  const message = (element.child("message") ?? element).content() ?? constant("");
  const metadata = element.children("metadata").map((one) => ({
    name: one.literal("name") ?? "",
    value: one.textOr("value", ""),
  }));
  return (call) => {
    const values = metadata.map(({ name, value }) => [name, value(call)] as const);
    call.ports.trace(call, {
      source: source(call),
      severity,
      message: message(call).trim(),
      metadata: new Map(values),
    });
    return undefined;
  };
};
