// What the shared state of a node costs a request: taking from a counter, and deciding about a client.

import type { ClientLists } from "#fleet/client-lists.ts";
import type { Counters } from "#fleet/counters.ts";
import { allocateFleet, openFleetKeeper, openFleetView, seedFleet } from "#fleet/memory-fleet.ts";
import { parsePrefix } from "#kernel/address.ts";
import type { Prepared, Subject } from "./subject.ts";

const KEYS = 16_384;
const ENTRIES = 100_000;
const TAKE_BUDGET_NS = 1000;
const DECIDE_BUDGET_NS = 500;
const WINDOW_MS = 60_000;

export const fleet: Subject = { name: "fleet", prepare };

function prepare(): Prepared {
  const memory = allocateFleet();
  seedFleet(memory, [0x2545f491, 0x1e3779b9]);
  const { counters, lists } = openFleetView(memory, 0);
  const keys = Array.from({ length: KEYS }, (_, i) => `route:orders|client:203.0.${i >> 8}.${i & 255}`);
  fillLists(openFleetKeeper(memory).lists);
  const ipv4 = Array.from({ length: KEYS }, (_, i) => `10.${i & 7}.${i >> 8}.${i & 255}`);
  const ipv6 = Array.from({ length: KEYS }, (_, i) => `2001:db8:${i.toString(16)}::${(i & 7).toString(16)}`);
  const empty = openFleetView(allocateFleet({ maxWindows: 64, maxQuotas: 64, maxListEntries: 64 }), 0).lists;
  return {
    cases: [
      { name: "take", run: (n) => take(counters, keys, 2 ** 30, n), budgetNs: TAKE_BUDGET_NS },
      { name: "take, refused", run: (n) => take(counters, keys, 1, n), budgetNs: TAKE_BUDGET_NS },
      { name: "refund", run: (n) => refund(counters, keys, n), budgetNs: TAKE_BUDGET_NS },
      { name: "decide, no entry", run: (n) => decide(empty, ipv4, n), budgetNs: DECIDE_BUDGET_NS },
      {
        name: `decide, IPv4 among ${ENTRIES} entries of 3 lengths`,
        run: (n) => decide(lists, ipv4, n),
        budgetNs: DECIDE_BUDGET_NS,
      },
      {
        name: `decide, IPv6 among ${ENTRIES} entries of 3 lengths`,
        run: (n) => decide(lists, ipv6, n),
        budgetNs: DECIDE_BUDGET_NS,
      },
    ],
  };
}

/** Half of each family, a third of each length, no two the same. */
function fillLists(lists: ReturnType<typeof openFleetKeeper>["lists"]): void {
  for (let id = 1; id <= ENTRIES; id++) {
    const prefix = parsePrefix(id % 2 === 0 ? ipv4Entry(id) : ipv6Entry(id));
    if ("error" in prefix) throw new Error(prefix.error);
    lists.put({ id, list: "bans", subject: { kind: "prefix", prefix }, untilMs: Number.POSITIVE_INFINITY });
  }
}

function ipv4Entry(id: number): string {
  if (id % 3 === 0) return `${100 + (id >> 16)}.${(id >> 8) & 255}.${id & 255}.0/24`;
  if (id % 3 === 1) return `10.${(id >> 13) & 255}.${(id >> 5) & 255}.${(id & 31) << 3}/29`;
  return `10.${id >> 16}.${(id >> 8) & 255}.${id & 255}`;
}

function ipv6Entry(id: number): string {
  const groups = `2001:db${(id >> 16).toString(16)}:${(id & 0xffff).toString(16)}`;
  if (id % 3 === 0) return `${groups}::/48`;
  return id % 3 === 1 ? `${groups}:1::/64` : `${groups}::5`;
}

function take(counters: Counters, keys: readonly string[], limit: number, operations: number): number {
  let granted = 0;
  for (let i = 0; i < operations; i++) {
    const verdict = counters.take(keys[i & (KEYS - 1)] ?? "", limit, WINDOW_MS, 1, "block");
    if (!(verdict instanceof Promise) && verdict.allowed) granted++;
  }
  return granted;
}

function refund(counters: Counters, keys: readonly string[], operations: number): number {
  for (let i = 0; i < operations; i++) void counters.refund(keys[i & (KEYS - 1)] ?? "", WINDOW_MS, 1);
  return operations;
}

function decide(lists: ClientLists, addresses: readonly string[], operations: number): number {
  let banned = 0;
  for (let i = 0; i < operations; i++) banned += lists.decide(addresses[i & (KEYS - 1)] ?? "").id & 1;
  return banned;
}
