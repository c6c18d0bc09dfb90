// What the detectors find in the corpora: hits among attacks, false alarms among values that are none.

import { detectSqli } from "#waf/detect/detect-sqli.ts";
import { detectXss } from "#waf/detect/detect-xss.ts";
import {
  type AttackKind,
  attackCorpora,
  benignCorpora,
  type Corpus,
  otherAttacks,
  type Part,
} from "../../test/harness/attack-corpus.ts";

export type RecallFigure = {
  readonly kind: AttackKind;
  readonly corpus: string;
  readonly part: Part;
  readonly values: number;
  readonly found: number;
};

export type AlarmFigure = {
  readonly corpus: string;
  readonly part: Part;
  readonly values: number;
  readonly sqli: number;
  readonly xss: number;
  /** Values that at least one of the two takes for an attack. */
  readonly either: number;
};

const DETECTORS = { sqli: detectSqli, xss: detectXss };

export function recallFigures(): readonly RecallFigure[] {
  return (["sqli", "xss"] as const).flatMap((kind) =>
    attackCorpora(kind).map(({ name, part, values }) => ({
      kind,
      corpus: name,
      part,
      values: values.length,
      found: values.filter((value) => DETECTORS[kind](value) !== undefined).length,
    })),
  );
}

/** Also of attacks of other kinds, where an alarm is neither right nor wrong. */
export function alarmFigures(): {
  readonly benign: readonly AlarmFigure[];
  readonly other: readonly AlarmFigure[];
} {
  return { benign: benignCorpora().map(alarmFigure), other: otherAttacks().map(alarmFigure) };
}

function alarmFigure({ name, part, values }: Corpus): AlarmFigure {
  const alarms = values.map((value) => ({
    sqli: detectSqli(value) !== undefined,
    xss: detectXss(value) !== undefined,
  }));
  return {
    corpus: name,
    part,
    values: values.length,
    sqli: alarms.filter(({ sqli }) => sqli).length,
    xss: alarms.filter(({ xss }) => xss).length,
    either: alarms.filter(({ sqli, xss }) => sqli || xss).length,
  };
}

/** What share of the attacks of one kind is found in a part, all its files together. */
export function recallOf(figures: readonly RecallFigure[], kind: AttackKind, part: Part): number {
  const chosen = figures.filter((figure) => figure.kind === kind && figure.part === part);
  return sum(chosen, "found") / sum(chosen, "values");
}

/** What share of the values of a part raises a false alarm. */
export function alarmShare(
  figures: readonly AlarmFigure[],
  which: "sqli" | "xss" | "either",
  part: Part,
): number {
  const chosen = figures.filter((figure) => figure.part === part);
  return sum(chosen, which) / sum(chosen, "values");
}

function sum<Key extends string>(figures: readonly Readonly<Record<Key, number>>[], key: Key): number {
  return figures.reduce((total, figure) => total + figure[key], 0);
}
