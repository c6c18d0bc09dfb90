// Traefik 3: TLS options and an `ipAllowList`, as dynamic configuration.

import { stringify } from "yaml";
import type { GatewayIdentity } from "./gateway-identity.ts";
import type { Snippet } from "./snippet.ts";

export const traefikSnippet: Snippet = {
  name: "traefik",
  title: "Traefik 3, dynamic configuration",
  proofs: ["certificate", "address"],
  comment: ["# ", ""],
  caveats: [
    "Traefik believes every certificate of the authority: let that authority issue to the gateway alone.",
    "Routers name both: tls.options: portcullis, middlewares: [portcullis].",
  ],
  write,
};

function write({ certificate, addresses, authorityFile }: GatewayIdentity): string {
  const options = { clientAuth: { caFiles: [authorityFile], clientAuthType: "RequireAndVerifyClientCert" } };
  return stringify({
    ...(certificate === undefined ? {} : { tls: { options: { portcullis: options } } }),
    ...(addresses.length === 0
      ? {}
      : { http: { middlewares: { portcullis: { ipAllowList: { sourceRange: addresses } } } } }),
  });
}
