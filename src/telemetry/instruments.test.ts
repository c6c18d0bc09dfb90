import assert from "node:assert/strict";
import { test } from "node:test";
import { Counter, Gauge, type SlotPage } from "./instruments.ts";

/** Tells what is written to it. */
function recordingPage(): { readonly page: SlotPage; readonly calls: string[] } {
  const calls: string[] = [];
  const page: SlotPage = {
    open: () => 0,
    add: (slot, amount) => calls.push(`add ${slot} ${amount}`),
    set: (slot, value) => calls.push(`set ${slot} ${value}`),
    entries: () => [],
  };
  return { page, calls };
}

test("a counter adds to its slot, a gauge is set as well", () => {
  const { page, calls } = recordingPage();
  new Counter(page, 0).add(2);
  const gauge = new Gauge(page, 3);
  gauge.add(-1);
  gauge.set(7);
  assert.deepEqual(calls, ["add 0 2", "add 3 -1", "set 3 7"]);
});

test("without room in the page nothing is counted", () => {
  const { page, calls } = recordingPage();
  new Counter(page, -1).add(1);
  const gauge = new Gauge(page, -1);
  gauge.add(1);
  gauge.set(1);
  assert.deepEqual(calls, []);
});
