// What a transaction came to, as lines that two ways of running the same rules must agree on: matches in
// their order with their targets, the interruption, and what rules wrote.

import type { WafSession } from "../waf-session.ts";

export function outcomeLines(session: WafSession): readonly string[] {
  const { matches, interruption, score, tx } = session;
  const lines = matches.map(({ rule, values, message, data, isDisruptive }) =>
    JSON.stringify([rule.id, rule.phase, isDisruptive, message, data, values.map(valueText)]),
  );
  lines.push(`interruption ${interruption === undefined ? "none" : interruptionText(interruption)}`);
  lines.push(`score ${score}`, `mode ${tx.mode}`, ...writtenLines(session));
  return lines;
}

const valueText = ({ name, value }: { readonly name: string; readonly value: string }): string =>
  `${name}=${value}`;

function interruptionText(interruption: NonNullable<WafSession["interruption"]>): string {
  const { rule, ...rest } = interruption;
  return JSON.stringify({ ...rest, rule: rule.id });
}

const CAPTURE = /^\d$/;

/** Captures are left out: rules that match nothing in the end may leave them behind or not. */
function writtenLines({ tx }: WafSession): string[] {
  const lines: string[] = [];
  for (const [key, { value }] of tx.tx.snapshot()) {
    if (!CAPTURE.test(key)) lines.push(`tx.${key}=${value}`);
  }
  return lines.toSorted();
}
