// Requests with an assertion, byte by byte: the true ones as the gateway would sign them, and whatever a
// forger makes of them.

import { createHmac } from "node:crypto";
import {
  type Component,
  contentDigest,
  signatureBase,
  signatureParameters,
  targetComponents,
} from "#guard/signature-base.ts";

export const SECRET = "a secret that gateway and backend share";
export const KEY_ID = "orders-1";

export type Asserted = {
  readonly method: string;
  readonly target: string;
  readonly host: string;
  readonly body: string;
  readonly requestId: string;
  readonly client: string;
  readonly createdS: number;
  readonly expiresS: number;
  readonly nonce: string;
  readonly keyId: string;
  readonly secret: string;
  /** Names of components that are left out of the signature. */
  readonly uncovered: readonly string[];
};

let count = 0;

export function asserted(change: Partial<Asserted> = {}): Asserted {
  const createdS = change.createdS ?? Math.floor(Date.now() / 1000);
  return {
    method: "POST",
    target: "/orders/42?full=1",
    host: "orders.internal",
    body: "amount=1",
    requestId: "4d6f8a4e-0001",
    client: "192.0.2.7",
    createdS,
    expiresS: createdS + 30,
    nonce: `nonce-of-test-${process.pid}-${String(++count).padStart(8, "0")}`,
    keyId: KEY_ID,
    secret: SECRET,
    uncovered: [],
    ...change,
  };
}

/** Name and value of each field, the two of the signature last. */
export function fieldsOf(of: Asserted): [name: string, value: string][] {
  const digest = contentDigest(Buffer.from(of.body, "latin1"));
  const all: Component[] = [
    ...targetComponents(of.method, of.host, of.target, false),
    ["x-request-id", of.requestId],
    ["x-gw-client-ip", of.client],
    ["content-digest", digest],
  ];
  const components = all.filter(([name]) => !of.uncovered.includes(name));
  const parameters = signatureParameters(components, {
    created: of.createdS,
    expires: of.expiresS,
    nonce: of.nonce,
    keyId: of.keyId,
    algorithm: "hmac-sha256",
  });
  const signature = createHmac("sha256", of.secret)
    .update(signatureBase(components, parameters), "latin1")
    .digest("base64");
  return [
    ["Host", of.host],
    ["X-Request-Id", of.requestId],
    ["X-Gw-Client-Ip", of.client],
    ["Content-Digest", digest],
    ["Content-Length", String(of.body.length)],
    ["Signature-Input", `gw=${parameters}`],
    ["Signature", `gw=:${signature}:`],
  ];
}

export function wireOf(
  { method, target, body }: Pick<Asserted, "method" | "target" | "body">,
  fields: readonly (readonly [string, string])[],
): string {
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return `${method} ${target} HTTP/1.1\r\n${lines}Connection: close\r\n\r\n${body}`;
}

export const trueWire = (of: Asserted): string => wireOf(of, fieldsOf(of));
