// From the text of a token to the signed token in it, through one layer of encryption (RFC 7519 §11.2: signed
// first, then encrypted). Deeper nesting has no use but to make us work.

import type { DecryptionKey } from "../decryption-key.ts";
import { type JsonObject, malformed, type TokenRefusal } from "../token-verdict.ts";
import { type CompactToken, readCompactToken } from "./compact-token.ts";
import { decryptToken } from "./decrypt-token.ts";
import { parseJsonObject } from "./json-object.ts";
import { unsigned } from "./verify-signature.ts";

export type OpenedToken =
  | { readonly kind: "signed"; readonly token: CompactToken }
  | { readonly kind: "unsigned"; readonly header: JsonObject; readonly claims: JsonObject };

export async function openToken(
  text: string,
  keys: readonly DecryptionKey[],
  requireSigned: boolean,
): Promise<OpenedToken | TokenRefusal> {
  const outer = readCompactToken(text);
  if (outer.kind === "refused") return outer;
  if (outer.kind === "signed") return openSigned(outer, requireSigned);
  const content = await decryptToken(outer, keys);
  if (!(content instanceof Uint8Array)) return content;
  const claims = parseJsonObject(content);
  if (claims !== undefined) return openClaims(outer.header, claims, requireSigned);
  const inner = readCompactToken(Buffer.from(content).toString("latin1"));
  if (inner.kind === "encrypted") return malformed("The token is encrypted twice.");
  return inner.kind === "refused" ? inner : openSigned(inner, requireSigned);
}

/** RFC 7519 §6: an unsecured token has `none` for its algorithm, in this spelling, and no signature. */
function openSigned(token: CompactToken, requireSigned: boolean): OpenedToken | TokenRefusal {
  if (token.parts[2] !== "") return { kind: "signed", token };
  if (token.algorithm !== "none" || requireSigned) return unsigned;
  const claims = parseJsonObject(Buffer.from(token.parts[1] ?? "", "base64url"));
  return claims === undefined ? malformedClaims : openClaims(token.header, claims, requireSigned);
}

function openClaims(
  header: JsonObject,
  claims: JsonObject,
  requireSigned: boolean,
): OpenedToken | TokenRefusal {
  if (requireSigned) return unsigned;
  return readClaims(claims) ?? { kind: "unsigned", header, claims };
}

export const malformedClaims = malformed("The claims of the token are not a JSON object.");

/** What is wrong with the types of the registered claims (RFC 7519 §4.1). */
export function readClaims({ exp, nbf, iat, iss, aud }: JsonObject): TokenRefusal | undefined {
  const times = [exp, nbf, iat].filter((each) => each !== undefined);
  if (!times.every((each) => typeof each === "number")) return malformed("A time of the token is no number.");
  if (iss !== undefined && typeof iss !== "string") return malformed("The issuer of the token is no text.");
  const audiences: readonly unknown[] = Array.isArray(aud) ? aud : aud === undefined ? [] : [aud];
  return audiences.every((each) => typeof each === "string")
    ? undefined
    : malformed("The audience of the token is no text.");
}
