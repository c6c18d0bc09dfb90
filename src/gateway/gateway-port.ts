// What the gateway needs of the outside, as interfaces: the worker binds them, tests give their own.

import type { BotClass } from "#bot/bot-class.ts";
import type { HostProofs } from "#bot/host-proofs.ts";
import type { ClientLists } from "#fleet/client-lists.ts";
import type { FloodPort } from "#flood/flood-gate.ts";
import type { GuardReport } from "#guard/report-message.ts";
import type { CallOut } from "#identity/outgoing-call.ts";
import type { Deadlines } from "#kernel/deadlines.ts";
import type { FaultCode, StageName } from "#kernel/fault-catalogue.ts";
import type { FunctionOutcome } from "#kernel/function-outcome.ts";
import type { PolicyPorts } from "#policy/plans.ts";
import type { ChallengeTable } from "#snapshot/challenge-spec.ts";
import type { AccessRecord } from "#telemetry/access-record.ts";
import type { LogDetails } from "#telemetry/log.ts";
import type { Traffic } from "#traffic/traffic.ts";
import type { CollectionPort } from "#waf/waf.ts";
import type { DebugTokenOutcome } from "./debug-trace.ts";
import type { KeptSubscriptions } from "./subscription-keys.ts";

/** Counts the requests of one route. */
export interface RouteMeter {
  record(status: number, seconds: number, requestBytes: number, responseBytes: number): void;
}

/** Counts what one member of a pool answered. */
export interface MemberMeter {
  answered(seconds: number): void;
  failed(code: FaultCode): void;
  ejected(isEjected: boolean): void;
  /** Its circuit breaker opened, or closed after a trial. */
  tripped(isOpen: boolean): void;
  /** Its name could not be resolved. */
  unresolved(): void;
}

/** Counts what one pool sends: further attempts, and what it signs. */
export interface PoolMeter {
  signed(): void;
  retried(isHedge: boolean): void;
  retryDenied(): void;
}

/** Counts what became of the copies of one route's requests. */
export interface MirrorMeter {
  record(outcome: "answered" | "failed" | "busy" | "skipped"): void;
}

/** Counts what one edge rule did, or would have done. */
export interface EdgeRuleMeter {
  record(outcome: "applied" | "dry-run"): void;
}

/** Counts what a shaping rule slows, or would slow. */
export interface ShapeMeter {
  /** So many bytes had to wait, or would have had to. */
  delayed(bytes: number): void;
  /** A body waited for so long. */
  waited(seconds: number): void;
}

/** Counts what a function of the operator's own decided, and its time. */
export interface FunctionMeter {
  ran(outcome: FunctionOutcome, seconds: number): void;
}

/** `undecided`: the cost limit was reached before all rules had answered. */
export type WafVerdict = "passed" | "matched" | "blocked" | "undecided";

export interface GatewayMetrics {
  routeMeter(site: string, route: string): RouteMeter;
  mirrorMeter(site: string, route: string): MirrorMeter;
  edgeRuleMeter(site: string, rule: string): EdgeRuleMeter;
  shapeMeter(site: string, rule: string, outcome: "applied" | "dry-run"): ShapeMeter;
  functionMeter(name: string): FunctionMeter;
  memberMeter(pool: string, member: string): MemberMeter;
  poolMeter(pool: string): PoolMeter;
  refusal(stage: StageName, reason: string): void;
  /** A request was classified. */
  botClassified(botClass: BotClass): void;
  /** What became of the debug token of a request. */
  debugToken(outcome: DebugTokenOutcome): void;
  /** What a WAF policy found in one request. */
  wafVerdict(policy: string, verdict: WafVerdict): void;
  /** @param dimensions names and values, as one text */
  policyMetric(namespace: string, name: string, dimensions: string, value: number): void;
  connectionOpened(listener: string): void;
  connectionClosed(listener: string): void;
  /** A client's handshake was completed, in this version of TLS, or failed: then the version is empty. */
  handshake(listener: string, version: string, isResumed: boolean): void;
}

export interface AccessLog {
  write(record: AccessRecord): void;
  /** True: read no new requests until `whenReleased` calls back. */
  readonly isBlocked: boolean;
  whenReleased(callback: () => void): void;
}

/** Takes the lines of one request for the WAF log, without their line feeds. */
export interface WafLog {
  write(lines: readonly string[]): void;
}

export type GatewayPorts = {
  readonly wafLog: WafLog;
  /** Where persistent collections of rules live. */
  readonly wafCollections: CollectionPort;
  /** The subscriptions of the store, as they change. */
  readonly subscriptions: KeptSubscriptions;
  /** What authorities are answered with that ask for proof of a host name. */
  readonly challenges: { readonly table: ChallengeTable };
  readonly metrics: GatewayMetrics;
  readonly accessLog: AccessLog;
  readonly deadlines: Deadlines;
  /** Counts calls, and keeps responses and values for policies. */
  readonly traffic: Traffic;
  /** Bans, and the clients that are always let in. */
  readonly lists: ClientLists;
  /** Asked for every connection and request. */
  readonly flood: FloodPort;
  /** What name servers said of addresses that claim to be a good bot's. */
  readonly hostProofs: HostProofs;
  /** Monotonic ms. */
  readonly now: () => number;
  /** Wall clock, ms since the epoch, at a moment of `now`. */
  readonly wallAt: (monotonicMs: number) => number;
  readonly newRequestId: () => string;
  readonly newSpanId: () => string;
  /** Something that the operator should know of, for the operational log. */
  readonly warn: (message: string, details: LogDetails) => void;
  /** A line that policies write, for the operational log. */
  readonly note: (message: string, details: LogDetails) => void;
  /** What policies reach in place of the usual; undefined for the usual. */
  readonly policyPorts?: (usual: PolicyPorts) => PolicyPorts;
  /** A guard of the pool's members reported; undefined where nobody keeps it. */
  readonly guardReported?: (pool: string, report: GuardReport) => void;
  /** In place of the egress client, for keys of issuers and tokens: of a tool that calls nobody. */
  readonly callOut?: CallOut;
  /** A defect of ours, with its stack, for the operational log. */
  readonly reportDefect: (error: unknown, requestId: string) => void;
};
