// Two questions to a provider: its configuration (OpenID Connect Discovery §4), and the keys that it names.

import { defaultLimits } from "#kernel/limits.ts";
import type { CallOut } from "../outgoing-call.ts";
import { parseJsonObject } from "../token/json-object.ts";
import type { JsonObject } from "../token-verdict.ts";
import type { VerificationKey } from "../verification-key.ts";
import { readKeySet } from "./read-key-set.ts";

export type Published = {
  readonly issuer: string;
  readonly keys: readonly VerificationKey[];
  /** What it was read from: equal texts are equal keys. */
  readonly source: string;
};

export type ProviderAddress = {
  readonly url: string;
  /** The address stands in a document, and was not made of a request. */
  readonly isNamed: boolean;
};

/** Rejects with an Error whose message says what is wrong. */
export async function fetchPublished({ url, isNamed }: ProviderAddress, call: CallOut): Promise<Published> {
  const configuration = await fetchJson(url, isNamed, call);
  const { issuer, jwks_uri: keysUrl } = configuration.value;
  if (typeof issuer !== "string" || issuer === "") throw new Error("it names no issuer");
  if (typeof keysUrl !== "string" || !URL.canParse(keysUrl)) throw new Error("it names no address of keys");
  if (url.startsWith("https:") && !keysUrl.startsWith("https:"))
    throw new Error("its keys are at an address that anybody on the way can answer for");
  const isSameOrigin = new URL(keysUrl).origin === new URL(url).origin;
  const set = await fetchJson(keysUrl, isNamed && isSameOrigin, call);
  const keys = readKeySet(set.value);
  if (keys === undefined) throw new Error(`what is at ${keysUrl} is no set of keys`);
  return { issuer, keys, source: `${issuer}\n${set.text}` };
}

async function fetchJson(
  url: string,
  isNamed: boolean,
  call: CallOut,
): Promise<{ readonly value: JsonObject; readonly text: string }> {
  const { responseBytes, timeoutMs } = defaultLimits.identity.provider;
  const { status, body } = await call({
    method: "GET",
    url,
    headers: { accept: "application/json" },
    timeoutMs,
    maxBytes: responseBytes,
    maxRedirects: 3,
    isNamed,
  });
  if (status !== 200) throw new Error(`${url} answers with status ${status}`);
  const value = parseJsonObject(body);
  if (value === undefined) throw new Error(`what is at ${url} is no JSON object`);
  return { value, text: Buffer.from(body).toString("latin1") };
}
