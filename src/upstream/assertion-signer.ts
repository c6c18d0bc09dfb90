// Signs what goes to the members of a pool, so that they can tell it from what comes around the gateway: HTTP
// Message Signatures (RFC 9421) in the profile of the guard, over the request line, the host, what we say of
// the client and the content.

import {
  createHmac,
  createPrivateKey,
  createSecretKey,
  type KeyObject,
  randomFillSync,
  sign,
} from "node:crypto";
import {
  ASSERTION_LABEL,
  type AssertionAlgorithm,
  type Component,
  contentDigest,
  EMPTY_DIGEST,
  signatureBase,
  signatureParameters,
  targetComponents,
} from "#guard/signature-base.ts";
import type { ClientRequest } from "#http/client-connection.ts";
import type { EgressRequest } from "./egress.ts";

export type AssertionSettings = {
  readonly keyId: string;
  readonly algorithm: AssertionAlgorithm;
  /** The secret, or the private key in PEM. */
  readonly key: string;
  readonly lifetimeS: number;
};

/** What a client sent in place of ours. Fields of a head end with CRLF, and have none within. */
const OTHERS = /\r\n(?:signature(?:[-_]input)?|content[-_]digest):[^\r]*/gi;

/** Fields of ours that are covered where they are there. */
const COVERED = ["X-Request-Id", "X-Gw-Client-Ip", "X-Gw-Principal"] as const;

/** The values of its three fields; no digest where nobody can vouch for the content. */
type Assertion = { readonly digest: string; readonly input: string; readonly signature: string };

export class AssertionSigner {
  private readonly settings: AssertionSettings;
  private readonly key: KeyObject;
  private readonly wallMs: () => number;
  private readonly nonces = new NonceSource();

  constructor(settings: AssertionSettings, wallMs: () => number) {
    this.settings = settings;
    this.wallMs = wallMs;
    const { algorithm, key } = settings;
    this.key = algorithm === "ed25519" ? createPrivateKey(key) : createSecretKey(Buffer.from(key, "utf8"));
  }

  /**
   * The request with its signature, which holds for one use: each attempt has its own.
   * @param request with a head that was written for forwarding: Host stands first
   * @param isTls how the member is spoken to
   */
  signed(request: ClientRequest, isTls: boolean): ClientRequest {
    const wire = request.headWire.replace(OTHERS, "");
    const { digest, input, signature } = this.assert(
      componentsOf(request.method, wire, isTls),
      digestOf(request),
    );
    const digestWire = digest === "" ? "" : `Content-Digest: ${digest}\r\n`;
    const headWire =
      `${wire.slice(0, -2)}${digestWire}Signature-Input: ${input}\r\n` + `Signature: ${signature}\r\n\r\n`;
    return { ...request, headWire };
  }

  /** The fields that a request of the gateway's own needs, for one use. */
  fieldsFor({ method, url, headers = {}, body = "" }: EgressRequest): Record<string, string> {
    const { host, pathname, search, protocol } = new URL(url);
    const target = targetComponents(method, host, pathname + search, protocol === "https:");
    const ours = Object.entries(headers)
      .map(([name, value]): Component => [name.toLowerCase(), value])
      .filter(([name]) => name === "x-request-id" || name.startsWith("x-gw-"));
    const { digest, input, signature } = this.assert([...target, ...ours], contentDigest(Buffer.from(body)));
    return { "Content-Digest": digest, "Signature-Input": input, Signature: signature };
  }

  private assert(components: readonly Component[], digest: string): Assertion {
    const all: readonly Component[] =
      digest === "" ? components : [...components, ["content-digest", digest]];
    const parameters = this.parameters(all);
    const signature = this.sign(signatureBase(all, parameters));
    return {
      digest,
      input: `${ASSERTION_LABEL}=${parameters}`,
      signature: `${ASSERTION_LABEL}=:${signature}:`,
    };
  }

  private parameters(components: readonly Component[]): string {
    const { keyId, algorithm, lifetimeS } = this.settings;
    const created = Math.floor(this.wallMs() / 1000);
    const nonce = this.nonces.next();
    return signatureParameters(components, {
      created,
      expires: created + lifetimeS,
      nonce,
      keyId,
      algorithm,
    });
  }

  /** In base64. Fields are bytes: one char each. */
  private sign(base: string): string {
    const { key, settings } = this;
    if (settings.algorithm === "hmac-sha256") {
      return createHmac("sha256", key).update(base, "latin1").digest("base64");
    }
    return sign(null, Buffer.from(base, "latin1"), key).toString("base64");
  }
}

/** Of a body that is there; empty where it is still to come, and nobody can vouch for it yet. */
function digestOf({ body }: ClientRequest): string {
  if (!body.complete || body.trailers.length > 0) return "";
  return body.prefix === "" ? EMPTY_DIGEST : contentDigest(Buffer.from(body.prefix, "latin1"));
}

function componentsOf(method: string, wire: string, isTls: boolean): Component[] {
  const lineEnd = wire.indexOf("\r\n");
  const target = wire.slice(method.length + 1, lineEnd - VERSION.length);
  const hostEnd = wire.indexOf("\r\n", lineEnd + 2);
  const host = wire.slice(lineEnd + HOST.length, hostEnd);
  const components: Component[] = [...targetComponents(method, host, target, isTls)];
  for (const name of COVERED) {
    const value = fieldValue(wire, name);
    if (value !== undefined) components.push([name.toLowerCase(), value]);
  }
  return components;
}

const VERSION = " HTTP/1.1";
const HOST = "\r\nHost: ";

/** Of a field that nobody but us writes, in our spelling. */
function fieldValue(wire: string, name: string): string | undefined {
  const before = `\r\n${name}: `;
  const at = wire.indexOf(before);
  return at < 0 ? undefined : wire.slice(at + before.length, wire.indexOf("\r\n", at + 2));
}

const NONCE_BYTES = 18;
const NONCES_AT_ONCE = 256;

/** Random bytes cost little when many are fetched at once. */
class NonceSource {
  private readonly bytes = Buffer.alloc(NONCE_BYTES * NONCES_AT_ONCE);
  private at = this.bytes.length;

  next(): string {
    if (this.at === this.bytes.length) {
      randomFillSync(this.bytes);
      this.at = 0;
    }
    this.at += NONCE_BYTES;
    return this.bytes.toString("base64url", this.at - NONCE_BYTES, this.at);
  }
}
