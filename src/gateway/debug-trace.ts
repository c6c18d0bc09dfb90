// The trace of one request whose client showed a debug token: what the policies did and why it ended as it
// did, for the node's log and, where the token says so, for the client. Nothing is kept for other requests.

import { isSecretField } from "#http/field-kind.ts";
import { type DebugGrant, readDebugToken } from "#identity/debug-token.ts";
import { CallTrace, type TraceEntry } from "#policy/plans.ts";
import type { GatewayExchange } from "./gateway-exchange.ts";

/** What became of a token. */
export type DebugTokenOutcome = "traced" | "wrong" | "expired" | "elsewhere";

export class DebugTrace {
  readonly #grant: DebugGrant | undefined;
  readonly #refused: "wrong" | "expired" | undefined;
  /** Undefined for a token that does not count. */
  readonly tracer: CallTrace | undefined;

  /** @param token as the client showed it */
  constructor(x: GatewayExchange, token: string) {
    const { snapshot } = x.runtime;
    const { ports } = x.pipeline;
    this.#grant = readDebugToken(token, snapshot.debugKey);
    this.#refused = refusalOf(this.#grant, ports.wallAt(ports.now()));
    if (this.#refused === undefined) this.tracer = new CallTrace(secretsOf(x));
  }

  outcome(x: GatewayExchange): DebugTokenOutcome {
    if (this.#grant === undefined || this.#refused !== undefined) return this.#refused ?? "wrong";
    return isFor(x, this.#grant) ? "traced" : "elsewhere";
  }

  /** Whether the client gets it. */
  isShown(x: GatewayExchange): boolean {
    return this.#grant?.isShown === true && this.outcome(x) === "traced";
  }

  /** JSON in ASCII. @param maxChars what is longer loses policies that ran first; the last ones decided */
  text(x: GatewayExchange, maxChars: number): string {
    const entries = this.tracer?.entries ?? [];
    for (let from = 0; ; from++) {
      const text = masked(x, JSON.stringify(traceOf(x, entries.slice(from), from)));
      if (text.length <= maxChars || from >= entries.length) return text;
    }
  }
}

/** What was refused before its API was chosen is for the one that it would have been for. */
function isFor(x: GatewayExchange, { kind, name }: DebugGrant): boolean {
  if (kind === "site") return x.site === name;
  if (x.apiCall !== undefined) return x.apiCall.api === name;
  return x.matched === undefined ? servesApi(x, name) : x.matched.policy?.apiOf(x) === name;
}

/** A path that leads to no route leads to no API; whoever may know of one of the site's is told why. */
function servesApi({ runtime, site }: GatewayExchange, api: string): boolean {
  const spec = runtime.snapshot.sites.find(({ name }) => name === site);
  return spec?.routes.some(({ features }) => features.apis.includes(api)) === true;
}

function refusalOf(grant: DebugGrant | undefined, nowMs: number): "wrong" | "expired" | undefined {
  if (grant === undefined) return "wrong";
  return grant.untilMs <= nowMs ? "expired" : undefined;
}

/** Shorter ones that a client sends are parts of everything. */
const MIN_SENT_CHARS = 6;

function secretsOf({ runtime, head }: GatewayExchange): string[] {
  const { namedValues } = runtime.snapshot.policies;
  const named = namedValues.filter(({ isSecret }) => isSecret).map(({ value }) => value);
  const sent = head.fields.filter(({ key }) => isSecretField(key)).map(({ value }) => value);
  const parts = sent.flatMap((value) => [value, value.slice(value.indexOf(" ") + 1)]);
  return [...named, ...parts.filter(({ length }) => length >= MIN_SENT_CHARS)];
}

function traceOf(x: GatewayExchange, entries: readonly TraceEntry[], leftOut: number): object {
  const { requestId, site, route, target, member, apiCall, endStage, reason, detail } = x;
  return {
    requestId,
    ...{ site, route, target, member },
    ...apiCall,
    waf: { policy: x.wafPolicy, rules: x.wafRules, score: x.wafScore },
    status: x.status,
    ...(endStage === "" ? {} : { stage: endStage, reason, detail }),
    ...(leftOut === 0 ? {} : { policiesLeftOut: leftOut }),
    policies: entries.map(({ section, scope, policy, file, line, notes, outcome, failure, tookMs }) => ({
      ...{ section, scope, policy, file, line, outcome },
      ...(failure === "" ? {} : { failure }),
      ...(notes.length === 0 ? {} : { notes: notes.map(({ name, value }) => `${name}: ${value}`) }),
      tookMs: Math.round(tookMs * 1000) / 1000,
    })),
  };
}

/** Tokens that policies got from elsewhere look like these; a subscription key may stand in the query. */
const CREDENTIAL = /\b(Bearer|Basic) [\w.~+/=-]+|\beyJ[\w-]+\.[\w-]+\.[\w-]*/g;

function masked({ call }: GatewayExchange, text: string): string {
  const key = call?.ownKey?.value ?? "";
  const kept = key === "" ? text : text.replaceAll(key, "[secret]");
  return kept
    .replace(CREDENTIAL, (_, scheme?: string) => (scheme === undefined ? "[secret]" : `${scheme} [secret]`))
    .replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
