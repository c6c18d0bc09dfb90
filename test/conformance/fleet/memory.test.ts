// The memory driver passes the suites that every driver of the fleet port passes.

import { allocateFleet, openFleetKeeper, openFleetView, seedFleet } from "#fleet/memory-fleet.ts";
import { bucketSuite } from "./bucket-suite.ts";
import { counterSuite } from "./counter-suite.ts";
import type { FleetDriver } from "./fleet-driver.ts";
import { listSuite } from "./list-suite.ts";
import { permitSuite } from "./permit-suite.ts";

/** Numbers of views that tests do not name. */
const FIRST_UNNAMED = 16;

const memory: FleetDriver = {
  name: "memory",
  open: async () => {
    const shared = allocateFleet({ maxWindows: 1024, maxQuotas: 1024, maxListEntries: 1024 });
    seedFleet(shared, [0x1234, 0x5678]);
    let views = 0;
    let nowMs = 1_790_000_000_123;
    const clock = { wallMs: () => nowMs, monotonicMs: () => nowMs - 1_780_000_000_000 };
    return {
      view: (worker) => openFleetView(shared, worker ?? FIRST_UNNAMED + views++, clock),
      keeper: openFleetKeeper(shared, clock),
      advance: (ms) => {
        nowMs += ms;
      },
      wallMs: clock.wallMs,
      close: async () => undefined,
    };
  },
};

counterSuite(memory);
listSuite(memory);
permitSuite(memory);
bucketSuite(memory);
