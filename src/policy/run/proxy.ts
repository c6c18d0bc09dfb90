// How `proxy` runs: which HTTP proxy leads to the backend of the call, or to where a policy's request goes.

import type { BackendProxy } from "../plan/policy-call.ts";
import type { StatementReader } from "../plan/statement-reader.ts";
import type { PolicyCompiler } from "../plan/step.ts";
import { constant, type Value } from "../plan/value.ts";
import { basicCredentials } from "./authentication-basic.ts";

export const proxy: PolicyCompiler = (element) => {
  const chosen = proxyValue(element);
  return (call) => {
    call.backendProxy = chosen(call);
    return undefined;
  };
};

/** The proxy that the element names; a trace notes its address. */
export function proxyValue(element: StatementReader): Value<BackendProxy> {
  const url = element.textOr("url", "");
  const isLiteral = !element.isExpression("url");
  const showsItself = element.has("username") || element.has("password");
  const authorization = showsItself ? basicCredentials(element) : constant("");
  return (call) => {
    const address = url(call).trim();
    call.note("proxy", address);
    return { url: address, isLiteral, authorization: authorization(call) };
  };
}
