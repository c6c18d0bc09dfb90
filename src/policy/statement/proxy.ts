// The policy `proxy`: an HTTP proxy towards the backend, or for a request of a policy's own.

import { everyScope, type PolicyDefinition, proxyUrl, text } from "./schema.ts";

/**
 * Sends the request to the backend through an HTTP proxy, by CONNECT, whatever the backend's scheme is.
 * Requests of policies' own do not go this way, unless it stands inside of theirs (`send-request`,
 * `send-one-way-request`): else their proxy is `egress.proxy` of the configuration.
 *
 * Example:
 *     <proxy url="http://proxy.example.com:3128" />
 */
export const proxy: PolicyDefinition = {
  name: "proxy",
  sections: ["inbound"],
  scopes: everyScope,
  attributes: [
    {
      name: "url",
      takes: proxyUrl,
      allowsExpression: true,
      isRequired: true,
      meaning: "address of the proxy",
    },
    { name: "username", takes: text, allowsExpression: true, meaning: "user name at the proxy" },
    { name: "password", takes: text, allowsExpression: true, meaning: "password at the proxy" },
  ],
};
