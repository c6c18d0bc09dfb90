// `@detectSQLi`: whether a value, put where a query expects a literal, would go on as SQL. The value is
// read as it is, behind a number, and inside '…' and "…"; from the languages' grammar, without a table
// of fingerprints.

import { knownUnits, spend, work } from "../cost/work-meter.ts";
import { mayHoldSql } from "./sql-first-pass.ts";
import { judgeSql } from "./sql-judgement.ts";
import { lexSql } from "./sql-lexer.ts";
import { findSignature } from "./sql-signature.ts";
import type { SqlQuote } from "./sql-token.ts";
import type { DetectorVerdict } from "./verdict.ts";

/** What lies behind is not read: a literal is closed near its start, and a longer value costs the server. */
const LIMIT_BYTES = 65_536;

const CONTEXTS: readonly (readonly [SqlQuote, string])[] = [
  ["", "as-is"],
  ["'", "single-quoted"],
  ['"', "double-quoted"],
  ["`", "back-quoted"],
];

/**
 * The attack that was found last: a scan looks for rules that may match, and the rule that it found then asks
 * the same. Kept until `forgetSqli`.
 */
let found: { readonly value: string; readonly verdict: DetectorVerdict; readonly units: number } | undefined;

/** To be called where a request is done with: what it sent is not kept alive. */
export function forgetSqli(): void {
  found = undefined;
}

/** The verdict on a latin1 string that the caller has decoded; `undefined` where it is no attack. */
export function detectSqli(value: string): DetectorVerdict | undefined {
  if (found !== undefined && found.value === value) {
    spend(found.units);
    return found.verdict;
  }
  const before = knownUnits();
  const verdict = judge(value);
  if (verdict !== undefined) found = { value, verdict, units: knownUnits() - before };
  return verdict;
}

function judge(value: string): DetectorVerdict | undefined {
  if (!mayHoldSql(value)) return undefined;
  const text = spaced(value.length > LIMIT_BYTES ? value.slice(0, LIMIT_BYTES) : value);
  for (const [quote, context] of CONTEXTS) {
    if (quote !== "" && !text.includes(quote)) continue;
    const reason = readIn(text, quote);
    if (reason !== undefined) return { context, reason };
  }
  return undefined;
}

/** The white space of Unicode, in UTF-8, which SQL Server and others take for their own. */
const UNICODE_SPACE = /\xc2[\x85\xa0]|\xe2\x80[\x80-\x8d\xa8\xa9\xaf]|\xe3\x80\x80|\xef\xbb\xbf/g;

function spaced(value: string): string {
  return /[\xc2\xe2\xe3\xef]/.test(value) ? value.replace(UNICODE_SPACE, " ") : value;
}

function readIn(value: string, quote: SqlQuote): string | undefined {
  const reason = readOnce(value, quote, true);
  // Only MySQL takes a backslash in a literal for an escape.
  return reason === undefined && value.includes("\\") ? readOnce(value, quote, false) : reason;
}

function readOnce(value: string, quote: SqlQuote, backslashEscapes: boolean): string | undefined {
  const reading = lexSql(value, quote, backslashEscapes);
  const { position, tokens } = reading;
  spend(work.sqlReading + work.sqlByte * position + work.sqlToken * tokens.length + work.byte * value.length);
  const reason = judgeSql(reading, quote);
  if (reason !== undefined || position >= value.length) return reason;
  return readFarOff(value, position);
}

/** What a long expression before it, put there to tire the reader, could hide. */
const FAR_OFF = /union|waitfor|sleep|benchmark|\boutfile|\bselect\b|;/gi;
const MAX_WINDOWS = 16;
const WINDOW_LENGTH = 256;
const LEAD_LENGTH = 16;

function readFarOff(value: string, from: number): string | undefined {
  FAR_OFF.lastIndex = from;
  for (let window = 0; window < MAX_WINDOWS; window++) {
    const found = FAR_OFF.exec(value);
    if (found === null) return undefined;
    const start = Math.max(0, found.index - LEAD_LENGTH);
    const reading = lexSql(value.slice(start, start + WINDOW_LENGTH), "", true);
    spend(work.sqlReading + work.sqlByte * reading.position + work.sqlToken * reading.tokens.length);
    const reason = findSignature(reading, false);
    if (reason !== undefined) return reason;
  }
  return undefined;
}
