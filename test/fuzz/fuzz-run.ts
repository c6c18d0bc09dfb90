// A run of the fuzzer: streams from a seed for so many seconds, and each that makes readers differ kept as
// a file.

import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canInstall } from "../harness/debian.ts";
import { Differential, type Tally } from "./differential.ts";
import { generateStream, type Stream } from "./generate-stream.ts";
import { Random } from "./random.ts";

/** Where what made readers differ is kept, to be sent again by every run of the tests. */
const DIFFERENCES = join(import.meta.dirname, "difference");

/** One file there. */
export type KeptDifference = { readonly problems: readonly string[]; readonly streams: readonly Stream[] };

export type FuzzReport = Tally & { readonly differences: readonly string[]; readonly hasNginx: boolean };

const AT_ONCE = 48;
/** More than these tell nothing new. */
const MOST_DIFFERENCES = 10;

/** Starts the readers, uses them, and leaves nothing behind. nginx takes part where it is to be had. */
export async function withDifferential<T>(
  use: (differential: Differential, hasNginx: boolean) => Promise<T>,
): Promise<T> {
  const hasNginx = canInstall(["nginx"]);
  const folder = mkdtempSync(join(tmpdir(), "portcullis-fuzz-"));
  try {
    const differential = await Differential.start(hasNginx ? join(folder, "nginx") : undefined);
    try {
      return await use(differential, hasNginx);
    } finally {
      await differential.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What was found before, by the names of its files. */
export function keptDifferences(): readonly (readonly [name: string, kept: KeptDifference])[] {
  const names = globSync("*.json", { cwd: DIFFERENCES }).toSorted();
  // Our own format: `keep` writes it.
  const read = (name: string) => JSON.parse(readFileSync(join(DIFFERENCES, name), "utf8")) as KeptDifference;
  return names.map((name) => [name, read(name)]);
}

async function sendKept(differential: Differential): Promise<string[]> {
  const differences: string[] = [];
  for (const [name, { streams }] of keptDifferences()) {
    const [problem] = await differential.run(streams);
    if (problem !== undefined) differences.push(`${join(DIFFERENCES, name)}: ${problem}`);
  }
  return differences;
}

export function fuzz(seed: number, seconds: number): Promise<FuzzReport> {
  return withDifferential(async (differential, hasNginx) => {
    // A test that failed is run once more, with another seed: it must not pass by that.
    const differences = await sendKept(differential);
    const random = new Random(seed);
    const endMs = performance.now() + seconds * 1000;
    while (performance.now() < endMs && differences.length < MOST_DIFFERENCES) {
      const streams = Array.from({ length: AT_ONCE }, () => generateStream(random));
      const problems = await differential.run(streams);
      if (problems.length === 0) continue;
      const { tally } = differential;
      differences.push(...(await keep(differential, streams, problems, `${seed}-${tally.inputs}`)));
    }
    return { ...differential.tally, differences, hasNginx };
  });
}

/** Finds which of the streams does it alone; where none does, all of them are kept together. */
async function keep(
  differential: Differential,
  streams: readonly Stream[],
  problems: readonly string[],
  name: string,
): Promise<string[]> {
  const kept: KeptDifference[] = [];
  for (const stream of streams) {
    const alone = await differential.run([stream]);
    if (alone.length > 0) kept.push({ problems: alone, streams: [stream] });
  }
  if (kept.length === 0) kept.push({ problems, streams });
  return kept.map((difference, i) => {
    const file = join(DIFFERENCES, `${name}-${i}.json`);
    writeFileSync(file, `${JSON.stringify(difference, undefined, 2)}\n`);
    return `${file}: ${difference.problems[0] ?? ""}`;
  });
}
