// Tokens that the layers bench's node asks for, about 700 bytes as in the WAF bench, and the key that signs
// them.

import { createHmac, randomBytes } from "node:crypto";

const key = randomBytes(32);

/** Base64. */
export const tokenKey = key.toString("base64");

/**
 * HS256 (RFC 7518 §3.2), good for a day.
 * @param caller a number: each has a subject of its own
 * @param others claims put in the place of the usual ones
 */
export function bearerToken(caller: number, others: Readonly<Record<string, unknown>> = {}): string {
  const claims = {
    iss: "https://login.example.test",
    aud: "shop",
    sub: `caller-${caller}`,
    exp: Math.floor(Date.now() / 1000) + 86_400,
    scope: ["shop.read", "shop.write"],
    tenant: "contoso",
    name: "x".repeat(320),
    ...others,
  };
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
