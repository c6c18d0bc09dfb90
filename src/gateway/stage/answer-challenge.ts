// Answers an authority that asks for proof of a host name (ACME's HTTP-01, RFC 8555 §8.3), before sites:
// the host may be none of theirs yet. Every other path, and every token that is not under way, goes on to
// routing.

import type { Outcome } from "#http/exchange.ts";
import { makeField } from "#http/field.ts";
import { fixedResponse } from "../fixed-response.ts";
import type { GatewayExchange } from "../gateway-exchange.ts";

const PREFIX = "/.well-known/acme-challenge/";

export function answerChallenge(x: GatewayExchange): Outcome {
  const { http } = x.pipeline.ports.challenges.table;
  if (http.size === 0 || !x.head.pathAndQuery.startsWith(PREFIX)) return undefined;
  const keyAuthorization = http.get(x.head.pathAndQuery.slice(PREFIX.length));
  if (keyAuthorization === undefined || x.head.method !== "GET") return undefined;
  const fields = [
    makeField("Content-Type", "application/octet-stream"),
    makeField("Cache-Control", "no-store"),
  ];
  return { kind: "answer", reason: "acme-challenge", response: fixedResponse(200, fields, keyAuthorization) };
}
