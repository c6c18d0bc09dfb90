// What a plan needs of the world. The gateway binds it; tools and tests give their own.

import type { CallLimits } from "#kernel/call-limits.ts";
import type { World } from "../expressions.ts";
import type { ResponseCache, SemanticCache, ValueCache } from "./cache-ports.ts";
import type { ContractPort } from "./contract-port.ts";
import type { IdentityPorts } from "./identity-ports.ts";
import type { BackendCertificate, BackendProxy, PolicyCall } from "./policy-call.ts";
import type { PolicyResponse } from "./policy-message.ts";

export type ForwardOptions = {
  /** Until the head of the response, ms. */
  readonly timeoutMs: number;
  readonly followsRedirects: boolean;
  readonly buffersRequestBody: boolean;
};

/** A request of a policy's own. */
export type OutboundRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  /** One char per byte. */
  readonly body: string;
  readonly timeoutMs: number;
  /** The address stands in the document itself: it may be inside, where the egress rules say so. */
  readonly isNamed: boolean;
  /** Shown at the TLS handshake; absent for none. */
  readonly certificate?: BackendCertificate;
  /** PEM of the authorities that the server is believed by; absent or empty for the usual ones. */
  readonly ca?: string;
  /** Leads there by a tunnel, whatever the configuration's own proxy is; absent for the usual way. */
  readonly proxy?: BackendProxy;
  /** Of the backend that `url` is of: its pool chooses which member is asked. */
  readonly backendId?: string;
  /** Nobody wants the answer any more. */
  readonly signal?: AbortSignal | undefined;
};

/** A backend of the configuration that a policy calls on its own account. */
export type NamedService = {
  readonly id: string;
  /** Scheme, host, port and path, without a slash at its end; of a pool of several, those of one member. */
  readonly url: string;
  /** Credentials, for every request to it. */
  readonly headers: readonly (readonly [string, string])[];
  readonly query: readonly (readonly [string, string])[];
  /** PEM; empty for the usual authorities. */
  readonly ca: string;
  /** The node has a source of tokens, for a backend that has no credentials. */
  readonly hasTokens: boolean;
};

export type PolicyPorts = {
  readonly world: World;
  /** Monotonic ms. */
  readonly now: () => number;
  readonly delay: (ms: number) => Promise<void>;
  /**
   * Sends the call's request to its backend and gives the response.
   * @throws PolicyFailure BackendConnectionFailure, ClientConnectionFailure, Timeout
   */
  readonly forward: (call: PolicyCall, options: ForwardOptions) => Promise<PolicyResponse>;
  /**
   * Calls out through the egress client.
   * @throws PolicyFailure where there is no answer, or no certificate of that name
   */
  readonly fetch: (request: OutboundRequest) => Promise<PolicyResponse>;
  /** @throws PolicyFailure where there is no backend of that id */
  readonly service: (id: string) => NamedService;
  /** Has the whole of a message's body gathered; a promise only where it must wait. */
  readonly gather: (call: PolicyCall, whose: "request" | "response") => undefined | Promise<void>;
  /** What APIs promise. */
  readonly contract: ContractPort;
  /** A line of the policy `trace`. */
  readonly trace: (call: PolicyCall, line: TraceLine) => void;
  readonly identity: IdentityPorts;
  /** Counts calls, for all workers of the node. */
  readonly limits: CallLimits;
  /** What this caller gets of a limit of so many units: less where the caller is a risk. */
  readonly unitsFor: (call: PolicyCall, units: number) => number;
  /** Bytes of both bodies that the call has moved so far; when it is released, all of them. */
  readonly movedBytes: (call: PolicyCall) => number;
  readonly permits: CallPermits;
  readonly values: ValueCache;
  readonly responses: ResponseCache;
  readonly semantic: SemanticCache;
  /** Something that a policy measured. */
  readonly metric: (call: PolicyCall, sample: MetricSample) => void;
  /** A message of the policy `log-to-eventhub`. */
  readonly log: (call: PolicyCall, message: LoggerMessage) => void;
  /** A body on its way to the client is cut: why, for the log. */
  readonly cut: (call: PolicyCall, detail: string) => void;
  /** A defect of ours in what no call waits for: it is told, and ends nothing. */
  readonly reportDefect: (call: PolicyCall, error: unknown) => void;
};

export type LoggerMessage = {
  readonly loggerId: string;
  /** Number or key; undefined where the logger chooses. */
  readonly partition: string | undefined;
  readonly message: string;
};

export interface CallPermits {
  /** One of so many permits of a key, or undefined where all are taken. Never waits. */
  acquire(key: string, limit: number, whenLost: "pass" | "block"): { release(): void } | undefined;
}

export type MetricSample = {
  readonly namespace: string;
  readonly name: string;
  readonly value: number;
  readonly dimensions: readonly (readonly [name: string, value: string])[];
};

export type TraceLine = {
  readonly source: string;
  readonly severity: "verbose" | "information" | "error";
  readonly message: string;
  readonly metadata: ReadonlyMap<string, string>;
};
