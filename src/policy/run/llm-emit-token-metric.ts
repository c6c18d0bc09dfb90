// How `llm-emit-token-metric` and its older name run: three metrics of the tokens that the call used, once
// that is known.

import type { PolicyCompiler } from "../plan/step.ts";
import { onUsage } from "./llm-usage.ts";
import { metricDimensions } from "./metric-dimensions.ts";

const DEFAULT_NAMESPACE = "API Management";

export const llmEmitTokenMetric: PolicyCompiler = (element) => {
  const namespace = element.literal("namespace") ?? DEFAULT_NAMESPACE;
  const dimensions = metricDimensions(element);
  // The prompt of a stream is counted from the request.
  element.needsBody();
  return (call) => {
    const values = dimensions(call);
    onUsage(call, {
      used: ({ prompt, completion, total }) => {
        const emit = (name: string, value: number): void =>
          call.ports.metric(call, { namespace, name, value, dimensions: values });
        emit("Total Tokens", total);
        emit("Prompt Tokens", prompt);
        emit("Completion Tokens", completion);
      },
      unused: () => undefined,
    });
    return undefined;
  };
};
