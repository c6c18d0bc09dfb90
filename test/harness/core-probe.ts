// A child program that times a piece of work each time that it is asked, on the core that it is bound to:
// work that keeps all units of a core busy, so that it is slowed by a neighbour on the same core as a
// server's is. A loop that waits for itself would not be.

import { createInterface } from "node:readline";

const KEYS = 1024;
const LOOKS = 60_000;
const PIECES = 5;
/** Until the runtime has compiled it. */
const WARM_UP_PIECES = 40;

const numbers = new Map(Array.from({ length: KEYS }, (_, number) => [`k${number}`, number]));

/** By the clock: CPU time is counted in pieces as long as this one on some systems. */
function pieceMs(): number {
  const startedMs = performance.now();
  let sum = 0;
  for (let i = 0; i < LOOKS; i++) {
    const key = `k${i % KEYS}`;
    sum += key.length + (numbers.get(key) ?? 0);
  }
  return sum > 0 ? performance.now() - startedMs : 0;
}

for (let i = 0; i < WARM_UP_PIECES; i++) pieceMs();
process.stdout.write("ready\n");
for await (const _ of createInterface({ input: process.stdin })) {
  process.stdout.write(`${Math.min(...Array.from({ length: PIECES }, pieceMs))}\n`);
}
