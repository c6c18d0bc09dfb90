// `context` over a call: made member by member when an expression asks, because most ask for one or two.

import { stringType } from "../type/well-known.ts";
import type { ReadOnlyMap } from "../value/collection/read-only-map.ts";
import type {
  ContextModel,
  LastErrorModel,
  RequestModel,
  ResponseModel,
  UrlModel,
} from "../value/context/context-model.ts";
import type { MessageBody } from "../value/context/message-body.ts";
import { StringMap, textsMap } from "../value/context/string-map.ts";
import { type Guid, parseGuid } from "../value/core/guid.ts";
import { DateTime } from "../value/time/date-time.ts";
import { TimeSpan } from "../value/time/time-span.ts";
import type { PolicyCall } from "./policy-call.ts";
import type { Place, PolicyRequest, PolicyResponse } from "./policy-message.ts";

export class CallContext implements ContextModel {
  readonly #call: PolicyCall;
  readonly request: RequestModel;
  readonly workspace = null;
  #response: CallResponse | undefined;

  constructor(call: PolicyCall) {
    this.#call = call;
    this.request = new CallRequest(call, call.request);
  }

  get api(): ContextModel["api"] {
    return this.#call.facts.api;
  }

  get backend(): ContextModel["backend"] {
    const { backend } = this.#call;
    return backend?.kind === "backend" ? { id: backend.id, region: "", isPool: false } : null;
  }

  get deployment(): ContextModel["deployment"] {
    return this.#call.facts.deployment;
  }

  get elapsed(): TimeSpan {
    return TimeSpan.ofMilliseconds(this.#call.ports.now() - this.#call.facts.startedMs);
  }

  get lastError(): LastErrorModel | null {
    return this.#call.lastError;
  }

  get operation(): ContextModel["operation"] {
    return this.#call.facts.operation;
  }

  get product(): ContextModel["product"] {
    return this.#call.facts.product;
  }

  get requestId(): Guid {
    return parseGuid(this.#call.facts.requestId);
  }

  get response(): ResponseModel | null {
    const { response } = this.#call;
    if (response === undefined) return null;
    if (this.#response?.message !== response) this.#response = new CallResponse(response);
    return this.#response;
  }

  get subscription(): ContextModel["subscription"] {
    return this.#call.facts.subscription;
  }

  get timestamp(): DateTime {
    return DateTime.utc(this.#call.facts.startedAtMs);
  }

  get isTracing(): boolean {
    return this.#call.tracer !== undefined;
  }

  get user(): ContextModel["user"] {
    return this.#call.facts.user;
  }

  get variables(): ReadOnlyMap {
    return this.#call.variables;
  }

  readonly trace = (message: string): void => this.#call.note("trace", message);
}

/** The response of `send-request` and the like, for variables of type IResponse. */
export class CallResponse implements ResponseModel {
  readonly message: PolicyResponse;

  constructor(message: PolicyResponse) {
    this.message = message;
  }

  get body(): MessageBody {
    return this.message.body.message;
  }

  get headers(): ReadOnlyMap {
    return textsMap(this.message.headers.entries(), false);
  }

  get statusCode(): number {
    return this.message.status;
  }

  get statusReason(): string {
    return this.message.reasonPhrase;
  }
}

class CallRequest implements RequestModel {
  readonly #call: PolicyCall;
  readonly #request: PolicyRequest;

  constructor(call: PolicyCall, request: PolicyRequest) {
    this.#call = call;
    this.#request = request;
  }

  get body(): MessageBody {
    return this.#request.body.message;
  }

  get certificate(): RequestModel["certificate"] {
    return this.#call.facts.certificate;
  }

  get headers(): ReadOnlyMap {
    return textsMap(this.#request.headers.entries(), false);
  }

  get ipAddress(): string {
    return this.#request.facts.ipAddress;
  }

  get matchedParameters(): ReadOnlyMap {
    return new StringMap(stringType, this.#request.facts.matchedParameters);
  }

  get method(): string {
    return this.#request.method;
  }

  get originalUrl(): UrlModel {
    return urlModel(this.#request.facts.original);
  }

  get url(): UrlModel {
    const { facts, path, query } = this.#request;
    return urlModel({ ...facts.original, path, query });
  }
}

/** An address as `IUrl`. */
export function urlModel({ scheme, host, port, path, query }: Place): UrlModel {
  return {
    scheme,
    host,
    port,
    path,
    queryString: query,
    get query() {
      return textsMap(queryEntries(query), false);
    },
  };
}

/** Parameters of one name together, in the order of their first. */
function queryEntries(query: string): Iterable<readonly [string, readonly string[]]> {
  const byName = new Map<string, readonly [string, string[]]>();
  for (const [name, value] of new URLSearchParams(query)) {
    const known = byName.get(name.toLowerCase());
    if (known === undefined) byName.set(name.toLowerCase(), [name, [value]]);
    else known[1].push(value);
  }
  return byName.values();
}
