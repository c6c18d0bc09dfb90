// npm run bench:limits: do several threads on the same limits admit what one thread admits, and how far does
// the risk of a caller lower a limit? Counts, not times: they are equal or they are wrong.

import { parseArgs } from "node:util";
import { allocateFleet, openFleetView, seedFleet } from "#fleet/memory-fleet.ts";
import { Limiter } from "#traffic/limiter.ts";
import { unitsUnderRisk } from "#traffic/risk.ts";
import { runAlone, runTogether } from "../test/harness/limit-load.ts";
import { limitScenarios } from "../test/harness/limit-scenarios.ts";
import {
  isKept,
  type LimitReport,
  type RiskFigures,
  reportText,
  type ScenarioFigures,
} from "./limit/limit-report.ts";
import { thisMachine } from "./measure/machine.ts";
import { saveResult } from "./measure/save-result.ts";
import { wholeNumber } from "./measure/whole-number.ts";

const BASE = 1000;
const FLOOR = 50;
const RISKS: readonly number[] = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1];
const WINDOW_MS = 60_000;

async function loads(threads: number, calls: number): Promise<readonly ScenarioFigures[]> {
  const figures: ScenarioFigures[] = [];
  for (const scenario of limitScenarios(calls)) {
    figures.push({
      scenario: scenario.name,
      calls: calls * threads * scenario.moments.length,
      alone: runAlone(scenario, threads),
      together: await runTogether(scenario, threads),
    });
  }
  return figures;
}

/** All calls of a caller whose risk does not change, in one window. */
function admittedAt(risk: number): RiskFigures {
  const memory = allocateFleet({ maxWindows: 64 });
  seedFleet(memory, [1, 2]);
  const { counters } = openFleetView(memory, 0, { monotonicMs: () => WINDOW_MS, wallMs: () => 0 });
  const limiter = new Limiter(counters);
  const units = unitsUnderRisk(BASE, { floor: FLOOR, factor: 1 }, risk);
  let admitted = 0;
  for (let call = 0; call < 2 * BASE; call++) {
    const verdict = limiter.take([
      { kind: "rate", name: "client", key: "client", units, windowMs: WINDOW_MS, cost: 1, whenLost: "block" },
    ]);
    if (!(verdict instanceof Promise) && verdict.allowed) admitted++;
  }
  return { risk, units, admitted };
}

const { values } = parseArgs({
  options: {
    threads: { type: "string", default: "4" },
    calls: { type: "string", default: "5000" },
    json: { type: "boolean", default: false },
    save: { type: "boolean", default: false },
  },
});
const threads = wholeNumber("--threads", values.threads);
const report: LimitReport = {
  date: new Date().toISOString(),
  machine: thisMachine(),
  threads,
  scenarios: await loads(threads, wholeNumber("--calls", values.calls)),
  base: BASE,
  floor: FLOOR,
  risks: RISKS.map(admittedAt),
};
console.log(values.json ? JSON.stringify(report, undefined, 2) : reportText(report));
if (values.save) {
  saveResult({ bench: "limits", date: report.date, figures: report, markdown: reportText(report) });
}
if (!isKept(report)) process.exitCode = 1;
