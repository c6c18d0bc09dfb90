// What set-status and set-body do, for a call and for answers that return-response makes.

import type { HeaderList } from "../plan/header-list.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import type { PolicyResponse } from "../plan/policy-message.ts";
import type { StatementReader } from "../plan/statement-reader.ts";
import { constant } from "../plan/value.ts";
import { ClrException } from "../value/clr-exception.ts";
import { applyValues } from "./exists-action.ts";

/** Changes a response that is being made. */
export type ResponseSetter = (call: PolicyCall, response: PolicyResponse) => void;

/** @throws ClrException where an expression gives no status of HTTP */
export function statusSetter(element: StatementReader): ResponseSetter {
  const code = element.number("code", 200);
  const reason = element.textOr("reason", "");
  return (call, response) => {
    const status = code(call);
    if (!Number.isInteger(status) || status < 100 || status > 599) {
      throw new ClrException("System.ArgumentOutOfRangeException", `${status} is no status code.`);
    }
    response.status = status;
    response.reasonPhrase = phraseOf(reason(call));
  };
}

/** RFC 9112, section 4: no control bytes; others than one byte are left out. */
function phraseOf(reason: string): string {
  return reason.replace(/[^\t\x20-\x7e\x80-\xff]/g, "").trim();
}

/** Changes header fields of a message that is being made. */
type HeaderSetter = (call: PolicyCall, headers: HeaderList) => void;

export function headerSetter(element: StatementReader): HeaderSetter {
  const name = element.textOr("name", "");
  const action = element.textOr("exists-action", "override");
  const values = element.children("value").map((value) => value.trimmedContent() ?? constant(""));
  return (call, headers) => {
    const texts = values.map((value) => value(call));
    applyValues(headers, action(call), name(call), texts);
  };
}

/** Sets what `body` gives as the response's body. */
export function bodySetter(body: (call: PolicyCall) => Uint8Array): ResponseSetter {
  return (call, response) => response.body.replaceBytes(body(call));
}
