// What a snippet is: configuration for something before a backend, made from the gateway's identity.

import type { GatewayIdentity } from "./gateway-identity.ts";

export type Snippet = {
  /** What `--for` takes. */
  readonly name: string;
  readonly title: string;
  /** What it checks of the three; of those, what is not known is left out. */
  readonly proofs: readonly ("certificate" | "address" | "signature")[];
  /** What begins a line of comment, and what ends it. */
  readonly comment: readonly [open: string, close: string];
  /** What it does not prove, beside what is said of every address. */
  readonly caveats: readonly string[];
  /** With at least one of the proofs. */
  readonly write: (identity: GatewayIdentity) => string;
};

export const hasCertificate = ({ proofs }: Snippet, { certificate }: GatewayIdentity): boolean =>
  proofs.includes("certificate") && certificate !== undefined;

export const hasAddresses = ({ proofs }: Snippet, { addresses }: GatewayIdentity): boolean =>
  proofs.includes("address") && addresses.length > 0;

/** By a secret: what these languages have without a package of somebody else's. */
export const hasSignature = ({ proofs }: Snippet, { assertion }: GatewayIdentity): boolean =>
  proofs.includes("signature") && assertion === "hmac-sha256";

/** The snippet with what it checks, and what it does not, in comments before it. */
export function snippetText(snippet: Snippet, identity: GatewayIdentity): string {
  const { certificate, addresses, pool, assertionKeyId } = identity;
  const lines = [`${snippet.title}, for members of the pool ${pool}.`];
  if (hasCertificate(snippet, identity) && certificate !== undefined) {
    lines.push(`Checks the gateway's certificate, ${certificate.subject}, good until ${certificate.until}.`);
    lines.push("Put the next one beside it before the gateway shows that.");
  }
  if (hasAddresses(snippet, identity)) lines.push(`Checks the addresses ${addresses.join(", ")}.`);
  if (hasSignature(snippet, identity)) {
    lines.push(
      `Checks the gateway's signature, by the secret of the key ${assertionKeyId}, in PORTCULLIS_ASSERTION.`,
    );
  } else if (!hasCertificate(snippet, identity)) {
    lines.push("An address alone is no proof: whatever else runs there, or gets there, is let in.");
  }
  if (assertionKeyId !== "" && !hasSignature(snippet, identity))
    lines.push("Does not check the gateway's signature: that is for a guard in the backend.");
  const [open, close] = snippet.comment;
  const comments = [...lines, ...snippet.caveats].map((line) => `${open}${line}${close}`);
  return `${comments.join("\n")}\n\n${snippet.write(identity)}`;
}
