// One question to a token endpoint.

import type { Clock } from "#kernel/clock.ts";
import { defaultLimits } from "#kernel/limits.ts";
import type { CallOut, OutgoingCall } from "../outgoing-call.ts";
import { type AccessToken, TokenSourceError } from "../token-source.ts";
import { readTokenAnswer } from "./read-token-answer.ts";

export type SourcePorts = { readonly call: CallOut; readonly clock: Clock };

type Question = Pick<OutgoingCall, "method" | "url" | "headers" | "body" | "credentials">;

/** The endpoint stands in the configuration, or in a standard. Rejects with a TokenSourceError. */
export async function askForToken(question: Question, { call, clock }: SourcePorts): Promise<AccessToken> {
  const { timeoutMs, responseBytes } = defaultLimits.identity.provider;
  // No redirect: a token endpoint has none, and its questions hold secrets.
  const options = { timeoutMs, maxBytes: responseBytes, maxRedirects: 0, isNamed: true };
  let answer: Awaited<ReturnType<CallOut>>;
  try {
    answer = await call({ ...question, ...options });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new TokenSourceError(`no answer from the token endpoint: ${why}`, { cause });
  }
  return readTokenAnswer(answer, clock.wallMs());
}

/** A form (RFC 6749, appendix B), POSTed. */
export function askWithForm(
  url: string,
  form: Readonly<Record<string, string>>,
  ports: SourcePorts,
  credentials?: Readonly<Record<string, string>>,
): Promise<AccessToken> {
  const headers = { "content-type": "application/x-www-form-urlencoded", accept: "application/json" };
  const body = new URLSearchParams(form).toString();
  const question: Question = { method: "POST", url, headers, body };
  return askForToken(credentials === undefined ? question : { ...question, credentials }, ports);
}

/** The scope by which Microsoft Entra knows a resource; a resource that is a scope already stays one. */
export function scopeOf(resource: string): string {
  return resource.endsWith("/.default") ? resource : `${resource.replace(/\/$/, "")}/.default`;
}
