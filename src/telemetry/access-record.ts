// What one access line tells, as the gateway fills it in. One object per request; strings are latin1.

import type { StageName } from "#kernel/fault-catalogue.ts";

export interface AccessRecord {
  /** Wall clock at the first byte of the head, ms since the epoch. */
  startedAtMs: number;
  requestId: string;
  traceparent: string;
  /** Of the request's own span and of the one above it; empty where the trace is not sampled. */
  spanId: string;
  parentSpanId: string;
  /** The trace's id was chosen by a client that is no trusted hop. */
  isTraceForeign: boolean;
  scheme: "http" | "https";
  listener: string;
  site: string;
  route: string;
  target: string;
  /** `host:port` of the pool member that answered last; empty where none was asked. */
  member: string;
  clientAddress: string;
  /** The client's country as two letters, `ZZ` where it is not known; empty where there is no data. */
  country: string;
  /** The class of bot, and which one; empty where nothing asked. */
  bot: "" | "verified" | "bad" | "unknown" | "none";
  botName: string;
  /** The socket's peer, which differs from the client behind a trusted hop. */
  peerAddress: string;
  peerPort: number;
  /** `TLSv1.3`; empty where the connection is not encrypted, as are the two below. */
  tlsVersion: string;
  /** The name that the client asked for in the handshake (SNI). */
  serverName: string;
  /** Fingerprint of the client's TLS. */
  ja4: string;
  method: string;
  host: string;
  /** As received; the query's secrets are scrubbed when the line is made. */
  rawTarget: string;
  /** Normalised path, as forwarded; empty where the request did not get so far. */
  path: string;
  protocol: string;
  status: number;
  /** How a call of gRPC ended, as its trailers say; empty for everything else. */
  grpcStatus: string;
  /** The stage that ended the request early and why; empty where nothing did. */
  endStage: StageName | "";
  reason: string;
  detail: string;
  /** What a request to an API asked for, and as whom; undefined for every other. Values may be empty. */
  apiCall:
    | {
        readonly api: string;
        readonly operation: string;
        readonly product: string;
        readonly subscription: string;
      }
    | undefined;
  /** Edge rules that did something with it, and those on trial that would have. */
  edgeRules: readonly string[];
  edgeRulesDry: readonly string[];
  tags: readonly string[];
  /** How long its bodies waited for the shape of an edge rule, ms. */
  shapedMs: number;
  /** The WAF policy that looked at the request; empty where none did. */
  wafPolicy: string;
  /** Ids of the rules that matched and are logged. */
  wafRules: readonly number[];
  /** The inbound anomaly score; -1 where rules keep none. */
  wafScore: number;
  /** Whether its body was looked at; of interest only under a policy. */
  wafBodyInspected: boolean;
  requestBytes: number;
  responseBytes: number;
  totalMs: number;
  /** From forwarding to the head of the backend's response; -1 where no backend was asked. */
  upstreamMs: number;
  /** From the first byte to the call to a backend; -1 where none was asked. */
  forwardedAfterMs: number;
  /** Backend connections tried. */
  attempts: number;
  userAgent: string;
  referer: string;
  /** The value of a header field by its lower-case name; several fields of one name are joined by commas. */
  requestHeader(key: string): string | undefined;
  responseHeader(key: string): string | undefined;
}
