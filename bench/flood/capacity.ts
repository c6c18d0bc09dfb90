// What a node can do: as many orders a second as it answers while it is asked for more.

import { setTimeout as sleep } from "node:timers/promises";
import type { Bed } from "../load/bed.ts";
import { runWrk } from "../load/wrk.ts";
import { startFloodNode } from "./flood-bed.ts";

const CONNECTIONS = 64;
const WARM_UP_SECONDS = 12;
const SECONDS = 6;
const SETTLE_MS = 500;

/** Requests per second, of a node like those under test but for the protection against floods. */
export async function measureCapacity(bed: Bed): Promise<number> {
  const node = await startFloodNode(bed, "capacity", "off");
  const run = {
    url: `http://127.0.0.1:${node.port}`,
    shape: "waf-post",
    connections: CONNECTIONS,
    core: bed.cores.client,
    answerBytes: 1,
  };
  await runWrk({ ...run, seconds: WARM_UP_SECONDS });
  await sleep(SETTLE_MS);
  const { requests, durationMicros } = await runWrk({ ...run, seconds: SECONDS });
  await node.stop();
  return (requests * 1e6) / durationMicros;
}
