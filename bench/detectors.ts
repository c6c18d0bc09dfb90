// npm run bench:detectors: what @detectSQLi and @detectXSS find, what they take wrongly for an attack, and
// what they cost; and the same of the rule set baseline beside the Core Rule Set. The corpora are no part of
// the repository; without them it says so and measures nothing.

import { parseArgs } from "node:util";
import { CORPORA_DATA } from "../test/harness/attack-corpus.ts";
import { needsShared } from "../test/harness/shared-data.ts";
import { alarmFigures, recallFigures } from "./detector/corpus-figures.ts";
import { cleanCosts, hostileCosts } from "./detector/cost-figures.ts";
import { budgetsOf, type DetectorReport, reportText } from "./detector/detector-report.ts";
import { ruleSetFigures } from "./detector/rule-set-figures.ts";
import { SITE_LOG } from "./detector/rule-set-requests.ts";
import { thisMachine } from "./measure/machine.ts";
import { saveResult } from "./measure/save-result.ts";

const SLOWEST_SHOWN = 5;

function measure(): DetectorReport {
  const machine = thisMachine();
  const recall = recallFigures();
  const { benign, other } = alarmFigures();
  return {
    date: new Date().toISOString(),
    machine,
    recall,
    alarms: benign,
    otherAttacks: other,
    clean: cleanCosts(),
    hostile: hostileCosts(SLOWEST_SHOWN),
    ruleSets: ruleSetFigures(),
  };
}

const { values } = parseArgs({
  options: { json: { type: "boolean", default: false }, save: { type: "boolean", default: false } },
});
const { skip } = needsShared(CORPORA_DATA, SITE_LOG, "crs-4.28");
if (skip !== false) throw new Error(skip);
const report = measure();
console.log(values.json ? JSON.stringify(report, undefined, 2) : reportText(report));
if (values.save) {
  saveResult({ bench: "detectors", date: report.date, figures: report, markdown: reportText(report) });
}
if (!budgetsOf(report).every(({ isKept }) => isKept)) process.exitCode = 1;
