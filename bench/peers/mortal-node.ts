// A whole node whose gateway workers can be killed: SIGUSR2 kills the next one in turn, as a defect would.
// Run as `node mortal-node.ts CONFIG`.

import { BroadcastChannel } from "node:worker_threads";
import { Supervisor } from "#supervisor/supervisor.ts";
import { createLog } from "#telemetry/log.ts";
import type { Death } from "../../test/harness/mortal-entry.ts";

const WORKERS = 2;
const [configFile = ""] = process.argv.slice(2);

const name = `portcullis-bench-${process.pid}`;
process.env["PORTCULLIS_TEST_CHANNEL"] = name;
const channel = new BroadcastChannel(name);
channel.unref();

const supervisor = new Supervisor({
  configFile,
  entry: new URL("../../test/harness/mortal-entry.ts", import.meta.url),
  log: createLog("supervisor", {
    write: (text) => process.stderr.write(text),
    isHuman: false,
    level: "error",
  }),
  onReady: () => {},
});

let next = 0;
process.on("SIGUSR2", () => {
  channel.postMessage({ thread: `gateway ${next}` } satisfies Death);
  next = (next + 1) % WORKERS;
});
process.on("SIGTERM", () => supervisor.stop());
await supervisor.run();
