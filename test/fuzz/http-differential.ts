// `npm run fuzz:http -- --seed N --seconds S`: fuzzes the HTTP/1.1 codec, prints what it did, and fails where
// two readers of what was forwarded differ.

import { parseArgs } from "node:util";
import { fuzz } from "./fuzz-run.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    seconds: { type: "string", default: "60" },
  },
});
const seed = wholeNumber("seed", values.seed);
const seconds = wholeNumber("seconds", values.seconds);

const { inputs, requests, accepted, refused, readByNginx, differences, hasNginx } = await fuzz(seed, seconds);
process.stdout.write(
  `seed ${seed}: ${inputs} inputs, ${requests} requests (${accepted} accepted, ${refused} refused), ` +
    `${hasNginx ? `${readByNginx} read by nginx` : "nginx left out: it is not to be had here"}, ` +
    `${differences.length} differences\n`,
);
for (const difference of differences) process.stdout.write(`${difference}\n`);
if (differences.length > 0) process.exitCode = 1;

function wholeNumber(name: string, text: string): number {
  if (!/^[0-9]{1,9}$/.test(text)) throw new Error(`--${name} is not a whole number: ${text}`);
  return Number(text);
}
