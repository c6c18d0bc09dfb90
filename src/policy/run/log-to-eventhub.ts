// How `log-to-eventhub` runs: a message for a logger of the gateway. Whatever becomes of it, the call goes
// on.

import type { PolicyCompiler } from "../plan/step.ts";
import { constant } from "../plan/value.ts";

/** As on Azure, a longer message is cut. */
const MAX_MESSAGE_CHARS = 200 * 1024;

export const logToEventhub: PolicyCompiler = (element) => {
  const loggerId = element.literal("logger-id") ?? "";
  const partitionId = element.literal("partition-id");
  const partitionKey = element.text("partition-key");
  const message = element.trimmedContent() ?? constant("");
  return (call) => {
    const partition = partitionKey === undefined ? partitionId : partitionKey(call);
    call.ports.log(call, { loggerId, partition, message: message(call).slice(0, MAX_MESSAGE_CHARS) });
    return undefined;
  };
};
