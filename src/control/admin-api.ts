// The admin API: bans, allowances, networks, subscriptions, debug tokens and the history of configurations,
// for the command line and for programs on this host. Every request must show the token of the data folder;
// the listener has refused foreign hosts.

import type { IncomingMessage } from "node:http";
import { formatPrefix, type Prefix, parsePrefix } from "#kernel/address.ts";
import { PrefixSet, type PrefixTable } from "#kernel/prefix-set.ts";
import { type KeptEntry, StoreError } from "#store/store.ts";
import { isBearerOf } from "./admin-token.ts";
import { type ApiAnswer, notAllowed, readJson, refusal } from "./api-answer.ts";
import { answerBypassAudit, BYPASS_AUDIT_PATH, type BypassAuditApiOptions } from "./bypass-audit-api.ts";
import { answerDebugTokens, DEBUG_TOKENS_PATH, type DebugTokenApiOptions } from "./debug-token-api.ts";
import { answerFloods, FLOODS_PATH, type FloodApiOptions } from "./flood-api.ts";
import { answerGuardReports, GUARD_REPORTS_PATH, type GuardReportApiOptions } from "./guard-report-api.ts";
import type { KeptState } from "./kept-state.ts";
import { answerNetworks, NETWORKS_PATH, type NetworkApiOptions } from "./network-api.ts";
import { answerSubscriptions, SUBSCRIPTIONS_PATH, type SubscriptionApiOptions } from "./subscription-api.ts";

export interface AdminApi {
  answer(req: IncomingMessage): Promise<ApiAnswer>;
}

export type AdminApiOptions = {
  readonly kept: Pick<KeptState, "put" | "remove" | "entries" | "generations">;
  /** Undefined where there is none: the API is then closed. */
  readonly token: () => string | undefined;
  readonly trustedHops: () => PrefixTable | undefined;
} & SubscriptionApiOptions &
  DebugTokenApiOptions &
  FloodApiOptions &
  NetworkApiOptions &
  GuardReportApiOptions &
  BypassAuditApiOptions;

const MAX_TEXT = 1000;
/** A hundred years: what is meant to be longer has no end. */
const MAX_SECONDS = 3_155_760_000;
const HISTORY = 100;

const lists: ReadonlyMap<string, KeptEntry["list"]> = new Map([
  ["/api/v1/bans", "bans"],
  ["/api/v1/allowed", "allowed"],
]);

export function adminApi(options: AdminApiOptions): AdminApi {
  return {
    answer: async (req) => {
      try {
        return await answer(req, options);
      } catch (error) {
        if (error instanceof StoreError) return refusal(error.failure === "full" ? 507 : 503, error.message);
        throw error;
      }
    },
  };
}

async function answer(req: IncomingMessage, options: AdminApiOptions): Promise<ApiAnswer> {
  const token = options.token();
  if (token === undefined) return refusal(503, "There is no admin token; the log says why.");
  if (!isBearerOf(token, req.headers.authorization))
    return refusal(401, "Send the token of the node's data folder as Authorization: Bearer …");
  const url = new URL(req.url ?? "/", "http://localhost");
  const list = lists.get(url.pathname);
  if (list !== undefined) return answerList(req, url, list, options);
  if (url.pathname === SUBSCRIPTIONS_PATH || url.pathname.startsWith(`${SUBSCRIPTIONS_PATH}/`))
    return answerSubscriptions(req, url.pathname, options);
  if (url.pathname === NETWORKS_PATH || url.pathname.startsWith(`${NETWORKS_PATH}/`))
    return answerNetworks(req, url.pathname, options);
  if (url.pathname === FLOODS_PATH || url.pathname.startsWith(`${FLOODS_PATH}/`))
    return answerFloods(req, url, options);
  if (url.pathname === GUARD_REPORTS_PATH) return answerGuardReports(req, options);
  if (url.pathname === BYPASS_AUDIT_PATH) return answerBypassAudit(req, options);
  if (url.pathname === DEBUG_TOKENS_PATH) return answerDebugTokens(req, options);
  if (url.pathname !== "/api/v1/generations") return refusal(404, "There is nothing here.");
  if (req.method !== "GET") return notAllowed("GET");
  return { status: 200, value: { generations: await options.kept.generations(HISTORY) } };
}

async function answerList(
  req: IncomingMessage,
  url: URL,
  list: KeptEntry["list"],
  options: AdminApiOptions,
): Promise<ApiAnswer> {
  const { kept } = options;
  switch (req.method) {
    case "GET":
      return { status: 200, value: { entries: kept.entries(list).map(shown) } };
    case "POST":
      return add(await readJson(req), list, options);
    case "DELETE": {
      const prefix = prefixOf(url.searchParams.get("subject"));
      if (typeof prefix === "string") return refusal(400, prefix);
      const removed = await kept.remove(list, formatPrefix(prefix));
      return removed === undefined
        ? refusal(404, `${formatPrefix(prefix)} is not in this list.`)
        : { status: 200, value: shown(removed) };
    }
    default:
      return notAllowed("GET, POST, DELETE");
  }
}

async function add(body: unknown, list: KeptEntry["list"], options: AdminApiOptions): Promise<ApiAnswer> {
  const asked = readEntry(body);
  if (typeof asked === "string") return refusal(400, asked);
  const { prefix, reason, origin, seconds } = asked;
  if (list === "bans" && isTrustedHop(prefix, options.trustedHops()))
    return refusal(409, "It is a trusted hop: a ban of it would be a ban of everybody behind it.");
  const createdAtMs = Date.now();
  const entry = await options.kept.put({
    list,
    kind: "prefix",
    subject: formatPrefix(prefix),
    origin,
    reason,
    createdAtMs,
    untilMs: seconds === undefined ? undefined : createdAtMs + Math.ceil(seconds * 1000),
  });
  return { status: 201, value: shown(entry) };
}

type Asked = {
  readonly prefix: Prefix;
  readonly reason: string;
  readonly origin: string;
  readonly seconds: number | undefined;
};

/** A text says what is wrong with it. */
function readEntry(body: unknown): Asked | string {
  if (typeof body !== "object" || body === null)
    return "Send a JSON object: { subject, reason?, origin?, seconds? }, as application/json.";
  // Read as what it may be; each value is looked at below.
  // An object from JSON: its values may be anything, and each is looked at.
  const asked = body as Readonly<Record<string, unknown>>;
  const { subject, reason = "", origin = "api", seconds, ...rest } = asked;
  const unknown = Object.keys(rest);
  if (unknown.length > 0) return `Unknown: ${unknown.join(", ")}.`;
  const prefix = prefixOf(subject);
  if (typeof prefix === "string") return prefix;
  if (!isText(reason) || !isText(origin) || origin === "")
    return `reason and origin are texts of at most ${MAX_TEXT} characters.`;
  if (seconds !== undefined && (typeof seconds !== "number" || !(seconds > 0 && seconds <= MAX_SECONDS)))
    return `seconds is a number above 0, at most ${MAX_SECONDS}; leave it out for no end.`;
  return { prefix, reason, origin, seconds };
}

const isText = (value: unknown): value is string => typeof value === "string" && value.length <= MAX_TEXT;

function prefixOf(subject: unknown): Prefix | string {
  if (typeof subject !== "string" || subject === "") return "subject is an address or a prefix.";
  const prefix = parsePrefix(subject);
  return "error" in prefix ? `${subject}: ${prefix.error}.` : prefix;
}

/** A wider prefix that holds one is no mistake: the hop is let through all the same. */
function isTrustedHop({ address, length }: Prefix, hops: PrefixTable | undefined): boolean {
  const isOne = length === address.words.length * 32;
  return isOne && hops !== undefined && new PrefixSet(hops).lookup(address) >= 0;
}

function shown({ id, list, subject, origin, reason, createdAtMs, untilMs }: KeptEntry) {
  const until = untilMs === undefined ? null : new Date(untilMs).toISOString();
  return { id, list, subject, origin, reason, created: new Date(createdAtMs).toISOString(), until };
}
