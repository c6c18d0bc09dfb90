// How requests of policies' own say who sends them: the authentication-* elements inside send-request. One
// that is not here is refused when a document is loaded.

import type { HeaderList } from "../plan/header-list.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import type { StatementReader } from "../plan/statement-reader.ts";
import type { Value } from "../plan/value.ts";

/** Puts what it shows into the header of the request. @throws PolicyFailure where there is nothing to show */
export type OutboundAuthentication = (call: PolicyCall, headers: HeaderList) => void | Promise<void>;

export const outboundAuthentications: ReadonlyMap<
  string,
  (element: StatementReader) => OutboundAuthentication
> = new Map([["authentication-basic", basic]]);

function basic(element: StatementReader): OutboundAuthentication {
  const value = basicValue(element);
  return (call, headers) => headers.set("Authorization", [value(call)]);
}

/** RFC 7617, in UTF-8. */
function basicValue(element: StatementReader): Value<string> {
  const username = element.textOr("username", "");
  const password = element.textOr("password", "");
  return (call) => {
    const pair = Buffer.from(`${username(call)}:${password(call)}`, "utf8");
    return `Basic ${pair.toString("base64")}`;
  };
}
