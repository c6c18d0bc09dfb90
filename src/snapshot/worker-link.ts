// What threads of one node say to each other. Control sends snapshots over a port of its own to each
// gateway worker; the supervisor starts, drains and replaces threads and owns the shared memory, so that
// it outlives any of them.

import type { MessagePort } from "node:worker_threads";
import type { Snapshot } from "./snapshot.ts";

/** Shared memory of one gateway worker: written by the worker, read by control. */
export type WorkerMemory = {
  /** A `ByteRing` of access lines, each ending in a line feed. */
  readonly accessRing: SharedArrayBuffer;
  /** A `CounterPage` of the worker's metrics. */
  readonly counters: SharedArrayBuffer;
};

/** `workerData` of a gateway worker. `link` is its port to control. */
export type GatewayWorkerData = {
  readonly role: "gateway";
  readonly index: number;
  readonly memory: WorkerMemory;
  readonly link: MessagePort;
};

/** control → gateway worker, over the link. */
export type ToGateway = { readonly kind: "snapshot"; readonly snapshot: Snapshot };

/** gateway worker → control, over the link. */
export type FromGateway =
  | { readonly kind: "applied"; readonly generation: number }
  /** The snapshot could not be taken over (an address in use, say): the old one serves on. */
  | { readonly kind: "refused"; readonly generation: number; readonly message: string };

/** supervisor → gateway worker, over its parent port. */
export type SupervisorToGateway = { readonly kind: "drain"; readonly timeoutMs: number };

/** gateway worker → supervisor. After `drained` the worker has no connection left and exits by itself. */
export type GatewayToSupervisor = { readonly kind: "drained"; readonly cutConnections: number };
