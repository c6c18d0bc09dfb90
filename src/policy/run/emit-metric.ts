// How `emit-metric` runs: adds a value to a metric of the document's own.

import type { PolicyCompiler } from "../plan/step.ts";
import { metricDimensions } from "./metric-dimensions.ts";

const DEFAULT_NAMESPACE = "API Management";

export const emitMetric: PolicyCompiler = (element) => {
  const name = element.literal("name") ?? "";
  const namespace = element.literal("namespace") ?? DEFAULT_NAMESPACE;
  const value = element.number("value", 1);
  const dimensions = metricDimensions(element);
  return (call) => {
    call.ports.metric(call, { namespace, name, value: value(call), dimensions: dimensions(call) });
    return undefined;
  };
};
