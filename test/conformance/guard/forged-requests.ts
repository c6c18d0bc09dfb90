// Requests that did not come through the gateway, or not as they are: how each is made of a true one. Every
// one has to be refused, and for the reason that stands there.

import type { RejectionReason } from "#guard/guard-options.ts";
import { type Asserted, asserted, fieldsOf, trueWire, wireOf } from "../../harness/assertion.ts";

type Field = [name: string, value: string];

export type Forgery = {
  readonly name: string;
  /** What was sent before by the gateway itself; empty for nothing. */
  readonly before?: (of: Asserted) => string;
  readonly wire: (of: Asserted) => string;
  readonly change?: () => Partial<Asserted>;
  readonly reason: RejectionReason;
};

const nowS = (): number => Math.floor(Date.now() / 1000);

/** With one field changed, or left out where the value is undefined. */
const withField =
  (name: string, value: (old: string) => string | undefined) =>
  (of: Asserted): string =>
    wireOf(
      of,
      fieldsOf(of).flatMap(([each, old]): Field[] => {
        if (each !== name) return [[each, old]];
        const next = value(old);
        return next === undefined ? [] : [[each, next]];
      }),
    );

const withMore =
  (...more: readonly Field[]) =>
  (of: Asserted): string =>
    wireOf(of, [...fieldsOf(of), ...more]);

/** Signed for one request, sent with another. */
const sentAs =
  (change: Partial<Asserted>) =>
  (of: Asserted): string => {
    const next = { ...of, ...change };
    const fields = fieldsOf(of).map(([name, value]): Field => {
      if (name === "Host") return [name, next.host];
      return name === "Content-Length" ? [name, String(next.body.length)] : [name, value];
    });
    return wireOf(next, fields);
  };

const without =
  (...names: readonly string[]) =>
  (of: Asserted): string =>
    wireOf(
      of,
      fieldsOf(of).filter(([name]) => !names.includes(name)),
    );

const flipped = (value: string): string => {
  const at = Math.floor(value.length / 2);
  return `${value.slice(0, at)}${value[at] === "A" ? "B" : "A"}${value.slice(at + 1)}`;
};

const bare = without("Signature", "Signature-Input", "X-Gw-Client-Ip", "Content-Digest");
const bareWith =
  (...more: readonly Field[]) =>
  (of: Asserted): string =>
    bare(of).replace(
      "\r\nConnection:",
      `\r\n${more.map(([n, v]) => `${n}: ${v}`).join("\r\n")}\r\nConnection:`,
    );

export const forgeries: readonly Forgery[] = [
  // Around the gateway, with what somebody might believe.
  { name: "nothing", wire: bare, reason: "assertion-missing" },
  {
    name: "X-Forwarded-For of the gateway",
    wire: bareWith(["X-Forwarded-For", "127.0.0.1"]),
    reason: "assertion-missing",
  },
  {
    name: "a vendor's static id",
    wire: bareWith(["X-Azure-FDID", "0f0f0f0f-0000-0000-0000-0f0f0f0f0f0f"]),
    reason: "assertion-missing",
  },
  { name: "X-Gateway-Verified", wire: bareWith(["X-Gateway-Verified", "true"]), reason: "assertion-missing" },
  { name: "Client-Cert", wire: bareWith(["Client-Cert", ":MIIB:"]), reason: "assertion-missing" },
  {
    name: "the client's address alone",
    wire: bareWith(["X-Gw-Client-Ip", "192.0.2.7"]),
    reason: "assertion-missing",
  },
  { name: "a signature without its input", wire: without("Signature-Input"), reason: "assertion-missing" },
  { name: "an input without its signature", wire: without("Signature"), reason: "assertion-missing" },
  // Replayed.
  { name: "sent again", before: trueWire, wire: trueWire, reason: "nonce-seen" },
  { name: "expired", change: () => ({ createdS: nowS() - 60 }), wire: trueWire, reason: "assertion-expired" },
  {
    name: "of tomorrow",
    change: () => ({ createdS: nowS() + 86_400 }),
    wire: trueWire,
    reason: "assertion-not-yet-valid",
  },
  {
    name: "for a day",
    change: () => ({ expiresS: nowS() + 86_400 }),
    wire: trueWire,
    reason: "assertion-too-long",
  },
  {
    name: "ended before it began",
    change: () => ({ expiresS: nowS() - 1 }),
    wire: trueWire,
    reason: "assertion-too-long",
  },
  // Altered.
  { name: "another path", wire: sentAs({ target: "/admin?full=1" }), reason: "signature-wrong" },
  {
    name: "a path one level up",
    wire: sentAs({ target: "/orders/42/..?full=1" }),
    reason: "signature-wrong",
  },
  { name: "another query", wire: sentAs({ target: "/orders/42?full=2" }), reason: "signature-wrong" },
  { name: "no query", wire: sentAs({ target: "/orders/42" }), reason: "signature-wrong" },
  { name: "another method", wire: sentAs({ method: "DELETE" }), reason: "signature-wrong" },
  { name: "another host", wire: sentAs({ host: "admin.internal" }), reason: "signature-wrong" },
  { name: "the host with a port", wire: sentAs({ host: "orders.internal:8443" }), reason: "signature-wrong" },
  { name: "another body", wire: sentAs({ body: "amount=9" }), reason: "digest-wrong" },
  { name: "a longer body", wire: sentAs({ body: `amount=1${"0".repeat(100_000)}` }), reason: "digest-wrong" },
  { name: "no body", wire: sentAs({ body: "" }), reason: "digest-wrong" },
  { name: "another client", wire: withField("X-Gw-Client-Ip", () => "10.0.0.1"), reason: "signature-wrong" },
  { name: "another request id", wire: withField("X-Request-Id", () => "x"), reason: "signature-wrong" },
  { name: "another digest", wire: withField("Content-Digest", flipped), reason: "signature-wrong" },
  { name: "another signature", wire: withField("Signature", flipped), reason: "signature-wrong" },
  {
    name: "a signature that is too short",
    wire: withField("Signature", () => "gw=:AAAA:"),
    reason: "assertion-malformed",
  },
  { name: "no client where one was signed", wire: without("X-Gw-Client-Ip"), reason: "assertion-incomplete" },
  { name: "no digest where one was signed", wire: without("Content-Digest"), reason: "assertion-incomplete" },
  // Keys and algorithms.
  { name: "an unknown key", change: () => ({ keyId: "orders-0" }), wire: trueWire, reason: "key-unknown" },
  {
    name: "another secret",
    change: () => ({ secret: "another secret of thirty-two chars" }),
    wire: trueWire,
    reason: "signature-wrong",
  },
  {
    name: "the key of another backend",
    change: () => ({ keyId: "public-1" }),
    wire: trueWire,
    reason: "algorithm-wrong",
  },
  {
    name: "alg none",
    wire: withField("Signature-Input", (old) => old.replace("hmac-sha256", "none")),
    reason: "assertion-malformed",
  },
  {
    name: "alg ed25519",
    wire: withField("Signature-Input", (old) => old.replace("hmac-sha256", "ed25519")),
    reason: "algorithm-wrong",
  },
  {
    name: "no alg",
    wire: withField("Signature-Input", (old) => old.replace(';alg="hmac-sha256"', "")),
    reason: "assertion-malformed",
  },
  {
    name: "another tag",
    wire: withField("Signature-Input", (old) => old.replace("apigw-v1", "app-v1")),
    reason: "assertion-malformed",
  },
  {
    name: "another nonce",
    wire: withField("Signature-Input", (old) => old.replace("nonce-of", "nonce-by")),
    reason: "signature-wrong",
  },
  {
    name: "a later end",
    wire: withField("Signature-Input", (old) => old.replace(/expires=\d+/, `expires=${nowS() + 29}`)),
    change: () => ({ createdS: nowS() - 20, expiresS: nowS() - 10 }),
    reason: "signature-wrong",
  },
  // Downgraded: what is covered.
  {
    name: "without @path",
    change: () => ({ uncovered: ["@path"] }),
    wire: trueWire,
    reason: "assertion-incomplete",
  },
  {
    name: "without @method",
    change: () => ({ uncovered: ["@method"] }),
    wire: trueWire,
    reason: "assertion-incomplete",
  },
  {
    name: "without @authority",
    change: () => ({ uncovered: ["@authority"] }),
    wire: trueWire,
    reason: "assertion-incomplete",
  },
  {
    name: "without @query",
    change: () => ({ uncovered: ["@query"] }),
    wire: trueWire,
    reason: "assertion-incomplete",
  },
  {
    name: "without the digest",
    change: () => ({ uncovered: ["content-digest"] }),
    wire: trueWire,
    reason: "assertion-incomplete",
  },
  {
    name: "without the client",
    change: () => ({ uncovered: ["x-gw-client-ip"] }),
    wire: trueWire,
    reason: "assertion-incomplete",
  },
  {
    name: "nothing covered",
    wire: withField("Signature-Input", (old) => old.replace(/\(.*\)/, "()")),
    reason: "assertion-malformed",
  },
  {
    name: "a component twice",
    wire: withField("Signature-Input", (old) => old.replace('"@path"', '"@path" "@path"')),
    reason: "assertion-malformed",
  },
  // Smuggled: what one reader sees and another does not.
  {
    name: "a principal of one's own",
    wire: withMore(["X-Gw-Principal", "admin"]),
    reason: "assertion-incomplete",
  },
  {
    name: "the client again with _",
    wire: withMore(["X_Gw_Client_Ip", "10.0.0.1"]),
    reason: "assertion-ambiguous",
  },
  { name: "the client twice", wire: withMore(["X-Gw-Client-Ip", "10.0.0.1"]), reason: "assertion-ambiguous" },
  { name: "two signatures", wire: withMore(["Signature", "gw=:AAAA:"]), reason: "assertion-ambiguous" },
  { name: "two inputs", wire: withMore(["Signature-Input", "gw=()"]), reason: "assertion-ambiguous" },
  {
    name: "two digests",
    wire: withMore(["Content-Digest", "sha-256=:AAAA:"]),
    reason: "assertion-ambiguous",
  },
  {
    name: "a second label",
    wire: withField("Signature-Input", (old) => `${old}, other=()`),
    reason: "assertion-malformed",
  },
  {
    name: "the digest with _",
    wire: withMore(["Content_Digest", "sha-256=:AAAA:"]),
    reason: "assertion-ambiguous",
  },
];

export const forgedOf = ({ change }: Forgery): Asserted => asserted(change?.() ?? {});
