// The detectors against corpora of attacks and of values that are none. The budgets hold for the part that
// nobody looked at while tuning, and the part for tuning must not be worse.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { detectSqli } from "#waf/detect/detect-sqli.ts";
import { detectXss } from "#waf/detect/detect-xss.ts";
import {
  type AttackKind,
  attackCorpora,
  benignCorpora,
  CORPORA_DATA,
  type Part,
} from "../../harness/attack-corpus.ts";
import { needsShared } from "../../harness/shared-data.ts";

const PARTS: readonly Part[] = ["tune", "report"];
const DETECTORS = { sqli: detectSqli, xss: detectXss };
const RECALL: Readonly<Record<AttackKind, number>> = { sqli: 0.98, xss: 0.97 };
const ALARMS = 0.01;

describe("the detectors on the corpora", needsShared(CORPORA_DATA), () => {
  for (const part of PARTS) {
    for (const kind of ["sqli", "xss"] as const) {
      test(`find at least ${RECALL[kind]} of the ${kind} attacks, ${part}`, () => {
        const share = shareOf(attackValues(kind, part), (value) => DETECTORS[kind](value) !== undefined);
        assert.ok(share >= RECALL[kind], `found ${share}`);
      });
    }

    test(`take at most ${ALARMS} of the values that are no attack for one, ${part}`, () => {
      const share = shareOf(benignValues(part), isTakenForAttack);
      assert.ok(share <= ALARMS, `alarms ${share}`);
    });
  }
});

function attackValues(kind: AttackKind, part: Part): readonly string[] {
  return attackCorpora(kind)
    .filter((corpus) => corpus.part === part)
    .flatMap(({ values }) => values);
}

function benignValues(part: Part): readonly string[] {
  return benignCorpora()
    .filter((corpus) => corpus.part === part)
    .flatMap(({ values }) => values);
}

function isTakenForAttack(value: string): boolean {
  return detectSqli(value) !== undefined || detectXss(value) !== undefined;
}

function shareOf(values: readonly string[], matches: (value: string) => boolean): number {
  assert.ok(values.length > 100, "the corpora have values");
  return values.filter(matches).length / values.length;
}
