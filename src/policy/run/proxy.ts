// How `proxy` runs: which HTTP proxy leads to the backend of the call.

import type { PolicyCompiler } from "../plan/step.ts";
import { constant } from "../plan/value.ts";
import { basicCredentials } from "./authentication-basic.ts";

export const proxy: PolicyCompiler = (element) => {
  const url = element.textOr("url", "");
  const isLiteral = !element.isExpression("url");
  const showsItself = element.has("username") || element.has("password");
  const authorization = showsItself ? basicCredentials(element) : constant("");
  return (call) => {
    const address = url(call).trim();
    call.note("proxy", address);
    call.backendProxy = { url: address, isLiteral, authorization: authorization(call) };
    return undefined;
  };
};
