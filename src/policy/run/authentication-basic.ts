// How `authentication-basic` runs (RFC 7617).

import type { StatementReader } from "../plan/statement-reader.ts";
import type { PolicyCompiler } from "../plan/step.ts";
import type { Value } from "../plan/value.ts";

export const authenticationBasic: PolicyCompiler = (element) => {
  const credentials = basicCredentials(element);
  return (call) => {
    call.request.headers.set("Authorization", [credentials(call)]);
    return undefined;
  };
};

/** The value of `Authorization`, in UTF-8. */
export function basicCredentials(element: StatementReader): Value<string> {
  const username = element.textOr("username", "");
  const password = element.textOr("password", "");
  return (call) => {
    const pair = Buffer.from(`${username(call)}:${password(call)}`, "utf8").toString("base64");
    return `Basic ${pair}`;
  };
}
