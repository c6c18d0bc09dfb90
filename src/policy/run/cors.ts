// How `cors` runs: it answers a browser's question whether it may send a request (preflight), and lets it
// read the answer of one that it sent. Without a match a question goes on to the `cors` of the scopes
// around.

import type { PolicyCall } from "../plan/policy-call.ts";
import { emptyResponse, type PolicyResponse } from "../plan/policy-message.ts";
import type { StatementReader } from "../plan/statement-reader.ts";
import type { PolicyCompiler } from "../plan/step.ts";
import type { Value } from "../plan/value.ts";
import { constant } from "../plan/value.ts";
import { matchOrigin, type OriginMatch } from "./cors-origin.ts";

const DEFAULT_METHODS = ["GET", "POST"];

type Setting = {
  readonly origins: Value<readonly string[]>;
  readonly methods: Value<readonly string[]>;
  readonly headers: Value<readonly string[]>;
  readonly exposed: Value<readonly string[]>;
  readonly allowsCredentials: Value<boolean>;
  /** Seconds; undefined where nothing is said. */
  readonly maxAge: Value<number> | undefined;
};

export const cors: PolicyCompiler = (element) => {
  const methods = element.child("allowed-methods");
  const setting: Setting = {
    origins: texts(element.child("allowed-origins"), "origin"),
    methods: methods === undefined ? constant(DEFAULT_METHODS) : texts(methods, "method"),
    headers: texts(element.child("allowed-headers"), "header"),
    exposed: texts(element.child("expose-headers"), "header"),
    allowsCredentials: element.bool("allow-credentials", false),
    maxAge:
      methods?.has("preflight-result-max-age") === true
        ? methods.number("preflight-result-max-age", 0)
        : undefined,
  };
  const terminates = element.bool("terminate-unmatched-request", false);
  return (call) => {
    const [origin] = call.request.headers.valuesOf("origin");
    if (origin === undefined) return undefined;
    const match = matchOrigin(origin, setting.origins(call));
    const wanted = preflightMethod(call);
    if (wanted !== undefined) {
      const answer = match && preflightAnswer(call, setting, match, wanted);
      call.note("cors", answer === undefined ? "preflight does not match" : "preflight allowed");
      if (answer === undefined && !terminates(call)) return undefined;
      return end(call, answer ?? emptyResponse());
    }
    call.note("cors", match === undefined ? "origin does not match" : "origin allowed");
    if (match !== undefined) letRead(call, setting, match);
    else if (isSimple(call) && terminates(call)) return end(call, emptyResponse());
    return undefined;
  };
};

function texts(parent: StatementReader | undefined, name: string): Value<readonly string[]> {
  const values = (parent?.children(name) ?? []).map((child) => child.trimmedContent() ?? constant(""));
  return (call) => values.map((value) => value(call).trim()).filter((text) => text !== "");
}

/** Undefined where it is no question, or one for an operation of its own. */
function preflightMethod({ request, facts }: PolicyCall): string | undefined {
  if (request.method !== "OPTIONS" || facts.operation?.method === "OPTIONS") return undefined;
  return request.headers.valuesOf("access-control-request-method")[0];
}

const isSimple = ({ request }: PolicyCall): boolean => request.method === "GET" || request.method === "HEAD";

function end(call: PolicyCall, response: PolicyResponse): "end" {
  call.response?.body.discard();
  call.response = response;
  return "end";
}

/** Undefined where the method or a header is not allowed. */
function preflightAnswer(
  call: PolicyCall,
  setting: Setting,
  match: OriginMatch,
  method: string,
): PolicyResponse | undefined {
  const methods = setting.methods(call);
  if (!methods.includes("*") && !methods.some((one) => one.toUpperCase() === method.toUpperCase()))
    return undefined;
  const asked = call.request.headers
    .valuesOf("access-control-request-headers")
    .flatMap((value) => value.split(","))
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "");
  const headers = setting.headers(call);
  const allowed = new Set(headers.map((name) => name.toLowerCase()));
  if (!allowed.has("*") && asked.some((name) => !allowed.has(name))) return undefined;
  const response = emptyResponse();
  nameOrigin(call, setting, match, response);
  response.headers.set("Access-Control-Allow-Methods", [methods.includes("*") ? method : methods.join(",")]);
  const named = allowed.has("*") ? asked : headers;
  if (named.length > 0) response.headers.set("Access-Control-Allow-Headers", [named.join(",")]);
  if (setting.maxAge !== undefined) {
    response.headers.set("Access-Control-Max-Age", [String(setting.maxAge(call))]);
  }
  return response;
}

/** On the answer that leaves, be it a refusal: a page that may call must be able to read why it failed. */
function letRead(call: PolicyCall, setting: Setting, match: OriginMatch): void {
  const exposed = setting.exposed(call);
  const credentials = setting.allowsCredentials(call);
  call.atAnswer((response) => {
    nameOrigin(call, { ...setting, allowsCredentials: constant(credentials) }, match, response);
    if (exposed.length > 0) response.headers.set("Access-Control-Expose-Headers", [exposed.join(",")]);
  });
}

/** Never every origin with credentials: a browser refuses it, and to name each would let every page in. */
function nameOrigin(
  call: PolicyCall,
  setting: Setting,
  match: OriginMatch,
  { headers }: PolicyResponse,
): void {
  headers.set("Access-Control-Allow-Origin", [match.kind === "any" ? "*" : match.origin]);
  headers.remove("Access-Control-Allow-Credentials");
  if (match.kind === "any") return;
  if (setting.allowsCredentials(call)) headers.set("Access-Control-Allow-Credentials", ["true"]);
  const vary = headers.valuesOf("vary").flatMap((value) => value.toLowerCase().split(/\s*,\s*/));
  if (!vary.includes("origin") && !vary.includes("*")) headers.append("Vary", ["Origin"]);
}
