// What a token endpoint answers (RFC 6749 §5.1, §5.2), and what Azure's own say beside it.

import type { CallAnswer } from "../outgoing-call.ts";
import { isJsonObject, parseJsonObject } from "../token/json-object.ts";
import { type AccessToken, TokenSourceError } from "../token-source.ts";
import type { JsonObject } from "../token-verdict.ts";

const MAX_SHOWN = 200;

/** RFC 6749 §5.1 only recommends that an issuer tells; then it is asked again soon. */
const UNTOLD_LIFETIME_S = 300;

/** @throws TokenSourceError */
export function readTokenAnswer({ status, body }: CallAnswer, nowMs: number): AccessToken {
  const answer = parseJsonObject(body) ?? {};
  const { access_token: value, token_type: type } = answer;
  if (status !== 200)
    throw new TokenSourceError(`the token endpoint answers with ${status}${errorIn(answer)}`);
  if (typeof value !== "string" || value === "")
    throw new TokenSourceError("the token endpoint answers without a token");
  if (typeof type === "string" && type.toLowerCase() !== "bearer")
    throw new TokenSourceError("the token endpoint gives a token that is no bearer token");
  return { value, expiresAtMs: expiryOf(answer, nowMs), answer };
}

/** `expires_on` is the moment, in seconds since the epoch; Azure writes both as texts in places. */
function expiryOf(answer: JsonObject, nowMs: number): number {
  const moment = Number(answer.expires_on);
  if (moment > 0) return moment * 1000;
  const seconds = Number(answer.expires_in);
  return nowMs + (seconds > 0 ? seconds : UNTOLD_LIFETIME_S) * 1000;
}

function errorIn(answer: JsonObject): string {
  const error = isJsonObject(answer.error) ? answer.error.code : answer.error;
  return typeof error === "string" ? ` (${error.slice(0, MAX_SHOWN)})` : "";
}
