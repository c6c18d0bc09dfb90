// What a node can do: as many orders a second as it answers while it is asked for more.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Bed } from "../load/bed.ts";
import { orderRequest } from "../load/flood-request.ts";
import { runWrk } from "../load/wrk.ts";
import { BODY_BYTES, startFloodNode } from "./flood-bed.ts";

const CONNECTIONS = 64;
const WARM_UP_SECONDS = 12;
const SECONDS = 6;
const SETTLE_MS = 500;
/** Different ones: what the WAF has seen it knows. */
const ORDERS = 2000;

/** Requests per second, of a node like those under test but for the protection against floods. */
export async function measureCapacity(bed: Bed): Promise<number> {
  const node = await startFloodNode(bed, "capacity", "off");
  const file = join(bed.directory, "order");
  const orders = Array.from({ length: ORDERS }, (_, i) => `${orderRequest(i, BODY_BYTES)}\0`);
  writeFileSync(file, orders.join(""), "latin1");
  const run = {
    url: `http://127.0.0.1:${node.port}`,
    shape: "flood-order",
    environment: { FLOOD_ORDER: file },
    connections: CONNECTIONS,
    core: bed.seats.client,
    answerBytes: 1,
  };
  await runWrk({ ...run, seconds: WARM_UP_SECONDS });
  await sleep(SETTLE_MS);
  const { requests, durationMicros } = await runWrk({ ...run, seconds: SECONDS });
  await node.stop();
  return (requests * 1e6) / durationMicros;
}
