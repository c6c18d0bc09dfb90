// One request and its response on their way through the stages: what each stage learned, for those after it
// and for the access line. Engines see this; where it came from and who answers is the gateway's business.

import type { FaultCode, StageName } from "#kernel/fault-catalogue.ts";
import type { RequestBody, ResponseBody } from "./body.ts";
import type { ClientInfo } from "./client-info.ts";
import { type Field, valueOfKind } from "./field.ts";
import { FieldKind } from "./field-kind.ts";
import type { RequestHead } from "./request-head.ts";
import type { Tunnel } from "./tunnel.ts";

/** A response on its way to the client. */
export type OutgoingResponse = {
  status: number;
  reasonPhrase: string;
  fields: readonly Field[];
  connectionNames: readonly string[];
  body: ResponseBody;
  /** Of a 101: the backend's side of what is spliced to the client's. */
  tunnel?: Tunnel | undefined;
};

/** What a request to an API asked for, and as whom. */
export type ApiCall = {
  readonly api: string;
  /** Empty where none matched. */
  readonly operation: string;
  /** The product whose document ran; empty for none. */
  readonly product: string;
  /** The id of the subscription whose key counted; empty for none. */
  readonly subscription: string;
};

const NO_RULES: readonly number[] = [];
const NO_NAMES: readonly string[] = [];

export class Exchange {
  readonly head: RequestHead;
  readonly body: RequestBody;
  readonly requestId: string;
  /** Wall clock, ms since the epoch. */
  startedAtMs = 0;
  /** Monotonic ms. */
  startedMs = 0;
  /** What the request carries onward; empty where it did not get so far. */
  traceparent = "";
  /** The list that goes with it; empty where there is nothing to say. */
  tracestate = "";
  /** Of the request's own span where its trace is sampled; `traceparent` has that of the backend's call. */
  spanId = "";
  parentSpanId = "";
  /** The trace's id was chosen by a client that is no trusted hop. */
  isTraceForeign = false;
  listener = "";
  site = "";
  route = "";
  target = "";
  member = "";
  clientAddress = "";
  /** The client's country; empty where there is no data. */
  country = "";
  /** Its class of bot, which and why; empty where nothing asked for it. */
  bot: "" | "verified" | "bad" | "unknown" | "none" = "";
  botName = "";
  botReason = "";
  peerAddress = "";
  peerPort = 0;
  /** What the connection told of the client; undefined where none was taken up. */
  client: ClientInfo | undefined;
  scheme: "http" | "https" = "http";
  localPort = 0;
  /** The socket's peer is a trusted hop. */
  isPeerTrusted = false;
  /** Normalised; empty where the request did not get so far. */
  path = "";
  /** As received, with its `?`. */
  query = "";
  response: OutgoingResponse | undefined;
  /** The stage that runs, or that ended the request. */
  stage: StageName = "read";
  endStage: StageName | "" = "";
  reason = "";
  detail = "";
  /** Of a request to an API; undefined for every other. */
  apiCall: ApiCall | undefined;
  /** Edge rules that did something with it, and those that would have, by their names. */
  edgeRules: readonly string[] = NO_NAMES;
  edgeRulesDry: readonly string[] = NO_NAMES;
  /** What edge rules say of it. */
  tags: readonly string[] = NO_NAMES;
  /** How long its bodies waited for the shape of an edge rule, ms. */
  shapedMs = 0;
  wafPolicy = "";
  wafRules: readonly number[] = NO_RULES;
  wafScore = -1;
  wafBodyInspected = false;
  requestBytes = 0;
  responseBytes = 0;
  totalMs = 0;
  upstreamMs = -1;
  /** From the first byte to the call to a backend; -1 where none was asked. */
  forwardedAfterMs = -1;
  attempts = 0;
  status = 0;
  /** How a call of gRPC ended, as its trailers say; empty for everything else. */
  grpcStatus = "";

  constructor(head: RequestHead, body: RequestBody, requestId: string) {
    this.head = head;
    this.body = body;
    this.requestId = requestId;
  }

  // What the access line tells of the connection and of the head, which keep it already.

  get tlsVersion(): string {
    return this.client?.tls?.version ?? "";
  }

  get serverName(): string {
    return this.client?.tls?.serverName ?? "";
  }

  get ja4(): string {
    return this.client?.tls?.ja4 ?? "";
  }

  get method(): string {
    return this.head.method;
  }

  get host(): string {
    return this.head.authority;
  }

  /** The target as received; of a head that could not be read, its first line. */
  get rawTarget(): string {
    return this.head.target === "" ? this.head.requestLine.slice(0, 1024) : this.head.target;
  }

  get protocol(): string {
    return this.head.version;
  }

  get userAgent(): string {
    return valueOfKind(this.head.fields, FieldKind.userAgent) ?? "";
  }

  get referer(): string {
    return valueOfKind(this.head.fields, FieldKind.referer) ?? "";
  }

  requestHeader(key: string): string | undefined {
    return joinedValue(this.head.fields, key);
  }

  responseHeader(key: string): string | undefined {
    return joinedValue(this.response?.fields ?? [], key);
  }
}

/** Fields of one name are one list (RFC 9110 §5.3). */
const joinedOn = (before: string | undefined, value: string): string =>
  before === undefined ? value : `${before}, ${value}`;

/** What the fields of one name say together; undefined where there is none. */
export function joinedValue(fields: readonly Field[], key: string): string | undefined {
  let joined: string | undefined;
  for (const field of fields) {
    if (field.key === key) joined = joinedOn(joined, field.value);
  }
  return joined;
}

/** The same of every name, by their keys. */
export function joinedValues(fields: readonly Field[]): ReadonlyMap<string, string> {
  const joined = new Map<string, string>();
  for (const { key, value } of fields) joined.set(key, joinedOn(joined.get(key), value));
  return joined;
}

/** Why and how a stage ends a request. */
export type Ending =
  /** An entry of the fault catalogue: its status and public text become the answer. */
  | {
      readonly kind: "refuse";
      readonly code: FaultCode;
      readonly detail: string;
      /** Where it differs from the catalogue's. */
      readonly status?: number;
      /** When another try may help, in seconds. */
      readonly retryAfterS?: number;
    }
  /** An answer of the stage's own. */
  | { readonly kind: "answer"; readonly reason: string; readonly response: OutgoingResponse }
  /** No answer: the connection is cut. */
  | { readonly kind: "drop"; readonly reason: string };

/** The stage took the exchange and will hand it back to the pipeline itself. */
export const WAITING = Symbol("waiting");

/** Undefined lets the request go on. A promise only where the stage really waits. */
export type Outcome = undefined | Ending | typeof WAITING;

export type Stage<X extends Exchange = Exchange> = (x: X) => Outcome | Promise<Outcome>;

export function refuse(code: FaultCode, detail = ""): Ending {
  return { kind: "refuse", code, detail };
}
