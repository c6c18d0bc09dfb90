// Writes bans into a store, as control does, some at a time, and says on its standard output which were
// acknowledged. Meant to be killed. Arguments: the store's path, the run, how many writes.

import { writeSync } from "node:fs";
import { StoreClient } from "#store/store-client.ts";

const AT_ONCE = 8;
const STDOUT = 1;

const [path = "", run = "", count = "0"] = process.argv.slice(2);
const entry = new URL("../../src/main.ts", import.meta.url);
const opened = Promise.withResolvers<void>();
const client = new StoreClient({
  entry,
  path,
  onHealth: (health) => (health.kind === "open" ? opened.resolve() : opened.reject(health.error)),
});
client.open();
await opened.promise;

let next = 0;
const clock = new Int32Array(new SharedArrayBuffer(4));

/** At once, and whole: the reader may be behind, and then the pipe takes nothing for a while. */
function tell(line: string): void {
  for (let rest = Buffer.from(line); rest.length > 0; ) {
    try {
      rest = rest.subarray(writeSync(STDOUT, rest));
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error;
      Atomics.wait(clock, 0, 0, 1);
    }
  }
}

async function write(): Promise<void> {
  while (next < Number(count)) {
    const subject = `client:${run}-${next++}`;
    await client.entries.put({
      list: "bans",
      kind: "key",
      subject,
      origin: "bench",
      reason: "killed while writing",
      createdAtMs: Date.now(),
      untilMs: undefined,
    });
    // What is acknowledged must be known to have been, whatever comes.
    tell(`${subject}\n`);
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, write));
await client.close();
