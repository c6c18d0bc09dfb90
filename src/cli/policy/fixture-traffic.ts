// Counters, permits and caches of one tested call: they begin empty, and nobody else uses them.

import { randomInt } from "node:crypto";
import { allocateFleet, openFleetView, seedFleet } from "#fleet/memory-fleet.ts";
import type { PolicyPorts } from "#policy/plans.ts";
import { openTraffic, type Traffic } from "#traffic/traffic.ts";

const UINT32_COUNT = 2 ** 32;

const sizes = { maxWindows: 256, maxQuotas: 256, maxListEntries: 64, maxPermitKeys: 64, maxPermitHolders: 2 };

type TrafficPorts = Traffic & Pick<PolicyPorts, "unitsFor" | "movedBytes" | "metric">;

export function fixtureTraffic(): TrafficPorts {
  const memory = allocateFleet(sizes);
  seedFleet(memory, [randomInt(UINT32_COUNT), randomInt(UINT32_COUNT)]);
  const clock = { wallMs: () => Date.now(), monotonicMs: () => performance.now() };
  return {
    ...openTraffic(openFleetView(memory, 0, clock), clock),
    unitsFor: (_call, units) => units,
    movedBytes: ({ request, response }) => request.body.lengthBytes + (response?.body.lengthBytes ?? 0),
    metric: (call, { name, value }) => call.note(name, String(value)),
  };
}
