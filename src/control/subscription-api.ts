// The part of the admin API that makes, lists and changes subscriptions. Keys are shown when they are made,
// and where somebody asks for the keys of one; nowhere else.

import type { IncomingMessage } from "node:http";
import type { ApiModelSpec, ProductSpec } from "#snapshot/api-spec.ts";
import type { Subscription, SubscriptionScope, SubscriptionState } from "#subscription/subscription.ts";
import { type ApiAnswer, notAllowed, readJson, refusal } from "./api-answer.ts";
import type { NewSubscription, SubscriptionKeeper } from "./subscription-keeper.ts";

export type SubscriptionApiOptions = {
  readonly subscriptions: Pick<
    SubscriptionKeeper,
    "all" | "find" | "keysOf" | "create" | "rotate" | "setState" | "remove"
  >;
  /** Of the configuration in force; undefined where there is none yet. */
  readonly model: () => ApiModelSpec | undefined;
};

export const SUBSCRIPTIONS_PATH = "/api/v1/subscriptions";

const ID = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,254}[A-Za-z0-9])?$/;
const MAX_TEXT = 256;
const STATES: readonly SubscriptionState[] = [
  ...(["active", "suspended", "submitted", "rejected", "cancelled", "expired"] as const),
];
const NO_JSON = "Send a JSON object, as application/json.";

/** @param path of the request, which begins with `SUBSCRIPTIONS_PATH` */
export async function answerSubscriptions(
  req: IncomingMessage,
  path: string,
  options: SubscriptionApiOptions,
): Promise<ApiAnswer> {
  const [, id, action, ...rest] = path.slice(SUBSCRIPTIONS_PATH.length).split("/").map(decoded);
  if (rest.length > 0 || id === "") return refusal(404, "There is nothing here.");
  if (id === undefined) return answerAll(req, options);
  if (options.subscriptions.find(id) === undefined) return refusal(404, missingText(id, options));
  switch (action) {
    case undefined:
      return answerOne(req, id, options);
    case "keys":
      if (req.method !== "GET") return notAllowed("GET");
      return { status: 200, value: options.subscriptions.keysOf(id) };
    case "rotate":
      return req.method === "POST" ? rotate(await readJson(req), id, options) : notAllowed("POST");
    case "state":
      return req.method === "POST" ? setState(await readJson(req), id, options) : notAllowed("POST");
    default:
      return refusal(404, "There is nothing here.");
  }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return "";
  }
}

function missingText(id: string, { model }: SubscriptionApiOptions): string {
  const isDeclared = model()?.subscriptions.subscriptions.some((each) => each.id === id) === true;
  return isDeclared
    ? `${id} is declared in the configuration, and is changed there.`
    : `There is no subscription ${id}.`;
}

async function answerAll(req: IncomingMessage, options: SubscriptionApiOptions): Promise<ApiAnswer> {
  if (req.method === "POST") return create(await readJson(req), options);
  if (req.method !== "GET") return notAllowed("GET, POST");
  const declared = options.model()?.subscriptions.subscriptions ?? [];
  const entries = [
    ...options.subscriptions.all.map((each) => shown(each, "store")),
    ...declared.map((each) => shown(each, "configuration")),
  ];
  return { status: 200, value: { subscriptions: entries } };
}

async function answerOne(
  req: IncomingMessage,
  id: string,
  { subscriptions }: SubscriptionApiOptions,
): Promise<ApiAnswer> {
  if (req.method !== "GET" && req.method !== "DELETE") return notAllowed("GET, DELETE");
  const found = req.method === "GET" ? subscriptions.find(id) : await subscriptions.remove(id);
  return found === undefined ? gone(id) : { status: 200, value: shown(found, "store") };
}

const gone = (id: string): ApiAnswer => refusal(404, `There is no subscription ${id}.`);

async function create(body: unknown, options: SubscriptionApiOptions): Promise<ApiAnswer> {
  const model = options.model();
  if (model === undefined) return refusal(503, "There is no configuration yet.");
  const asked = readNew(body, model);
  if (typeof asked === "string") return refusal(400, asked);
  if (model.subscriptions.subscriptions.some(({ id }) => id === asked.id))
    return refusal(409, `${asked.id} is declared in the configuration.`);
  const { scope } = asked;
  const product =
    scope.kind === "product" ? model.products.find(({ id }) => id === scope.product) : undefined;
  if (product !== undefined && isAtLimit(product, asked.owner, model, options))
    return refusal(
      409,
      `${asked.owner} has all ${product.subscriptionsLimit} subscriptions of ${product.id}.`,
    );
  const waits = product?.isApprovalRequired === true && !stateIsAsked(body);
  const created = await options.subscriptions.create(
    waits ? { ...asked, state: "submitted" } : asked,
    Date.now(),
  );
  if (created === undefined) return refusal(409, `There is a subscription ${asked.id} already.`);
  return { status: 201, value: { ...shown(created.subscription, "store"), keys: created.keys } };
}

const stateIsAsked = (body: unknown): boolean =>
  typeof body === "object" && body !== null && Object.hasOwn(body, "state");

/** Those that are over do not count; nobody's own are not limited. */
function isAtLimit(
  { id, subscriptionsLimit }: ProductSpec,
  owner: string,
  model: ApiModelSpec,
  { subscriptions }: SubscriptionApiOptions,
): boolean {
  if (subscriptionsLimit === undefined || owner === "") return false;
  const all = [...subscriptions.all, ...model.subscriptions.subscriptions];
  const held = all.filter(
    ({ scope, owner: of, state }) =>
      of === owner &&
      scope.kind === "product" &&
      scope.product === id &&
      (state === "active" || state === "suspended" || state === "submitted"),
  );
  return held.length >= subscriptionsLimit;
}

async function rotate(body: unknown, id: string, options: SubscriptionApiOptions): Promise<ApiAnswer> {
  const kind = entryOf(body, "key");
  if (kind !== "primary" && kind !== "secondary") return refusal(400, "key is primary or secondary.");
  const key = await options.subscriptions.rotate(id, kind);
  return key === undefined ? gone(id) : { status: 200, value: { id, keys: { [kind]: key } } };
}

async function setState(body: unknown, id: string, options: SubscriptionApiOptions): Promise<ApiAnswer> {
  const asked = entryOf(body, "state");
  const state = STATES.find((each) => each === asked);
  if (state === undefined) return refusal(400, `state is one of ${STATES.join(", ")}.`);
  const changed = await options.subscriptions.setState(id, state);
  return changed === undefined ? gone(id) : { status: 200, value: shown(changed, "store") };
}

function entryOf(body: unknown, key: string): unknown {
  return typeof body === "object" && body !== null
    ? Object.entries(body).find(([name]) => name === key)?.[1]
    : undefined;
}

/** A text says what is wrong with it. */
function readNew(body: unknown, model: ApiModelSpec): NewSubscription | string {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return NO_JSON;
  // An object from JSON: its values may be anything, and each is looked at.
  const asked = body as Readonly<Record<string, unknown>>;
  const {
    id,
    name = id,
    scope,
    owner = "",
    state = "active",
    starts,
    ends,
    tracing = false,
    ...rest
  } = asked;
  const unknown = Object.keys(rest);
  if (unknown.length > 0) return `Unknown: ${unknown.join(", ")}.`;
  if (typeof id !== "string" || !ID.test(id))
    return "id is a text of letters, digits, _ . and -, starting and ending with a letter or digit.";
  if (!isText(name) || !isText(owner)) return `name and owner are texts of at most ${MAX_TEXT} characters.`;
  const known = STATES.find((each) => each === state);
  if (known === undefined) return `state is one of ${STATES.join(", ")}.`;
  if (typeof tracing !== "boolean") return "tracing is true or false.";
  const startsAtMs = readMoment(starts);
  const endsAtMs = readMoment(ends);
  if (startsAtMs === "wrong" || endsAtMs === "wrong")
    return "starts and ends are moments such as 2027-03-31T18:00:00Z; leave them out for none.";
  if (startsAtMs !== undefined && endsAtMs !== undefined && startsAtMs >= endsAtMs)
    return "The subscription would end before it starts.";
  const read = readScope(scope, model);
  if (typeof read === "string") return read;
  return { id, name, scope: read, owner, state: known, startsAtMs, endsAtMs, allowsTracing: tracing };
}

const isText = (value: unknown): value is string => typeof value === "string" && value.length <= MAX_TEXT;

function readScope(scope: unknown, model: ApiModelSpec): SubscriptionScope | string {
  if (scope === "all-apis") return { kind: "all-apis" };
  const [[kind, name], ...others] =
    typeof scope === "object" && scope !== null && Object.keys(scope).length > 0
      ? (Object.entries(scope) as [[string, unknown], ...[string, unknown][]]) // not empty, as was just asked
      : [["", undefined]];
  if (others.length > 0 || (kind !== "product" && kind !== "api") || typeof name !== "string")
    return 'scope is "all-apis", { "product": name } or { "api": name }.';
  if (kind === "product") {
    if (!model.products.some(({ id }) => id === name)) return `There is no product ${name}.`;
    return { kind, product: name };
  }
  return model.apis.some(({ id }) => id === name) ? { kind, api: name } : `There is no API ${name}.`;
}

function readMoment(value: unknown): number | undefined | "wrong" {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.*(?:Z|[+-]\d{2}:\d{2})$/.test(value))
    return "wrong";
  const atMs = Date.parse(value);
  return Number.isNaN(atMs) ? "wrong" : atMs;
}

function shown(subscription: Subscription, origin: "store" | "configuration") {
  const { id, name, scope, state, owner, allowsTracing } = subscription;
  const { createdAtMs, startsAtMs, endsAtMs } = subscription;
  const moment = (atMs: number | undefined): string | null =>
    atMs === undefined ? null : new Date(atMs).toISOString();
  const isOver = state === "active" && endsAtMs !== undefined && endsAtMs <= Date.now();
  return {
    id,
    name,
    scope:
      scope.kind === "product"
        ? { product: scope.product }
        : scope.kind === "api"
          ? { api: scope.api }
          : scope.kind,
    state: isOver ? "expired" : state,
    owner,
    origin,
    created: origin === "store" ? moment(createdAtMs) : null,
    starts: moment(startsAtMs),
    ends: moment(endsAtMs),
    tracing: allowsTracing,
  };
}
