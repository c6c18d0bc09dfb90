// Caddy 2: client authentication of the site's TLS, and a refusal of every other certificate and address.

import type { GatewayIdentity } from "./gateway-identity.ts";
import type { Snippet } from "./snippet.ts";

export const caddySnippet: Snippet = {
  name: "caddy",
  title: "Caddy 2",
  proofs: ["certificate", "address"],
  comment: ["# ", ""],
  caveats: [
    "Every site on the port needs it. Caddy then wants Host and the name in TLS to agree: give the member one.",
  ],
  write,
};

function write({ certificate, addresses, authorityFile }: GatewayIdentity): string {
  const clientAuth = [
    "# In tls { } of the site:",
    "client_auth {",
    "    mode require_and_verify",
    `    trusted_ca_cert_file ${authorityFile}`,
    "}",
    "",
  ];
  const foreign = (name: string, condition: string): string[] => [
    `@${name} not ${condition}`,
    `respond @${name} 403`,
  ];
  const isGateway = `expression \`{http.request.tls.client.fingerprint} == "${certificate?.sha256}"\``;
  return [
    ...(certificate === undefined ? [] : clientAuth),
    "# In the site:",
    ...(certificate === undefined ? [] : foreign("portcullis_certificate", isGateway)),
    ...(addresses.length === 0 ? [] : foreign("portcullis_address", `remote_ip ${addresses.join(" ")}`)),
    "",
  ].join("\n");
}
