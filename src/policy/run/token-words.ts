// What the policies about tokens have in common: where the token is, what its claims must be, which keys open
// it, and the words of a refusal.

import type { KeySource } from "#identity/named-key.ts";
import type { RequiredClaim } from "#identity/token-rule.ts";
import type { ShownToken } from "#identity/token-verifier.ts";
import type { TokenRefusal, TokenVerdict } from "../plan/identity-ports.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import { PolicyFailure } from "../plan/policy-failure.ts";
import type { StatementReader } from "../plan/statement-reader.ts";
import type { StepResult } from "../plan/step.ts";
import { constant, made, type Value } from "../plan/value.ts";
import { jwtModel, jwtObject } from "../value/crypto/jwt.ts";

/** @param usualHeader where it is when the element does not say; empty: the element always says */
export function shownToken(element: StatementReader, usualHeader: string): Value<ShownToken> {
  const scheme = element.text("require-scheme");
  const value = tokenValue(element, usualHeader);
  return (call) => ({ value: value(call), scheme: scheme?.(call) });
}

function tokenValue(element: StatementReader, usualHeader: string): Value<string | undefined> {
  const token = element.text("token-value");
  if (token !== undefined) return token;
  const parameter = element.text("query-parameter-name");
  if (parameter !== undefined) return (call) => parameterOf(call, parameter(call));
  const header = element.textOr("header-name", usualHeader);
  return (call) => {
    const values = call.request.headers.valuesOf(header(call).trim());
    // Several are no token, and are not made one by choosing among them.
    return values.length > 1 ? values.join(", ") : values[0];
  };
}

function parameterOf(call: PolicyCall, name: string): string | undefined {
  const key = name.trim().toLowerCase();
  const found = [...new URLSearchParams(call.request.query)].filter(([each]) => each.toLowerCase() === key);
  return found.length === 0 ? undefined : found.map(([, value]) => value).join(", ");
}

/** Texts of the children of a child: `audiences/audience`. */
export function textsIn(element: StatementReader, list: string, item: string): Value<readonly string[]> {
  const values = element.child(list)?.children(item).map(contentOf) ?? [];
  return made(values, (call) => values.map((value) => value(call).trim()));
}

const contentOf = (element: StatementReader): Value<string> => element.trimmedContent() ?? constant("");

export function requiredClaims(element: StatementReader): Value<readonly RequiredClaim[]> {
  const claims = element.child("required-claims")?.children("claim").map(requiredClaim) ?? [];
  return made(claims, (call) => claims.map((claim) => claim(call)));
}

function requiredClaim(element: StatementReader): Value<RequiredClaim> {
  const name = element.textOr("name", "");
  const match = element.textOr("match", "all");
  const separator = element.text("separator");
  const values = element.children("value").map(contentOf);
  return made([name, match, separator ?? constant(""), ...values], (call) => ({
    name: name(call).trim(),
    match: match(call).trim().toLowerCase() === "any" ? "any" : "all",
    separator: separator?.(call),
    values: values.map((value) => value(call)),
  }));
}

/** Keys of `issuer-signing-keys` or `decryption-keys`. */
export function keySources(element: StatementReader, list: string): Value<readonly KeySource[]> {
  const keys = element.child(list)?.children("key").map(keySource) ?? [];
  return made(keys, (call) => keys.map((key) => key(call)));
}

function keySource(element: StatementReader): Value<KeySource> {
  const id = element.literal("id");
  const certificateId = element.literal("certificate-id");
  if (certificateId !== undefined) return constant({ kind: "certificate", id, certificateId });
  const [n, e] = [element.literal("n"), element.literal("e")];
  if (n !== undefined && e !== undefined) return constant({ kind: "rsa", id, n, e });
  const secret = contentOf(element);
  return made([secret], (call) => ({ kind: "secret", id, base64: secret(call) }));
}

export type TokenOutcome = (call: PolicyCall, verdict: TokenVerdict) => StepResult;

/** What follows from a verdict: the variable that the element names, or its refusal. */
export function tokenOutcome(element: StatementReader): TokenOutcome {
  const variable = element.literal("output-token-variable-name");
  const refuse = tokenRefusal(element);
  return (call, verdict) => {
    if (verdict.kind === "refused") throw refuse(call, verdict);
    const { header, claims } = verdict;
    if (variable !== undefined) call.variables.set(variable, jwtObject(jwtModel(header, claims)));
    if (typeof claims.sub === "string") call.note("subject", claims.sub);
    return undefined;
  };
}

function tokenRefusal(element: StatementReader): (call: PolicyCall, refusal: TokenRefusal) => PolicyFailure {
  const code = element.number("failed-validation-httpcode", 401);
  const message = element.text("failed-validation-error-message");
  return (call, refusal) => {
    const status = code(call);
    const own = message?.(call);
    const challenge = refusal.reason === "TokenNotPresent" ? "Bearer" : 'Bearer error="invalid_token"';
    // RFC 9110 §15.5.2 demands it with 401, and with no other.
    const headers = status === 401 ? [["WWW-Authenticate", challenge] as const] : [];
    const answer = own === undefined ? { status, headers } : { status, headers, publicMessage: own };
    return new PolicyFailure(refusal.reason, refusal.message, answer);
  };
}

/** Judges at once where the verdict is there, which it is for every token that was seen before. */
export function onVerdict(
  verdict: TokenVerdict | Promise<TokenVerdict>,
  then: (verdict: TokenVerdict) => StepResult,
): StepResult | Promise<StepResult> {
  return verdict instanceof Promise ? verdict.then(then) : then(verdict);
}
