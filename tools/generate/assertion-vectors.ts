// docs/reference/assertion-vectors.json: requests with an assertion, and without a right one, for whoever
// writes a guard in another language. What the guard says of each is asked of it here.

import { createHmac, createPrivateKey, createPublicKey, sign } from "node:crypto";
import { Guard } from "#guard/guard.ts";
import {
  type AssertionAlgorithm,
  type Component,
  contentDigest,
  signatureBase,
  signatureParameters,
  targetComponents,
} from "#guard/signature-base.ts";

const NOW_S = 1_796_025_600;
const CLOCK_SKEW_S = 5;
const SECRET = "0123456789abcdef0123456789abcdef-vectors";
/** For these vectors alone: RFC 8032, section 7.1, test 1, has its 32 bytes. */
const PRIVATE_KEY = createPrivateKey({
  key: Buffer.from(
    "302e020100300506032b6570042204209d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    "hex",
  ),
  format: "der",
  type: "pkcs8",
});
const PUBLIC_PEM = createPublicKey(PRIVATE_KEY).export({ type: "spki", format: "pem" }).toString();

const keys = [
  { id: "mac-1", secret: SECRET },
  { id: "ed-1", publicKey: PUBLIC_PEM },
];

type Header = readonly [name: string, value: string];

type Vector = {
  readonly name: string;
  readonly scheme: "http" | "https";
  readonly method: string;
  readonly target: string;
  readonly headers: readonly Header[];
  readonly body: string;
};

type Made = {
  readonly name: string;
  readonly method?: string;
  readonly target?: string;
  readonly host?: string;
  readonly scheme?: "http" | "https";
  readonly body?: string;
  readonly createdS?: number;
  readonly lifetimeS?: number;
  readonly algorithm?: AssertionAlgorithm;
  readonly keyId?: string;
  /** Names of what is left out of the signature. */
  readonly uncovered?: readonly string[];
};

let made = 0;

/** A request, signed as the gateway signs it. */
function signed(of: Made): Vector {
  const { name, method = "GET", target = "/orders/42?full=1", host = "orders.internal" } = of;
  const { scheme = "https", body = "", createdS = NOW_S, lifetimeS = 30, algorithm = "hmac-sha256" } = of;
  const { keyId = algorithm === "ed25519" ? "ed-1" : "mac-1", uncovered = [] } = of;
  const digest = contentDigest(Buffer.from(body, "utf8"));
  const all: readonly Component[] = [
    ...targetComponents(method, host, target, scheme === "https"),
    ["x-request-id", "0193a1b2-0001"],
    ["x-gw-client-ip", "203.0.113.7"],
    ["content-digest", digest],
  ];
  const components = all.filter(([component]) => !uncovered.includes(component));
  const parameters = signatureParameters(components, {
    created: createdS,
    expires: createdS + lifetimeS,
    nonce: `vector-${String(++made).padStart(17, "0")}`,
    keyId,
    algorithm,
  });
  const base = Buffer.from(signatureBase(components, parameters), "latin1");
  const signature =
    algorithm === "ed25519"
      ? sign(null, base, PRIVATE_KEY).toString("base64")
      : createHmac("sha256", SECRET).update(base).digest("base64");
  const headers: Header[] = [
    ["Host", host],
    ["X-Request-Id", "0193a1b2-0001"],
    ["X-Gw-Client-Ip", "203.0.113.7"],
    ...(body === "" ? [] : [["Content-Length", String(Buffer.byteLength(body))] as const]),
    ["Content-Digest", digest],
    ["Signature-Input", `gw=${parameters}`],
    ["Signature", `gw=:${signature}:`],
  ];
  return { name, scheme, method, target, headers, body };
}

const ORDER = '{"sku":"rope","quantity":1}';
const altered = (name: string, change: Partial<Vector>, of: Omit<Made, "name"> = {}): Vector => ({
  ...signed({ name, ...of }),
  ...change,
});
const withHeaders = (name: string, change: (headers: readonly Header[]) => readonly Header[]): Vector => {
  const vector = signed({ name });
  return { ...vector, headers: change(vector.headers) };
};
const replaced = (name: string, header: string, change: (value: string) => string): Vector =>
  withHeaders(name, (headers) =>
    headers.map(([each, value]): Header => [each, each === header ? change(value) : value]),
  );

/** In this order, with one memory of nonces for all. */
function vectors(): Vector[] {
  const repeated = signed({ name: "a GET" });
  return [
    repeated,
    signed({ name: "by Ed25519", algorithm: "ed25519" }),
    signed({ name: "a body", method: "POST", target: "/orders", body: ORDER }),
    signed({ name: "no query, which is a single ? in the signature", target: "/" }),
    signed({ name: "an empty query", target: "/orders?" }),
    signed({ name: "the default port, which is left out", host: "Orders.Internal:443" }),
    signed({
      name: "the default port of the other scheme, which is not",
      host: "orders.internal:443",
      scheme: "http",
    }),
    signed({ name: "as old as it may be", createdS: NOW_S - 30 - CLOCK_SKEW_S }),
    signed({ name: "as early as it may be", createdS: NOW_S + CLOCK_SKEW_S }),
    { ...repeated, name: "the first one again" },
    withHeaders("no signature", (headers) => headers.filter(([name]) => !name.startsWith("Signature"))),
    altered("another path", { target: "/admin?full=1" }),
    altered("another query", { target: "/orders/42?full=2" }),
    altered("another method", { method: "DELETE" }),
    altered("another body", { body: ORDER.replace("1", "9") }, { method: "POST", body: ORDER }),
    altered("another body, by Ed25519", { body: "" }, { method: "POST", body: ORDER, algorithm: "ed25519" }),
    replaced("another host", "Host", () => "admin.internal"),
    replaced("another client", "X-Gw-Client-Ip", () => "10.0.0.1"),
    replaced("the algorithm of another key", "Signature-Input", (value) => value.replace("mac-1", "ed-1")),
    replaced("no algorithm", "Signature-Input", (value) => value.replace(';alg="hmac-sha256"', "")),
    replaced("another tag", "Signature-Input", (value) => value.replace("apigw-v1", "app-v1")),
    signed({ name: "an unknown key", keyId: "mac-0" }),
    signed({ name: "a second too old", createdS: NOW_S - 31 - CLOCK_SKEW_S }),
    signed({ name: "a second too early", createdS: NOW_S + 1 + CLOCK_SKEW_S }),
    signed({ name: "a second too long", lifetimeS: 31 }),
    signed({ name: "the path is not covered", uncovered: ["@path"] }),
    signed({ name: "the client is not covered", uncovered: ["x-gw-client-ip"] }),
    withHeaders("a principal that is not covered", (headers) => [...headers, ["X-Gw-Principal", "admin"]]),
    withHeaders("the client in a spelling that is read as the same", (headers) => [
      ...headers,
      ["x_gw_client_ip", "10.0.0.1"],
    ]),
    withHeaders("the client twice", (headers) => [...headers, ["X-Gw-Client-Ip", "10.0.0.1"]]),
  ];
}

export function outputs(): { readonly path: string; readonly content: string }[] {
  made = 0;
  const guard = new Guard({ keys, clockSkew: CLOCK_SKEW_S }, () => NOW_S * 1000);
  const judged = vectors().map((vector) => ({ ...vector, ...verdictOf(guard, vector) }));
  const all = { now: NOW_S, clockSkew: CLOCK_SKEW_S, keys, vectors: judged };
  return [{ path: "docs/reference/assertion-vectors.json", content: `${JSON.stringify(all, null, 2)}\n` }];
}

function verdictOf(guard: Guard, { scheme, method, target, headers, body }: Vector): object {
  const verdict = guard.check({
    ...{ method, target, rawHeaders: headers.flat(), peerAddress: "10.0.0.1", certificate: undefined },
    isTls: scheme === "https",
  });
  if (!verdict.isAdmitted) return { isAdmitted: false, reason: verdict.reason };
  const { digest } = verdict;
  if (digest === undefined || digest === contentDigest(Buffer.from(body, "utf8")))
    return { isAdmitted: true };
  return { isAdmitted: false, reason: "digest-wrong" };
}
