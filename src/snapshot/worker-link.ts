// What threads of one node say to each other. Control sends snapshots over a port of its own to each
// gateway worker; the supervisor starts, drains and replaces threads and owns the shared memory, so that
// it outlives any of them.

import type { MessagePort } from "node:worker_threads";
import type { AcmeSpec } from "#acme/acme-spec.ts";
import type { HostAnswer, HostQuestion } from "#bot/proof-memory.ts";
import type { VaultPlace } from "#config/vault-place.ts";
import type { FleetMemory } from "#fleet/memory-fleet.ts";
import type { FloodMemory } from "#flood/flood-memory.ts";
import type { FloodSettings } from "#flood/flood-watch.ts";
import type { GuardReport } from "#guard/report-message.ts";
import type { AddressListTable } from "#network/address-list.ts";
import type { SubscriptionTable } from "#subscription/subscription.ts";
import type { EgressSettings } from "#upstream/egress.ts";
import type { MemberHealth } from "#upstream/health-prober.ts";
import type { ChallengeTable } from "./challenge-spec.ts";
import type { FeedSpec } from "./feed-spec.ts";
import type { GeoParts } from "./geo-parts.ts";
import type { Snapshot } from "./snapshot.ts";
import type { TelemetrySpec } from "./telemetry-spec.ts";

/** Shared memory of one gateway worker: written by the worker, read by control. */
export type WorkerMemory = {
  /** A `ByteRing` of access lines, each ending in a line feed. */
  readonly accessRing: SharedArrayBuffer;
  /** A `ByteRing` of lines of the WAF log. */
  readonly wafRing: SharedArrayBuffer;
  /** A `CounterPage` of the worker's metrics. */
  readonly counters: SharedArrayBuffer;
};

/** `workerData` of a gateway worker. `link` is its port to control. */
export type GatewayWorkerData = {
  readonly role: "gateway";
  readonly index: number;
  readonly memory: WorkerMemory;
  /** Shared by the whole node. */
  readonly fleet: FleetMemory;
  readonly flood: FloodMemory;
  readonly link: MessagePort;
};

/** control → gateway worker, over the link. */
export type ToGateway =
  | { readonly kind: "snapshot"; readonly snapshot: Snapshot }
  /** What health checks found: every member on which they agree. Of the others nothing new is known. */
  | { readonly kind: "health"; readonly members: readonly MemberHealth[] }
  /** The subscriptions that are kept, beside those of the snapshot: all of them. */
  | { readonly kind: "subscriptions"; readonly table: SubscriptionTable }
  /** What feeds hold, in the place of what those networks held. */
  | { readonly kind: "feeds"; readonly feeds: readonly FeedTable[] }
  /** What name servers said of an address that claims to be a good bot's. */
  | { readonly kind: "host-answer"; readonly answer: HostAnswer }
  /** The challenges that are under way: all of them. `turn` is told back when they are in force. */
  | { readonly kind: "challenges"; readonly table: ChallengeTable; readonly turn: number };

/** A network of the snapshot, and what its feed holds. */
export type FeedTable = { readonly network: string; readonly table: AddressListTable };

/** gateway worker → control, over the link. */
export type FromGateway =
  | { readonly kind: "applied"; readonly generation: number }
  /** The snapshot could not be taken over (an address in use, say): the old one serves on. */
  | { readonly kind: "refused"; readonly generation: number; readonly message: string }
  | { readonly kind: "challenges-taken"; readonly turn: number }
  /** An address claims to be a good bot's: the answer goes to every worker. */
  | { readonly kind: "host-question"; readonly question: HostQuestion }
  /** A guard of the pool's members reported, and has its secret. */
  | { readonly kind: "guard-report"; readonly pool: string; readonly report: GuardReport };

/** supervisor → gateway worker, over its parent port. */
export type SupervisorToGateway =
  | { readonly kind: "drain"; readonly timeoutMs: number }
  /** Control died and was replaced: snapshots come over this port from now on. */
  | { readonly kind: "link"; readonly link: MessagePort };

/** gateway worker → supervisor. After `drained` the worker has no connection left and exits by itself. */
export type GatewayToSupervisor = { readonly kind: "drained"; readonly cutConnections: number };

/** What an accepted configuration means to the node as a whole. */
export type NodePlan = {
  readonly snapshot: Snapshot;
  /** What its tables of places were made of. */
  readonly geo: GeoParts;
  readonly feeds: readonly FeedSpec[];
  /** Gateway workers; a change takes a restart of the node. */
  readonly workers: number;
  readonly admin: AdminSpec;
  /** Signs what the configuration gives no key for; made when the node starts, and kept until it ends. */
  readonly nodeKey: string;
  readonly telemetry: TelemetrySpec;
  /** Where the embedded store is; a change takes a restart of the node. */
  readonly storePath: string;
  readonly flood: FloodSettings;
  /** Where the node itself may call. */
  readonly egress: EgressSettings;
  readonly secrets: SecretSpec;
  readonly acme: AcmePlan;
  /** Undefined: the node audits nothing by itself. */
  readonly auditSchedule?: AuditSchedule | undefined;
};

/** When backends are asked around the gateway. */
export type AuditSchedule = {
  readonly lightMs: number;
  readonly fullMs: number;
  readonly onChange: boolean;
};

/** What is to be issued, and the folder where it is kept. */
export type AcmePlan = { readonly folder: string; readonly certificates: readonly AcmeSpec[] };

/** Where the node's own secrets are, and how often those of others are asked for. */
export type SecretSpec = { readonly vault: VaultPlace | undefined; readonly refreshMs: number };

/** Where the admin listener is, and the hosts that it answers for (DNS rebinding). */
export type AdminSpec = {
  readonly address: string;
  readonly port: number;
  readonly hosts: readonly string[];
};

/** `workerData` of the control worker. */
export type ControlWorkerData = {
  readonly role: "control";
  readonly configFile: string;
  /** The program's entry, for threads of control's own. */
  readonly entry: string;
  readonly fleet: FleetMemory;
  readonly flood: FloodMemory;
  /** `CounterPage`s that outlive control: its own, and the supervisor's. */
  readonly counters: SharedArrayBuffer;
  readonly supervisorCounters: SharedArrayBuffer;
  /** What the node runs by, where this control worker replaces one that died. */
  readonly plan: NodePlan | undefined;
};

/** supervisor → control, over its parent port. */
export type SupervisorToControl =
  /** A gateway worker was started; control sends it the snapshot, and drains its ring from now on. */
  | {
      readonly kind: "gateway";
      readonly index: number;
      readonly memory: WorkerMemory;
      readonly link: MessagePort;
    }
  /** The worker died; its memory still has lines to drain and counters to show. */
  | { readonly kind: "gateway-gone"; readonly index: number }
  | { readonly kind: "reload" }
  | { readonly kind: "reopen-logs" }
  /** The node is not ready any more. */
  | { readonly kind: "drain" }
  /** Nobody writes lines any more: flush them and answer `stopped`. */
  | { readonly kind: "stop"; readonly timeoutMs: number };

/** control → supervisor. */
export type ControlToSupervisor =
  /** A configuration was accepted: the first, or a newer one. */
  | { readonly kind: "plan"; readonly plan: NodePlan }
  /** The first configuration cannot be run by; `text` is for a person. */
  | { readonly kind: "start-failed"; readonly reason: StartFailure; readonly text: string }
  /** For the first time all workers serve the current generation. */
  | { readonly kind: "ready"; readonly generation: number }
  | { readonly kind: "stopped" };

/** What kept a node from starting: its configuration, an address in use, a file that cannot be written. */
export type StartFailure = "configuration" | "address" | "output" | "thread";
