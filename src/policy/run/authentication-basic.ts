// How `authentication-basic` runs (RFC 7617).

import type { PolicyCompiler } from "../plan/step.ts";

export const authenticationBasic: PolicyCompiler = (element) => {
  const username = element.textOr("username", "");
  const password = element.textOr("password", "");
  return (call) => {
    const pair = Buffer.from(`${username(call)}:${password(call)}`, "utf8").toString("base64");
    call.request.headers.set("Authorization", [`Basic ${pair}`]);
    return undefined;
  };
};
