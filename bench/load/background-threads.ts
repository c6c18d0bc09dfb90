// The compiler and the collector of a client's own program work in threads beside it, in pieces of some ms.
// On few cores, whose system looks only every 4 ms whether somebody else waits, each piece can hold up a
// server under test or its upstream as long: a delay of the measuring, not of what is measured.

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { LOWEST_PRIORITY } from "./attacker-process.ts";

const OWN_THREADS = "/proc/self/task";

/** Lets this process's background threads have what nobody else wants. */
export function lowerBackgroundThreads(): void {
  const [command = "", policy = "", priority = ""] = LOWEST_PRIORITY;
  for (const thread of readdirSync(OWN_THREADS)) {
    const name = readFileSync(`${OWN_THREADS}/${thread}/comm`, "utf8").trim();
    if (name === "node-V8Worker") execFileSync(command, [policy, "--pid", priority, thread]);
  }
}
