// Where the time of one inspection goes: by the rule that runs or the variable that is scanned, and by
// function. On this thread, by the clock.

import { Session } from "node:inspector";
import type { WafSession } from "#waf/waf.ts";

/** Milliseconds by name, the most first. */
export type Shares = readonly (readonly [name: string, ms: number])[];

const INTERVAL_US = 100;

/** Takes note, from now on, of how long a transaction stays at each rule and each scan. */
export class Places {
  private readonly msByPlace = new Map<string, number>();
  private place = "the session";
  private sinceMs = 0;

  watch({ tx }: WafSession): void {
    this.sinceMs = performance.now();
    let { rule, scanned } = tx;
    Object.defineProperties(tx, {
      rule: {
        get: () => rule,
        set: (next: typeof rule) => {
          rule = next;
          this.moveTo(next === undefined ? "the body's reader" : `rule ${next.id}`);
        },
      },
      scanned: {
        get: () => scanned,
        set: (next: typeof scanned) => {
          scanned = next;
          this.moveTo(next === "" ? "between" : `scan of ${next}`);
        },
      },
    });
  }

  end(): void {
    this.moveTo("the end");
  }

  get shares(): Shares {
    return ranked(this.msByPlace);
  }

  private moveTo(next: string): void {
    const nowMs = performance.now();
    this.msByPlace.set(this.place, (this.msByPlace.get(this.place) ?? 0) + nowMs - this.sinceMs);
    this.place = next;
    this.sinceMs = nowMs;
  }
}

/** The functions in which a task spends its time, by samples. */
export function profileOf(task: () => void): Shares {
  const session = new Session();
  session.connect();
  try {
    session.post("Profiler.enable");
    session.post("Profiler.setSamplingInterval", { interval: INTERVAL_US });
    session.post("Profiler.start");
    task();
    const msByName = new Map<string, number>();
    session.post("Profiler.stop", (_, { profile: { nodes, samples = [], timeDeltas = [] } }) => {
      const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
      for (const [index, id] of samples.entries()) {
        const name = names.get(id) ?? "";
        msByName.set(name, (msByName.get(name) ?? 0) + (timeDeltas[index] ?? 0) / 1000);
      }
    });
    return ranked(msByName);
  } finally {
    session.disconnect();
  }
}

function nameOf({
  functionName,
  url,
  lineNumber,
}: {
  functionName: string;
  url: string;
  lineNumber: number;
}): string {
  const file = url.slice(url.lastIndexOf("/") + 1);
  return file === ""
    ? functionName
    : `${functionName === "" ? `line ${lineNumber + 1}` : functionName} (${file})`;
}

const ranked = (ms: ReadonlyMap<string, number>): Shares => [...ms].toSorted(([, a], [, b]) => b - a);
