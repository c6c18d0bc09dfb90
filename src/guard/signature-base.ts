// What the gateway signs of a request and its backend checks: HTTP Message Signatures (RFC 9421) in one
// profile, with Digest Fields (RFC 9530). Depends on nothing of this project: backends carry it with them.

import { hash } from "node:crypto";

/** Says that a signature is an assertion of the gateway in this profile, and no other. */
const ASSERTION_TAG = "apigw-v1";

/** The label of the signature in its two fields. */
export const ASSERTION_LABEL = "gw";

/** The longest that an assertion may hold, in seconds. */
export const MAX_LIFETIME_S = 30;

/** The algorithms of RFC 9421 §3.3 that the profile has. */
export type AssertionAlgorithm = "hmac-sha256" | "ed25519";

/** The name of a component, derived (`@path`) or a field's in lower case, and its value. */
export type Component = readonly [name: string, value: string];

export type SignatureParameters = {
  /** Seconds since 1970. */
  readonly created: number;
  readonly expires: number;
  readonly nonce: string;
  readonly keyId: string;
  readonly algorithm: AssertionAlgorithm;
};

/** The value of `@signature-params`, and of the label in `Signature-Input` (RFC 9421 §2.3). */
export function signatureParameters(components: readonly Component[], own: SignatureParameters): string {
  const names = components.map(([name]) => `"${name}"`).join(" ");
  return (
    `(${names});created=${own.created};expires=${own.expires};nonce="${own.nonce}"` +
    `;keyid="${own.keyId}";alg="${own.algorithm}";tag="${ASSERTION_TAG}"`
  );
}

/** The text that is signed (RFC 9421 §2.5). */
export function signatureBase(components: readonly Component[], parameters: string): string {
  let base = "";
  for (const [name, value] of components) base += `"${name}": ${value}\n`;
  return `${base}"@signature-params": ${parameters}`;
}

/** What every assertion covers first. */
export const TARGET_COMPONENTS: readonly string[] = ["@method", "@authority", "@path", "@query"];

/**
 * The components of RFC 9421 §2.2 that say what is asked for.
 * @param target path and query, as they stand in the request line
 */
export function targetComponents(
  method: string,
  host: string,
  target: string,
  isTls: boolean,
): readonly Component[] {
  const question = target.indexOf("?");
  const path = question < 0 ? target : target.slice(0, question);
  return [
    ["@method", method],
    ["@authority", authorityOf(host, isTls)],
    ["@path", path],
    // §2.2.7: a single ? where there is none.
    ["@query", question < 0 ? "?" : target.slice(question)],
  ];
}

/** §2.2.3: in lower case, without the scheme's default port. */
function authorityOf(host: string, isTls: boolean): string {
  const lower = host.toLowerCase();
  const port = isTls ? ":443" : ":80";
  return lower.endsWith(port) ? lower.slice(0, -port.length) : lower;
}

/** The value of `Content-Digest` (RFC 9530 §2). */
export function contentDigest(content: Uint8Array): string {
  return `sha-256=:${hash("sha256", content, "base64")}:`;
}

export const EMPTY_DIGEST = contentDigest(new Uint8Array());
