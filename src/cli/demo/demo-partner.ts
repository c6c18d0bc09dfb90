// What a partner of the demo's shop shows: a subscription key, and a token of an issuer that it believes.
// Both are new with each start.

import { createHmac, randomBytes } from "node:crypto";

export type DemoPartner = {
  readonly key: string;
  /** HS256, good for a day. */
  readonly token: string;
  /** The same with other claims under the same signature. */
  readonly tampered: string;
  /** The same under the names that the demo's configuration reads. */
  readonly env: Readonly<Record<string, string>>;
};

const DAY_S = 86_400;

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

export function newDemoPartner(): DemoPartner {
  const key = randomBytes(16).toString("hex");
  const tokenKey = randomBytes(32);
  const claims = {
    aud: "shop",
    sub: "demo-partner",
    scope: "orders",
    exp: Math.floor(Date.now() / 1000) + DAY_S,
  };
  const header = part({ alg: "HS256", typ: "JWT" });
  const signed = `${header}.${part(claims)}`;
  const signature = createHmac("sha256", tokenKey).update(signed).digest("base64url");
  return {
    key,
    token: `${signed}.${signature}`,
    tampered: `${header}.${part({ ...claims, sub: "somebody-else" })}.${signature}`,
    env: { PORTCULLIS_DEMO_KEY: key, PORTCULLIS_DEMO_TOKEN_KEY: tokenKey.toString("base64") },
  };
}
