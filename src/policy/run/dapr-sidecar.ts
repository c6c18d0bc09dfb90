// What the Dapr policies share: the sidecar beside the node, and what becomes of its answers.

import type { PolicyCall } from "../plan/policy-call.ts";
import { PolicyFailure } from "../plan/policy-failure.ts";
import type { PolicyResponse } from "../plan/policy-message.ts";
import type { StatementReader } from "../plan/statement-reader.ts";
import { responseObject } from "./send-request.ts";

/** Where Dapr listens unless it is told otherwise, and where Azure's policies expect it. */
export const DAPR_URL = "http://localhost:3500/v1.0";

const DEFAULT_TIMEOUT_S = 5;

export type DaprMessage = { readonly path: string; readonly contentType: string; readonly body: Uint8Array };

/** Posts a message. @throws PolicyFailure for no answer, or one of 400 or more, unless errors are ignored */
export function daprSender(element: StatementReader) {
  const ignoresError = element.literalBool("ignore-error", false);
  const variable = element.literal("response-variable-name");
  const timeout = element.number("timeout", DEFAULT_TIMEOUT_S);
  return async (call: PolicyCall, { path, contentType, body }: DaprMessage): Promise<void> => {
    const timeoutMs = Math.ceil(timeout(call) * 1000);
    try {
      const response = await call.ports.fetch({
        method: "POST",
        url: `${DAPR_URL}${path}`,
        headers: [["Content-Type", contentType]],
        body: Buffer.from(body).toString("latin1"),
        timeoutMs,
        isNamed: true,
      });
      keep(call, variable, response);
      if (response.status >= 400) throw refused(response.status);
    } catch (error) {
      if (!ignoresError || !(error instanceof PolicyFailure)) throw error;
      call.note("failure", error.message);
    }
  };
}

function keep(call: PolicyCall, variable: string | undefined, response: PolicyResponse): void {
  call.note("status", String(response.status));
  if (variable !== undefined) call.variables.set(variable, responseObject(response));
}

function refused(status: number): PolicyFailure {
  return new PolicyFailure("DaprRequestFailed", `The Dapr sidecar answered ${status}.`, { status });
}
