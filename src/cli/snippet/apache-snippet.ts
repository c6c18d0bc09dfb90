// Apache httpd 2.4: `SSLVerifyClient` and `Require`. A certificate is known by its issuer and serial number.

import type { GatewayIdentity } from "./gateway-identity.ts";
import type { Snippet } from "./snippet.ts";

export const apacheSnippet: Snippet = {
  name: "apache",
  title: "Apache httpd 2.4",
  proofs: ["certificate", "address"],
  comment: ["# ", ""],
  caveats: [
    "Every virtual host on the port needs it. With mod_remoteip, addresses are what its header says.",
  ],
  write,
};

function write({ certificate, addresses, authorityFile }: GatewayIdentity): string {
  const verify = ["SSLVerifyClient require", "SSLVerifyDepth 3", `SSLCACertificateFile ${authorityFile}`];
  const isGateway =
    `%{SSL_CLIENT_M_SERIAL} == '${certificate?.serialNumber}' && ` +
    `%{SSL_CLIENT_I_DN} == '${certificate?.issuer.replace(/'/g, "\\'")}'`;
  return [
    ...(certificate === undefined ? [] : verify),
    '<Location "/">',
    "    <RequireAll>",
    ...(certificate === undefined ? [] : [`        Require expr "${isGateway.replace(/"/g, '\\"')}"`]),
    ...(addresses.length === 0 ? [] : [`        Require ip ${addresses.join(" ")}`]),
    "    </RequireAll>",
    "</Location>",
    "",
  ].join("\n");
}
