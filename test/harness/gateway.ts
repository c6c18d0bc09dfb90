// A gateway in the test's own process, on ports of the system's choice, with everything it records kept.

import { noBots } from "#bot/bot-settings.ts";
import { noHostProofs } from "#bot/host-proofs.ts";
import { noFloodGate } from "#flood/flood-gate.ts";
import { Gateway } from "#gateway/gateway.ts";
import type { GatewayMetrics, GatewayPorts } from "#gateway/gateway-port.ts";
import { type EngineStages, noEngines } from "#gateway/pipeline.ts";
import { defaultPathRules } from "#http/path.ts";
import { parsePrefix } from "#kernel/address.ts";
import { wallAt } from "#kernel/clock.ts";
import { Deadlines } from "#kernel/deadlines.ts";
import { defaultLimits } from "#kernel/limits.ts";
import { buildPrefixTable } from "#kernel/prefix-set.ts";
import { newRequestId, newSpanId } from "#kernel/request-id.ts";
import { noApis } from "#snapshot/api-spec.ts";
import { noChallenges } from "#snapshot/challenge-spec.ts";
import { noFeatures } from "#snapshot/feature-spec.ts";
import { noIdentity } from "#snapshot/identity-spec.ts";
import type { ListenerSpec } from "#snapshot/listener-spec.ts";
import { noPolicies } from "#snapshot/policy-spec.ts";
import type { LimitSpec, PoolSpec, RouteSpec, SiteSpec, Snapshot, TargetSpec } from "#snapshot/snapshot.ts";
import type { AccessRecord } from "#telemetry/access-record.ts";
import { plainAccessRules } from "#telemetry/access-rules.ts";
import type { LogDetails } from "#telemetry/log.ts";
import type { MemberAddress } from "#upstream/member.ts";
import type { RetrySettings } from "#upstream/pool.ts";
import { MemoryCollections } from "#waf/waf.ts";
import { newTestTraffic, timedBuckets } from "./test-traffic.ts";

export const testLimits: LimitSpec = {
  requestLineBytes: 8192,
  headBytes: 32_768,
  headerCount: 100,
  bodyBytes: 1_048_576,
  headTimeoutMs: 400,
  bodyTimeoutMs: 400,
  requestTimeoutMs: 5000,
  idleTimeoutMs: 2000,
  streamTimeoutMs: 2000,
  drainTimeoutMs: 1000,
};

export function pool(name: string, ports: readonly number[], change: Partial<PoolSpec> = {}): PoolSpec {
  return {
    name,
    balance: "round-robin",
    members: ports.map((port) => member("127.0.0.1", port)),
    isHttp2: false,
    maxIdle: 16,
    maxConnections: 64,
    connectTimeoutMs: 300,
    responseTimeoutMs: 400,
    bodyTimeoutMs: 400,
    idleTimeoutMs: 5000,
    ejectAfterFailures: 3,
    ejectionMs: 500,
    affinity: undefined,
    drainTimeoutMs: 1000,
    sourceAddress: "",
    proxyProtocol: "none",
    names: { servers: [], minMs: 1000, maxMs: 60_000 },
    tls: undefined,
    probe: undefined,
    breaker: undefined,
    retry: testRetry,
    hedgeAfterMs: 0,
    ...change,
  };
}

/** Attempts elsewhere where nothing was sent, and no more. */
export const testRetry: RetrySettings = {
  attempts: 3,
  methods: ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"],
  statuses: [],
  reasons: [],
  perTryTimeoutMs: 0,
  budget: { percentage: 100, minimum: 1000 },
};

export function member(host: string, port: number, change: Partial<MemberAddress> = {}): MemberAddress {
  return { host, port, weight: 1, priority: 1, isTls: false, ...change };
}

/** A route by its path as the configuration spells it: `/a/*` or `/a`. */
export function route(path: string, target: TargetSpec, change: Partial<RouteSpec> = {}): RouteSpec {
  const isPrefix = path.endsWith("/*");
  return {
    name: path,
    path: { kind: isPrefix ? "prefix" : "exact", path: isPrefix ? path.slice(0, -2) : path },
    methods: [],
    headers: [],
    networks: [],
    listeners: [],
    webSocket: undefined,
    features: noFeatures,
    target,
    ...change,
  };
}

export function site(routes: readonly RouteSpec[], change: Partial<SiteSpec> = {}): SiteSpec {
  const path = defaultPathRules;
  return {
    name: "site",
    hosts: ["*"],
    listeners: [],
    path,
    rewrites: [],
    edgeRules: [],
    errors: [],
    concurrentRequests: -1,
    wafPolicy: "",
    routes,
    ...change,
  };
}

export function prefixes(...texts: string[]) {
  const entries = texts.map((text) => ({ prefix: parsed(text), value: 1 }));
  return buildPrefixTable(entries);
}

function parsed(text: string) {
  const prefix = parsePrefix(text);
  if ("error" in prefix) throw new Error(prefix.error);
  return prefix;
}

export function listener(change: Partial<ListenerSpec> = {}): ListenerSpec {
  return {
    name: "public",
    address: "127.0.0.1",
    port: 0,
    maxConnections: 1000,
    maxConnectionsPerClient: 1000,
    private: false,
    http2: false,
    http2Limits: defaultLimits.http2,
    tls: undefined,
    proxyProtocol: "off",
    screen: { allow: [], deny: [] },
    requireIdentity: undefined,
    ...change,
  };
}

export function snapshot(change: Partial<Snapshot>): Snapshot {
  return {
    generation: 1,
    nodeName: "test",
    listeners: [listener()],
    sites: [],
    pools: [],
    wafLogFormat: "json",
    functions: [],
    wafPolicies: [],
    networks: [],
    trustedHops: prefixes(),
    screen: { allow: [], deny: [] },
    countries: undefined,
    bots: noBots,
    limits: testLimits,
    accessLog: plainAccessRules,
    traces: { trustsEveryone: false, sampleRatio: 0 },
    challengeKey: "",
    debugKey: "",
    policies: noPolicies,
    apiModel: noApis,
    identity: noIdentity,
    egress: { allow: { hosts: [], prefixes: buildPrefixTable([]) }, proxy: undefined },
    ...change,
  };
}

export type TestGateway = {
  readonly gateway: Gateway;
  readonly port: number;
  /** What was recorded, in its order, copied as it was at that moment. */
  /** Of the WAF log. */
  readonly wafLines: string[];
  readonly records: AccessRecord[];
  readonly refusals: string[];
  readonly defects: unknown[];
  /** What became of copies: `site/route:outcome`. */
  readonly mirrored: string[];
  /** What members and pools were counted for, in order: `up 127.0.0.1:9001 ejected`. */
  readonly events: string[];
  /** TLS handshakes that were counted: `TLSv1.3 resumed`, `TLSv1.3 new` or `failed`. */
  readonly handshakes: string[];
  readonly warnings: LogDetails[];
  /** Lines that policies wrote. */
  readonly notes: LogDetails[];
  /** Takes over another snapshot, as a reload does. */
  apply(spec: Partial<Snapshot>): Promise<void>;
  /** Stops reading of new requests, as a full access ring does. */
  block(isBlocked: boolean): void;
  /** Waits until so many lines are recorded. */
  recorded(count: number): Promise<AccessRecord[]>;
  close(): Promise<void>;
};

/** No list has a client, and the store no subscription. */
export async function startGateway(
  spec: Partial<Snapshot>,
  engines: Partial<EngineStages> = {},
  change: Partial<Pick<GatewayPorts, "lists" | "flood" | "challenges" | "hostProofs">> = {},
): Promise<TestGateway> {
  const records: AccessRecord[] = [];
  const observed: Observed = { refusals: [], events: [], mirrored: [], handshakes: [] };
  const defects: unknown[] = [];
  const warnings: LogDetails[] = [];
  const notes: LogDetails[] = [];
  const wafLines: string[] = [];
  const deadlines = new Deadlines({ intervalMs: 20 });
  let isBlocked = false;
  let release = (): void => {};
  const ports: GatewayPorts = {
    metrics: observingMetrics(observed),
    accessLog: {
      write: (x) => records.push(copyOf(x)),
      get isBlocked() {
        return isBlocked;
      },
      whenReleased: (callback) => {
        release = callback;
      },
    },
    wafLog: { write: (lines) => wafLines.push(...lines) },
    wafCollections: new MemoryCollections(),
    deadlines,
    ...quietPorts(),
    warn: (message, details) => warnings.push({ message, ...details }),
    note: (message, details) => notes.push({ message, ...details }),
    reportDefect: (error) => defects.push(error),
    ...change,
  };
  const gateway = new Gateway({ ...noEngines, ...engines }, ports);
  await gateway.apply(snapshot(spec));
  return {
    gateway,
    port: gateway.portOf("public") ?? 0,
    records,
    ...observed,
    wafLines,
    defects,
    warnings,
    notes,
    apply: (next) => gateway.apply(snapshot(next)),
    block(value) {
      isBlocked = value;
      if (!value) release();
    },
    recorded: (count) => recordedIn(records, count),
    async close() {
      await gateway.drain(50);
      deadlines.close();
    },
  };
}

/** Nobody is banned, nobody has a subscription, and no limit is used. */
function quietPorts(): Pick<
  GatewayPorts,
  | "subscriptions"
  | "challenges"
  | "traffic"
  | "lists"
  | "flood"
  | "hostProofs"
  | "now"
  | "wallAt"
  | "newRequestId"
  | "newSpanId"
> {
  return {
    subscriptions: { table: undefined },
    challenges: { table: noChallenges },
    traffic: { ...newTestTraffic().traffic, buckets: timedBuckets() },
    lists: { decide: () => ({ kind: "none", id: 0 }) },
    flood: noFloodGate,
    hostProofs: noHostProofs,
    now: () => performance.now(),
    wallAt,
    newRequestId,
    newSpanId,
  };
}

async function recordedIn(records: AccessRecord[], count: number): Promise<AccessRecord[]> {
  for (let i = 0; i < 300 && records.length < count; i++) await new Promise((r) => setTimeout(r, 10));
  return records;
}

function copyOf(x: AccessRecord): AccessRecord {
  const { method, host, rawTarget, protocol, userAgent, referer, tlsVersion, serverName, ja4 } = x;
  const requestHeader = (key: string) => x.requestHeader(key);
  const responseHeader = (key: string) => x.responseHeader(key);
  const seen = { method, host, rawTarget, protocol, userAgent, referer, tlsVersion, serverName, ja4 };
  return { ...x, ...seen, requestHeader, responseHeader };
}

type Observed = Pick<TestGateway, "refusals" | "events" | "mirrored" | "handshakes">;

function observingMetrics({ refusals, events, mirrored, handshakes }: Observed): GatewayMetrics {
  return {
    routeMeter: () => ({ record: () => {} }),
    edgeRuleMeter: (site, rule) => ({
      record: (outcome) => events.push(`edge rule ${site}/${rule} ${outcome}`),
    }),
    shapeMeter: (site, rule, outcome) => ({
      delayed: (bytes) => bytes > 0 && events.push(`shape ${site}/${rule} ${outcome}`),
      waited: () => {},
    }),
    functionMeter: (name) => ({ ran: (outcome) => events.push(`function ${name} ${outcome}`) }),
    mirrorMeter: (site, route) => ({ record: (outcome) => mirrored.push(`${site}/${route}:${outcome}`) }),
    memberMeter: (pool, member) => ({
      answered: () => {},
      failed: (code) => events.push(`${pool} ${member} failed ${code}`),
      ejected: (isEjected) => events.push(`${pool} ${member} ${isEjected ? "ejected" : "returned"}`),
      tripped: (isOpen) => events.push(`${pool} ${member} ${isOpen ? "tripped" : "recovered"}`),
      unresolved: () => events.push(`${pool} ${member} unresolved`),
    }),
    poolMeter: (pool) => ({
      retried: (isHedge) => events.push(`${pool} ${isHedge ? "hedged" : "retried"}`),
      signed: () => undefined,
      retryDenied: () => events.push(`${pool} retry denied`),
    }),
    refusal: (stage, reason) => refusals.push(`${stage}:${reason}`),
    botClassified: (botClass) => events.push(`bot ${botClass}`),
    debugToken: (outcome) => events.push(`debug token ${outcome}`),
    wafVerdict: () => {},
    policyMetric: () => {},
    connectionOpened: () => {},
    connectionClosed: () => {},
    handshake: (_listener, version, isResumed) =>
      handshakes.push(version === "" ? "failed" : `${version} ${isResumed ? "resumed" : "new"}`),
  };
}
