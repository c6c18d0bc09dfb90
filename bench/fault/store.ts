// Kills a program with SIGKILL while it writes to its store, again and again on the same file, and looks for
// every write that was acknowledged.

import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SqliteStore } from "#store/sqlite-store.ts";
import { spawnTracked } from "../load/server-process.ts";
import { median } from "../measure/statistics.ts";
import { SeededRandom } from "../micro/seeded-random.ts";
import type { FaultSection, SectionReport } from "./section.ts";

export const store: FaultSection = { name: "store", times: 50, run };

const WRITES = 1000;
const WRITER = fileURLToPath(new URL("store-writer.ts", import.meta.url));

type Figures = {
  /** Of each kill: how many writes had been acknowledged. */
  readonly acknowledged: number[];
  readonly lost: number;
  /** How many more were found, written but not yet acknowledged when the kill came. */
  readonly unacknowledged: number;
  readonly opens: number[];
};

async function run(times: number, progress: (text: string) => void): Promise<SectionReport> {
  const directory = mkdtempSync(join(tmpdir(), "portcullis-bench-"));
  try {
    return await killAgainAndAgain(join(directory, "store.sqlite"), times, progress);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function killAgainAndAgain(
  path: string,
  times: number,
  progress: (text: string) => void,
): Promise<SectionReport> {
  const random = new SeededRandom(50);
  const known = new Set<string>();
  const problems: string[] = [];
  const acknowledged: number[] = [];
  const opens: number[] = [];
  let [lost, unacknowledged] = [0, 0];
  for (let kill = 1; kill <= times; kill++) {
    const told = await writeAndKill(path, kill, random.below(WRITES - 1));
    acknowledged.push(told.length);
    for (const subject of told) known.add(subject);
    const startedAt = performance.now();
    const kept = new SqliteStore(path);
    opens.push(performance.now() - startedAt);
    if (kept.renewal !== undefined) problems.push(`kill ${kill}: ${kept.renewal.why}`);
    const found = new Set((await kept.entries.all()).map(({ subject }) => subject));
    await kept.close();
    for (const subject of known) {
      if (found.has(subject)) continue;
      lost++;
      known.delete(subject);
      problems.push(`kill ${kill}: the acknowledged ${subject} is not there`);
    }
    unacknowledged += found.size - known.size;
    for (const subject of found) known.add(subject);
    if (kill % 10 === 0) progress(`${kill} of ${times} kills`);
  }
  return reportOf({ acknowledged, lost, unacknowledged, opens }, problems);
}

/** Starts a writer and kills it after so many acknowledgements. Resolves to all that it gave. */
async function writeAndKill(path: string, run: number, after: number): Promise<string[]> {
  const child = spawnTracked([process.execPath, WRITER, path, String(run), String(WRITES)], "pipe");
  let [output, errors] = ["", ""];
  let acknowledged = 0;
  child.stderr?.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  child.stdout?.on("data", (chunk: Buffer) => {
    const text = chunk.toString();
    output += text;
    acknowledged += text.split("\n").length - 1;
    if (acknowledged > after) child.kill("SIGKILL");
  });
  const [code, signal] = await once(child, "close");
  if (signal !== "SIGKILL") throw new Error(`the writer ended by itself (${code}): ${errors}`);
  return output.split("\n").slice(0, -1);
}

function reportOf(figures: Figures, problems: readonly string[]): SectionReport {
  const { acknowledged, lost, unacknowledged, opens } = figures;
  const total = acknowledged.reduce((sum, count) => sum + count, 0);
  return {
    setting: `${WRITES} writes of which 8 at a time, killed at a random one, always on the same file`,
    promise: "not one acknowledged write lost",
    rows: [
      ["kills (SIGKILL)", String(acknowledged.length)],
      ["writes acknowledged", total.toLocaleString("en")],
      ["acknowledged writes lost (must be 0)", String(lost)],
      ["found, though not yet acknowledged", String(unacknowledged)],
      [
        "opening after a kill, median and longest ms",
        `${median(opens).toFixed(0)}, ${Math.max(...opens).toFixed(0)}`,
      ],
    ],
    problems,
    figures,
  };
}
