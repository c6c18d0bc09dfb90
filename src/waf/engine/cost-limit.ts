// What one transaction may cost, and what it comes to when it costs more: rules that did not run to their end
// have said neither yes nor no, and that is what the log and the verdict tell.

import type { Allowance, Exhausted } from "../cost/work-meter.ts";
import { parseMacro } from "../seclang/macro.ts";
import type { CostLimit, Phase, Rule } from "../seclang/program.ts";
import type { MatchRecord } from "./match-record.ts";
import type { Transaction } from "./transaction.ts";

/** What is looked at of a request or a response within the time that every transaction has. */
const BASE_BYTES = 131_072;

export const allowanceFor = ({ baseUnits, cpuMs }: CostLimit): Allowance => ({ units: baseUnits, cpuMs });

/** How often a transaction of so many bytes has that time. */
export const timeShare = (bytes: number): number => Math.max(1, bytes / BASE_BYTES);

/** What phase 5 may cost in a transaction whose allowance is used up. */
export const lastAllowance = ({ baseUnits, cpuMs }: CostLimit): Allowance => ({
  units: Math.ceil(baseUnits / 20),
  cpuMs: cpuMs / 10,
});

/** The id under which logs tell of it. No rule has it. */
const COST_LIMIT_ID = 119_899;

/** What ModSecurity sets in TX where a match took more than its limits; `1`. */
export const LIMIT_FLAG = "MSC_PCRE_LIMITS_EXCEEDED";

const MESSAGE = "Inspection cost limit reached: the request is not decided";
const CRITICAL = 2;
const DENIED = 403;

/** Notes that the allowance was used up in a phase; once for each transaction. */
export function noteExhaustion(tx: Transaction, phase: Phase, what: Exhausted): void {
  const data = `ran out of ${what} in phase ${phase} at ${placeOf(tx)}`;
  tx.isExhausted = true;
  tx.tx.set(LIMIT_FLAG, "1");
  const record = recordOf(phase, data);
  tx.matches.push(record);
  tx.noteSeverity(CRITICAL);
  if (tx.mode === "on") tx.interruption ??= { kind: "undecided", rule: record.rule };
  else tx.wouldInterrupt ??= record.rule;
}

/** Where it ran out, for people: `rule 942100`. */
function placeOf({ rule, scanned }: Transaction): string {
  if (scanned !== "") return `the scan of ${scanned} for all rules`;
  return rule === undefined ? "the reading of the body" : `rule ${rule.id}`;
}

function recordOf(phase: Phase, data: string): MatchRecord {
  const rule: Rule = {
    kind: "rule",
    id: COST_LIMIT_ID,
    phase,
    links: [],
    disruption: { kind: "deny", status: DENIED },
    isBlock: false,
    severity: CRITICAL,
    message: parseMacro(MESSAGE),
    logData: parseMacro(""),
    tags: [],
    revision: "",
    version: "",
    maturity: 0,
    accuracy: 0,
    isLogged: true,
    isAudited: true,
    skip: 0,
    skipAfter: "",
    place: { file: "inspection cost limit", line: 0, column: 0 },
  };
  return { rule, message: MESSAGE, data, tags: ["cost-limit"], values: [], isDisruptive: true };
}
