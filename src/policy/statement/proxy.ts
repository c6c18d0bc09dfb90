// The policy `proxy`: an HTTP proxy towards the backend.

import { everyScope, type PolicyDefinition, text, url } from "./schema.ts";

/**
 * Sends the request to the backend through an HTTP proxy.
 *
 * Example:
 *     <proxy url="http://proxy.example.com:3128" />
 */
export const proxy: PolicyDefinition = {
  name: "proxy",
  sections: ["inbound"],
  scopes: everyScope,
  refusal:
    "requests to backends go straight; `egress.proxy` of the configuration is for the requests of policies' own",
  attributes: [
    { name: "url", takes: url, allowsExpression: true, isRequired: true, meaning: "address of the proxy" },
    { name: "username", takes: text, allowsExpression: true, meaning: "user name at the proxy" },
    { name: "password", takes: text, allowsExpression: true, meaning: "password at the proxy" },
  ],
};
