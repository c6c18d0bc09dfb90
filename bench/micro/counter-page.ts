// Counting in shared memory: about what one request adds to.

import { CounterPage } from "#kernel/counter-page.ts";
import type { Prepared, Subject } from "./subject.ts";

const SERIES = 1024;
/** No power of two: neighbouring requests count in different places. */
const STRIDE = 37;

export const counterPage: Subject = { name: "counter page", prepare };

function prepare(): Prepared {
  const page = new CounterPage(CounterPage.allocate(SERIES, SERIES * 64));
  const slots = Array.from({ length: SERIES }, (_, i) =>
    page.open(`requests_total{site="shop",route="r${i}",status_class="2xx"}`),
  );
  return {
    cases: [
      { name: "add", run: (operations) => count(page, slots, operations) },
      { name: `read ${SERIES} series`, run: (operations) => readAll(page, operations) },
    ],
  };
}

function count(page: CounterPage, slots: readonly number[], operations: number): number {
  for (let i = 0; i < operations; i++) page.add(slots[(i * STRIDE) & (SERIES - 1)] ?? 0, 1);
  return page.get(0);
}

function readAll(page: CounterPage, operations: number): number {
  let sum = 0;
  for (let i = 0; i < operations; i++) for (const [, value] of page.entries()) sum += value;
  return sum;
}
