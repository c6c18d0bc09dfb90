// The whole configuration compiled: plain data that crosses threads by structured clone. Workers build
// their tables from it; nothing in it is a function or a class.

import type { BotSettings } from "#bot/bot-settings.ts";
import type { PathRules } from "#http/path.ts";
import type { Template } from "#http/template.ts";
import type { PrefixTable } from "#kernel/prefix-set.ts";
import type { AddressListTable } from "#network/address-list.ts";
import type { AccessRules } from "#telemetry/access-rules.ts";
import type { EgressSettings } from "#upstream/egress.ts";
import type { PoolSettings } from "#upstream/pool.ts";
import type { ProbeSettings } from "#upstream/probe.ts";
import type { WafLogFormat } from "#waf/waf.ts";
import type { AffinitySpec } from "./affinity-spec.ts";
import type { ApiModelSpec } from "./api-spec.ts";
import type { EdgeRuleSpec } from "./edge-rule-spec.ts";
import type { ErrorSpec } from "./error-spec.ts";
import type { RouteFeatures } from "./feature-spec.ts";
import type { FunctionSpec } from "./function-spec.ts";
import type { GuardDocumentName, GuardDocuments, GuardIdentitySpec } from "./guard-identity-spec.ts";
import type { NodeIdentitySpec } from "./identity-spec.ts";
import type { ListenerSpec, ScreenSpec } from "./listener-spec.ts";
import type { PolicySpec } from "./policy-spec.ts";
import type { RewriteSpec } from "./rewrite-spec.ts";
import type { WafPolicySpec } from "./waf-spec.ts";

export type Snapshot = {
  /** Rises by one with every configuration that was accepted. */
  readonly generation: number;
  readonly nodeName: string;
  readonly listeners: readonly ListenerSpec[];
  readonly sites: readonly SiteSpec[];
  readonly pools: readonly PoolSpec[];
  /** Named networks in the order of their ids: a route names them by index. */
  readonly networks: readonly NetworkSpec[];
  readonly trustedHops: PrefixTable;
  /** Of every listener. */
  readonly screen: ScreenSpec;
  /** Which country an address is in, by numbers of country-table; undefined where nobody asks. */
  readonly countries: PrefixTable | undefined;
  readonly bots: BotSettings;
  readonly limits: LimitSpec;
  readonly accessLog: AccessRules;
  readonly wafLogFormat: WafLogFormat;
  /** What edge rules run. */
  readonly functions: readonly FunctionSpec[];
  readonly wafPolicies: readonly WafPolicySpec[];
  readonly policies: PolicySpec;
  readonly apiModel: ApiModelSpec;
  readonly identity: NodeIdentitySpec;
  /** Signs challenges of edge rules; empty where nobody passes one. */
  readonly challengeKey: string;
  /** Signs debug tokens; empty where none counts. */
  readonly debugKey: string;
  readonly traces: TraceSpec;
  /** Where policies may call. */
  readonly egress: EgressSettings;
  /** What guards of backends are told of the node; undefined where no route tells it. */
  readonly guardIdentity?: GuardIdentitySpec | undefined;
  /** The same, signed: control completes it. */
  readonly guardDocuments?: GuardDocuments | undefined;
};

/** What a feed holds comes beside the snapshot: here its table is empty. */
export type NetworkSpec = {
  readonly name: string;
  readonly isFeed: boolean;
  readonly table: AddressListTable;
};

export type SiteSpec = {
  readonly name: string;
  /** Lower-case host names: exact, `*.suffix`, or `*` for every other host. */
  readonly hosts: readonly string[];
  /** Listener names; empty means all. */
  readonly listeners: readonly string[];
  readonly path: PathRules;
  /** Run before the route's own. */
  readonly rewrites: readonly RewriteSpec[];
  /** Asked before any engine, in this order. */
  readonly edgeRules: readonly EdgeRuleSpec[];
  /** Asked after the route's own. */
  readonly errors: readonly ErrorSpec[];
  /** Requests that one worker has under way on all its routes; -1 for any number. */
  readonly concurrentRequests: number;
  /** Of requests that reach no route; empty for none. */
  readonly wafPolicy: string;
  readonly routes: readonly RouteSpec[];
};

export type RouteSpec = {
  readonly name: string;
  readonly path: RoutePath;
  /** Empty means any. */
  readonly methods: readonly string[];
  readonly headers: readonly HeaderMatch[];
  /** Indexes into `Snapshot.networks`, any of which must hold the client; empty means any client. */
  readonly networks: readonly number[];
  /** Listener names; empty means all. */
  readonly listeners: readonly string[];
  /** Undefined: WebSocket does not pass. */
  readonly webSocket: WebSocketSpec | undefined;
  readonly features: RouteFeatures;
  readonly target: TargetSpec;
};

/** Of a route that lets WebSocket pass; a connection that is silent both ways for so long is closed. */
export type WebSocketSpec = { readonly idleTimeoutMs: number };

/**
 * `/a/*` is a prefix at a segment boundary (`/a` and `/a/b`, not `/ab`); everything else is exact. The path
 * of a prefix stands here without its `/*`: `/a` for `/a/*`, and the empty string for `/*`.
 */
export type RoutePath = { readonly kind: "exact" | "prefix"; readonly path: string };

/** Lower-case key; a value of undefined asks only that the field is there. */
export type HeaderMatch = { readonly key: string; readonly value: string | undefined };

export type TargetSpec =
  | { readonly kind: "pool"; readonly pool: string }
  | {
      readonly kind: "redirect";
      readonly status: number;
      readonly location: Template;
      readonly keepsQuery: boolean;
    }
  | {
      readonly kind: "respond";
      readonly status: number;
      readonly contentType: string;
      /** Latin1 string of the bytes to send. */
      readonly body: string;
    }
  | { readonly kind: "sinkpool"; readonly name: string; readonly status: number }
  | { readonly kind: "guard"; readonly document: GuardDocumentName }
  | { readonly kind: "reports" };

export type PoolSpec = Omit<PoolSettings, "limits"> & {
  /** From the request sent to the head of the response. */
  readonly responseTimeoutMs: number;
  /** Between two reads of a response body. */
  readonly bodyTimeoutMs: number;
  /** An idle kept-alive connection is closed after it. */
  readonly idleTimeoutMs: number;
  /** Undefined: the members' health is learned from requests alone. */
  readonly probe: ProbeSettings | undefined;
  readonly affinity: AffinitySpec | undefined;
  /** That its guards sign reports with; undefined where none are taken. */
  readonly reportSecret?: string | undefined;
};

export type LimitSpec = {
  readonly requestLineBytes: number;
  readonly headBytes: number;
  readonly headerCount: number;
  readonly bodyBytes: number;
  readonly headTimeoutMs: number;
  /** Between two reads of a request body, or two writes of a response to a slow reader. */
  readonly bodyTimeoutMs: number;
  /** From the first byte of a request to the last of its body, pauses of ours left out. */
  readonly requestTimeoutMs: number;
  /** A kept-alive connection without a request. */
  readonly idleTimeoutMs: number;
  /** The longest silence of what is silent by nature, either way: server-sent events and gRPC. */
  readonly streamTimeoutMs: number;
  readonly drainTimeoutMs: number;
};

export type TraceSpec = {
  /** Whether the traceparent of every client is believed, or only that of trusted hops. */
  readonly trustsEveryone: boolean;
  /** Share of the traces begun here that are sampled, 0 to 1. */
  readonly sampleRatio: number;
};
