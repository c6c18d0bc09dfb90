// What shaping costs where the buckets have enough for everybody: a request that a rule shapes, with a small
// answer, and a read of a large body.

import { allocateFleet, openFleetView, seedFleet } from "#fleet/memory-fleet.ts";
import { EdgeShape } from "#gateway/edge/edge-shape.ts";
import { EdgeView } from "#gateway/edge/edge-view.ts";
import { FlowBucket } from "#gateway/shape/flow-bucket.ts";
import { ShapedFlow } from "#gateway/shape/shaped-flow.ts";
import { Shaping } from "#gateway/shape/shaping.ts";
import { wholeBody } from "#http/body.ts";
import { Exchange } from "#http/exchange.ts";
import { readWholeRequest } from "#http/whole-request.ts";
import { Deadlines } from "#kernel/deadlines.ts";
import type { Prepared, Subject } from "./subject.ts";

const CLIENTS = 4096;
const READ = "x".repeat(65_536);
/** Never empty: what is measured is passing. */
const PLENTY = { bytesPerSecond: 2 ** 50, capacityBytes: 2 ** 30 };
const BUDGET_NS = 5000;

export const shaping: Subject = { name: "shaping", prepare };

const meter = { delayed: (): void => undefined, waited: (): void => undefined };

function prepare(): Prepared {
  const memory = allocateFleet();
  seedFleet(memory, [0x2545f491, 0x1e3779b9]);
  const { buckets } = openFleetView(memory, 0);
  const ports = { buckets, deadlines: new Deadlines(), now: () => performance.now() };
  return {
    cases: [
      { name: "a request with a small answer", run: requests(ports), budgetNs: BUDGET_NS },
      { name: "a read of 64 KiB", run: reads(ports), budgetNs: BUDGET_NS },
    ],
  };
}

type Ports = ConstructorParameters<typeof FlowBucket>[2];

function requests(ports: Ports): (operations: number) => number {
  const view = new EdgeView();
  const terms = { downloadBytes: 2 ** 30, uploadBytes: 0, burstBytes: 2 ** 30, timesPerAddress: 0 };
  const spec = { ...terms, by: [{ name: "client.address", key: "" } as const] };
  const shape = new EdgeShape("site", { name: "fair", isDryRun: false }, spec, view, meter, ports);
  const { head } = readWholeRequest("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n");
  const x = Object.assign(new Exchange(head, wholeBody(""), "1"), {
    matched: undefined,
    judgeBot: () => undefined,
  });
  return (operations) => {
    let admitted = 0;
    for (let i = 0; i < operations; i++) {
      x.clientAddress = `10.0.${(i & (CLIENTS - 1)) >> 8}.${i & 255}`;
      view.look(x);
      const own = new Shaping();
      void shape.apply(view, x.body, own);
      if (own.admitsWhole(1)) admitted++;
      own.close();
    }
    return admitted;
  };
}

function reads(ports: Ports): (operations: number) => number {
  const bucket = new FlowBucket({ key: "k", ...PLENTY }, meter, ports);
  let passed = 0;
  const flow = new ShapedFlow(bucket, {
    pass: (bytes) => {
      passed += bytes.length;
      return true;
    },
    emptied: () => undefined,
    waited: () => undefined,
  });
  return (operations) => {
    for (let i = 0; i < operations; i++) {
      if (!flow.push(READ)) flow.drop();
    }
    return passed;
  };
}
