// Requests for APIs: which API and operation one is for, under whose key, and the plan for that.

import type { MatchedParameter, OperationTable } from "#contract/operation-table.ts";
import { type ApiEntry, ApiTable, type SelectedApi, type VersionSource } from "#contract/select-api.ts";
import { type Plan, PolicyFailure } from "#policy/plans.ts";
import type { ApiSpec, OperationSpec, ProductSpec } from "#snapshot/api-spec.ts";
import { refusalAnswer } from "#subscription/refusal-answer.ts";
import type { Access, SubscriptionLookup } from "#subscription/subscription-lookup.ts";
import type { GatewayExchange } from "../gateway-exchange.ts";
import { parameterOf } from "../rewrite/query-string.ts";
import { type ApiModels, type FactsOfApi, factsOfCall } from "./api-facts.ts";
import { exchangeRequest } from "./exchange-request.ts";
import type { Backend, GatewayCall } from "./gateway-call.ts";
import type { RoutePolicy } from "./route-policy.ts";

/** One API as a worker holds it. */
export type ServedApi = {
  readonly spec: ApiSpec;
  readonly operations: OperationTable;
  readonly products: readonly ProductSpec[];
  readonly backend: Backend | undefined;
  readonly models: ApiModels;
};

/** What calls are made of; the runtime of all policies. */
export interface ApiRuntime {
  readonly lookup: () => SubscriptionLookup;
  plan(api: ApiSpec, operation: OperationSpec | undefined, product: ProductSpec | undefined): Plan;
  call(
    x: GatewayExchange,
    plan: Plan,
    facts: FactsOfApi,
    request: GatewayCall["request"],
    backend: Backend | undefined,
  ): GatewayCall;
}

type Asked = {
  readonly api: ServedApi;
  readonly operation: OperationSpec | undefined;
  readonly parameters: readonly MatchedParameter[];
  /** A question of a browser's (CORS), which has no key. */
  readonly isPreflight: boolean;
  /** What is left of the path behind the API's own. */
  readonly rest: string;
  readonly prefix: string;
};

export class ApiPolicy implements RoutePolicy {
  readonly #apis: readonly ServedApi[];
  readonly #table: ApiTable;
  readonly #runtime: ApiRuntime;

  constructor(apis: readonly ServedApi[], ignoreCase: boolean, runtime: ApiRuntime) {
    this.#apis = apis;
    this.#table = new ApiTable(
      apis.map(({ spec }) => entryOf(spec)),
      ignoreCase,
    );
    this.#runtime = runtime;
  }

  /** Undefined where no API has the path: the route's own target answers. */
  open(x: GatewayExchange): GatewayCall | undefined {
    const selected = this.#select(x);
    const api = selected && this.#apis[selected.index];
    if (selected === undefined || api === undefined) return undefined;
    const asked = ask(x, api, selected.rest === "" ? "/" : selected.rest, selected.prefix);
    const key = keyOf(x, api.spec);
    const access = asked.isPreflight ? openAccess : this.#access(api, key, x.startedAtMs);
    return this.#call(x, asked, access, key);
  }

  apiOf(x: GatewayExchange): string | undefined {
    const selected = this.#select(x);
    return selected && this.#apis[selected.index]?.spec.id;
  }

  #select(x: GatewayExchange): SelectedApi | undefined {
    return this.#table.select(x.path, versionSource(x));
  }

  #access(api: ServedApi, key: string | undefined, nowMs: number): Access {
    const { id, isSubscriptionRequired } = api.spec;
    return this.#runtime.lookup().access({ id, isSubscriptionRequired, products: api.products }, key, nowMs);
  }

  #call(x: GatewayExchange, asked: Asked, access: Access, key: string | undefined): GatewayCall {
    const { api, operation } = asked;
    const productId = access.kind === "refused" ? undefined : access.product;
    const product = api.products.find(({ id }) => id === productId);
    const plan = this.#runtime.plan(api.spec, operation, product);
    const facts = factsOfCall(api.models, operation, product, access, key ?? "");
    const parameters = new Map<string, string>();
    for (const { name, value } of asked.parameters) parameters.set(name, value);
    const request = exchangeRequest(x, asked.rest, parameters);
    const call = this.#runtime.call(x, plan, facts, request, api.backend);
    x.target = `api:${api.spec.id}`;
    x.apiCall = {
      api: api.spec.id,
      operation: operation?.id ?? "",
      product: product?.id ?? "",
      subscription: access.kind === "subscription" ? access.subscription.id : "",
    };
    call.refusal = refusalOf(x, asked, access);
    call.isPreflight = asked.isPreflight;
    if (key !== undefined) call.ownKey = { header: api.spec.keyHeader, query: api.spec.keyQuery, value: key };
    return call;
  }
}

const openAccess: Access = { kind: "open", product: undefined };

function entryOf({ path, version, revision, isCurrentRevision }: ApiSpec): ApiEntry {
  const scheme =
    version === undefined
      ? undefined
      : version.scheme === "segment"
        ? ({ kind: "segment" } as const)
        : { kind: version.scheme, name: version.name };
  return { path: path.replace(/^\//, ""), version: version?.value, scheme, revision, isCurrentRevision };
}

function versionSource(x: GatewayExchange): VersionSource {
  return {
    header: (name) => x.requestHeader(name),
    query: (name) => parameterOf(x.query.slice(1), name),
  };
}

/** RFC 9110 does not say it: the CORS protocol of the Fetch standard, section 3.3.2, does. */
function preflightMethod(x: GatewayExchange): string | undefined {
  if (x.head.method !== "OPTIONS" || x.requestHeader("origin") === undefined) return undefined;
  return x.requestHeader("access-control-request-method");
}

function ask(x: GatewayExchange, api: ServedApi, rest: string, prefix: string): Asked {
  const own = api.operations.match(x.head.method, rest, x.query);
  const wanted = own.kind === "none" ? preflightMethod(x) : undefined;
  const found = wanted === undefined ? own : api.operations.match(wanted, rest, x.query);
  const isFound = found.kind === "found";
  return {
    api,
    operation: isFound ? api.spec.operations[found.index] : undefined,
    parameters: isFound ? found.parameters : [],
    isPreflight: wanted !== undefined,
    rest,
    prefix,
  };
}

/** As Azure looks for it: the header, and the query where there is none. */
function keyOf(x: GatewayExchange, { keyHeader, keyQuery }: ApiSpec): string | undefined {
  return x.requestHeader(keyHeader) ?? parameterOf(x.query.slice(1), keyQuery);
}

function refusalOf(x: GatewayExchange, asked: Asked, access: Access): PolicyFailure | undefined {
  if (asked.operation === undefined) {
    return new PolicyFailure("OperationNotFound", "Resource not found", { status: 404 });
  }
  if (access.kind !== "refused") return undefined;
  const url = `${x.scheme}://${x.head.authority}${asked.prefix}`;
  const { status, message, challenge } = refusalAnswer(access.reason, url, asked.api.spec.keyHeader);
  const answer = { status, headers: [["WWW-Authenticate", challenge]] as const };
  return new PolicyFailure(access.reason, message, answer, "authorization");
}
