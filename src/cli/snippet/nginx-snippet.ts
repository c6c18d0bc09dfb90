// nginx: `ssl_verify_client` and a map that knows the certificate, `geo` on the socket's peer.

import type { GatewayIdentity } from "./gateway-identity.ts";
import type { Snippet } from "./snippet.ts";

export const nginxSnippet: Snippet = {
  name: "nginx",
  title: "nginx",
  proofs: ["certificate", "address"],
  comment: ["# ", ""],
  caveats: ["Every server block on the port needs it, the default one first."],
  write,
};

function write({ certificate, addresses, authorityFile }: GatewayIdentity): string {
  // The module realip changes $remote_addr to what a header says.
  const known = addresses.map((address) => `    ${address} 1;`).join("\n");
  const geo = `geo $realip_remote_addr $portcullis_address {\n    default 0;\n${known}\n}\n`;
  // As a pattern: a plain key is too long for the hash that nginx makes by default.
  const shown = `"~^SUCCESS ${certificate?.sha1}$"`;
  const map = `map "$ssl_client_verify $ssl_client_fingerprint" $portcullis_certificate {\n    default 0;\n    ${shown} 1;\n}\n`;
  const parts = [...(certificate === undefined ? [] : [map]), ...(addresses.length === 0 ? [] : [geo])];
  const verify = `ssl_client_certificate ${authorityFile};\nssl_verify_client optional;\nssl_verify_depth 3;\n`;
  const refusals = [
    ...(certificate === undefined ? [] : ["if ($portcullis_certificate = 0) { return 403; }"]),
    ...(addresses.length === 0 ? [] : ["if ($portcullis_address = 0) { return 403; }"]),
  ];
  return `# In http { }:\n${parts.join("")}\n# In server { }:\n${certificate === undefined ? "" : verify}${refusals.join("\n")}\n`;
}
