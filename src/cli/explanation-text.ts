// An explained request for people and, as JSON, for programs. Bytes of the request are escaped: none may
// reach the terminal's controls.

import type { ExplainedMatch, ExplainedPhase } from "#waf/explain.ts";
import type { ExplainedRequest } from "./explain-bytes.ts";

const MAX_VALUE_CHARS = 200;
const MAX_OPERATOR_CHARS = 120;

export function explanationText(report: ExplainedRequest): string {
  const { explanation, requestLine, policy, wireFault } = report;
  const lines = [`request  ${shown(requestLine)}`, `policy   ${policy}`];
  if (wireFault !== "") lines.push(`wire     refused before any rule: ${wireFault}`);
  for (const phase of explanation.phases) lines.push(phaseLine(phase));
  for (const match of explanation.matches) lines.push("", ...matchLines(match));
  const scores = Object.entries(explanation.scores).map(([name, value]) => `${name}=${value}`);
  lines.push("", `scores   ${scores.length === 0 ? "none" : shown(scores.join(" "), 1000)}`);
  lines.push(`verdict  ${verdictOf(report)}`);
  return `${lines.join("\n")}\n`;
}

function phaseLine({ phase, candidates, evaluated, missed }: ExplainedPhase): string {
  const found = candidates.length === 0 ? "" : `: ${listed(candidates)}`;
  const missing = missed.length === 0 ? "" : `; MISSED by the scan: ${listed(missed)}`;
  return `phase ${phase}  ${evaluated.length} rules evaluated, ${candidates.length} of them found by the scan${found}${missing}`;
}

const MAX_LISTED = 12;

const listed = (ids: readonly number[]): string =>
  ids.length <= MAX_LISTED
    ? ids.join(", ")
    : `${ids.slice(0, MAX_LISTED).join(", ")} and ${ids.length - MAX_LISTED} more`;

function matchLines(match: ExplainedMatch): string[] {
  const marks = [match.isDisruptive ? "ends the request" : "", match.isLogged ? "" : "not logged"];
  const note = marks.filter(Boolean).join(", ");
  const lines = [
    `rule ${match.rule} (phase ${match.phase})${note === "" ? "" : `, ${note}`}: ${shown(match.message)}`,
  ];
  if (match.operator !== "") lines.push(`  operator  ${shown(match.operator, MAX_OPERATOR_CHARS)}`);
  if (match.transformations.length > 0) lines.push(`  after     ${match.transformations.join(", ")}`);
  for (const { target, raw, value } of match.values) {
    lines.push(`  target    ${shown(target)} = ${shown(raw ?? value)}`);
    if (raw !== undefined && raw !== value) lines.push(`  seen as   ${shown(value)}`);
  }
  return lines;
}

function verdictOf({ explanation, wireFault, isPrevention }: ExplainedRequest): string {
  const { interruption, tx, matches } = explanation.session;
  if (wireFault !== "") return "refused by the wire, whatever rules say";
  if (interruption !== undefined) {
    const how = "status" in interruption ? `status ${interruption.status}` : "the connection is closed";
    return `refused by rule ${interruption.rule.id} (${interruption.kind}, ${how})`;
  }
  if (tx.wouldInterrupt !== undefined && !isPrevention)
    return `passes, because the policy only detects: rule ${tx.wouldInterrupt.id} would refuse it`;
  return matches.some(({ rule }) => rule.isLogged) ? "passes, with matches in the log" : "passes";
}

export function explanationJson(report: ExplainedRequest): object {
  const { explanation, requestLine, policy, wireFault, isRefused } = report;
  const { interruption, tx } = explanation.session;
  return {
    request: requestLine,
    policy,
    wireFault: wireFault === "" ? undefined : wireFault,
    verdict: isRefused ? "refused" : "passed",
    refusedBy: interruption?.rule.id,
    wouldRefuse: tx.wouldInterrupt?.id,
    phases: explanation.phases,
    matches: explanation.matches,
    scores: explanation.scores,
  };
}

function shown(text: string, maxChars = MAX_VALUE_CHARS): string {
  const cut = text.length > maxChars ? `${text.slice(0, maxChars)}…` : text;
  return cut.replace(/[^\x20-\x7e…]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`);
}
