// What a driver of the fleet port gives to its conformance suite.

import type { FleetKeeper, FleetView } from "#fleet/fleet.ts";

export type FleetUnderTest = {
  /** A view as each worker has one; every call opens another, of the number given or of none before it. */
  readonly view: (worker?: number) => FleetView;
  readonly keeper: FleetKeeper;
  /** Moves both clocks of the fleet. */
  readonly advance: (ms: number) => void;
  /** Wall clock, ms since the epoch. */
  readonly wallMs: () => number;
  readonly close: () => Promise<void>;
};

/** A driver by its name, and how to start an empty fleet of it. */
export type FleetDriver = { readonly name: string; readonly open: () => Promise<FleetUnderTest> };
