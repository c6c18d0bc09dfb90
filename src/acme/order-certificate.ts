// One certificate from the order to the chain (RFC 8555 §7.4): shows for every name that it is ours, then
// hands in a request for a new key. Whoever answers the challenges is a port.

import { createPublicKey, type KeyObject } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { isObject, type UnknownObject } from "#kernel/json-object.ts";
import { readServerCertificate } from "#tls/certificate.ts";
import { certificateRequest, keyPem, newKey } from "#tls/certificate-request.ts";
import { type AcmeClient, type AcmeReply, problemText } from "./acme-client.ts";
import { AcmeError } from "./acme-error.ts";
import type { AcmeSpec, ChallengeType } from "./acme-spec.ts";
import { mapsOf, textOf, textsOf } from "./json.ts";
import { thumbprint } from "./jws.ts";

/** What has to be shown for one name. */
export type Challenge = {
  readonly type: ChallengeType;
  /** Without `*.`. */
  readonly domain: string;
  readonly token: string;
  readonly keyAuthorization: string;
};

export interface ChallengeSolver {
  /** Resolves when whoever asks is answered. Rejects where that cannot be. */
  present(challenge: Challenge): Promise<void>;
  /** It is over, whatever came of it. Never rejects. */
  remove(challenge: Challenge): Promise<void>;
}

/** PEM texts. */
export type IssuedCertificate = { readonly chain: string; readonly key: string };

export type OrderPorts = {
  readonly client: AcmeClient;
  readonly accountKey: KeyObject;
  readonly solver: ChallengeSolver;
  readonly signal: AbortSignal;
};

const MIN_POLL_MS = 500;
const MAX_POLL_MS = 15_000;
const MAX_POLLS = 60;

/** Rejects with an AcmeError, or with what the solver says. */
export async function orderCertificate(spec: AcmeSpec, ports: OrderPorts): Promise<IssuedCertificate> {
  const { client, signal } = ports;
  const domains = [...new Set(spec.domains)];
  await client.openAccount(spec.contact, spec.externalAccount);
  const order = await client.newOrder(domains);
  if (order.location === "") throw new AcmeError("the authority gives the order no address");
  for (const url of textsOf(order.map, "authorizations"))
    await authorize(url, spec.challenge, domains, ports);
  const ready = await settled(() => client.post(order.location), ["ready", "valid"], "the order", signal);
  const privateKey = newKey(spec.keyType);
  const csr = certificateRequest(domains, { privateKey, publicKey: createPublicKey(privateKey) });
  await client.post(textOf(ready.map, "finalize"), { csr: csr.toString("base64url") });
  const done = await settled(() => client.post(order.location), ["valid"], "the order", signal);
  const { text: chain } = await client.post(textOf(done.map, "certificate"));
  const key = keyPem(privateKey);
  checkIssued(chain, key, domains);
  return { chain, key };
}

function checkIssued(chain: string, key: string, domains: readonly string[]): void {
  const read = readServerCertificate(chain, key);
  if ("code" in read) throw new AcmeError(`the certificate that was issued ${read.says}`);
  const missing = domains.filter((domain) => !read.names.includes(domain));
  if (missing.length > 0) throw new AcmeError(`the certificate that was issued lacks ${missing.join(", ")}`);
}

async function authorize(
  url: string,
  type: ChallengeType,
  domains: readonly string[],
  ports: OrderPorts,
): Promise<void> {
  const { client, solver, accountKey, signal } = ports;
  const { map } = await client.post(url);
  const identifier = isObject(map.identifier) ? map.identifier : {};
  const domain = textOf(identifier, "value");
  // It becomes an argument of a command, and a name that this node answers to: only one that was asked for.
  if (!domains.some((each) => each.replace(/^\*\./, "") === domain))
    throw new AcmeError("the authority asks for a proof of a name that was not ordered");
  if (textOf(map, "status") === "valid") return; // shown a while ago, and still believed
  const offered = mapsOf(map, "challenges");
  const chosen = offered.find((each) => textOf(each, "type") === type);
  if (chosen === undefined) {
    const types = offered.map((each) => textOf(each, "type")).join(", ");
    throw new AcmeError(`the authority does not offer ${type} for ${domain}; it offers ${types}`);
  }
  const token = textOf(chosen, "token");
  // RFC 8555 §8.1: base64url. It becomes part of a path and of a command's arguments.
  if (!/^[A-Za-z0-9_-]{16,256}$/.test(token)) throw new AcmeError("the authority's token is none");
  const challenge = { type, domain, token, keyAuthorization: `${token}.${thumbprint(accountKey)}` };
  try {
    await solver.present(challenge);
    await client.post(textOf(chosen, "url"), {});
    await settled(() => client.post(url), ["valid"], domain, signal);
  } finally {
    await solver.remove(challenge);
  }
}

/** Asks until the status is one of these. Rejects where it will not become one. */
async function settled(
  ask: () => Promise<AcmeReply>,
  wanted: readonly string[],
  what: string,
  signal: AbortSignal,
): Promise<AcmeReply> {
  for (let polls = 0; polls < MAX_POLLS; polls++) {
    const reply = await ask();
    const status = textOf(reply.map, "status");
    if (wanted.includes(status)) return reply;
    if (status !== "pending" && status !== "processing" && status !== "ready")
      throw failureOf(reply.map, what, status);
    const wait = Math.min(Math.max(reply.retryAfterMs, MIN_POLL_MS), MAX_POLL_MS);
    await sleep(wait, undefined, { signal });
  }
  throw new AcmeError(`${what} was not decided in time`);
}

/** The error stands in the order, or in one of an authorization's challenges. */
function failureOf(map: UnknownObject, what: string, status: string): AcmeError {
  const errors = [map, ...mapsOf(map, "challenges")].flatMap(({ error }) => (isObject(error) ? [error] : []));
  const [first = {}] = errors;
  const { type, text } = problemText(first);
  return new AcmeError(`${what} is ${status}${type === "" ? "" : ` (${type}: ${text})`}`, type);
}
