// The corpora of the detectors: attacks by file, values that are none, and which of them one may look at
// while tuning. The rest is only counted. Lines are decoded as their collectors sent them: percent signs,
// plus as space; the rows of the table of parameters stand there as an application got them.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sharedPath } from "./shared-data.ts";

export type AttackKind = "sqli" | "xss";
export type Part = "tune" | "report";

export type Corpus = {
  readonly name: string;
  readonly part: Part;
  readonly values: readonly string[];
};

export const CORPORA_DATA = "attacks";
const PARAMETERS = "http-params-train.csv";

/** Split by file, never by line: a file's lines are like each other. */
const ATTACK_FILES: Readonly<Record<AttackKind, Readonly<Record<Part, readonly string[]>>>> = {
  sqli: {
    tune: ["sqli-forums", "sqli-misc"],
    report: [
      ...["sqli-fullqueries", "sqli-hackers", "sqli-phpids", "sqli-themole"],
      ...["sqli-spiderlabs-201107", "sqli-spiderlabs-201112", "sqli-spiderlabs-201205"],
    ],
  },
  xss: { tune: ["xss-xenotix"], report: ["xss-owasp-cheatsheet-20131120", "xss-smoke-test"] },
};

/** The files of attacks of one kind, and the rows of that label among the parameters, not for tuning. */
export function attackCorpora(kind: AttackKind): readonly Corpus[] {
  const files = (["tune", "report"] as const).flatMap((part) =>
    ATTACK_FILES[kind][part].map((name) => ({ name, part, values: payloadLines(kind, `${name}.txt`) })),
  );
  return [...files, { name: `parameters (${kind})`, part: "report", values: parametersOf(kind) }];
}

/**
 * Attacks of other kinds among the parameters: neither a hit nor a miss of the two detectors counts there.
 * Every second one of a kind is for tuning rules.
 */
export function otherAttacks(): readonly Corpus[] {
  return (["tune", "report"] as const).flatMap((part) =>
    ["cmdi", "path-traversal"].map((label) => ({
      name: `parameters (${label})`,
      part,
      values: parametersOf(label).filter((_, index) => (index % 2 === 1) === (part === "tune")),
    })),
  );
}

/** Values that are no attack, by halves: the even lines of each file, counted from 1, are for tuning. */
export function benignCorpora(): readonly Corpus[] {
  return (["tune", "report"] as const).flatMap((part) => [
    { name: "false-positives", part, values: payloadLines("benign", "false-positives.txt", part) },
    { name: "parameters (norm)", part, values: parametersOf("norm", part) },
  ]);
}

function linesOf(path: string, part?: Part): readonly string[] {
  const lines = readFileSync(join(sharedPath(CORPORA_DATA), path), "latin1").split(/\r?\n/);
  if (part === undefined) return lines;
  return lines.filter((_, index) => ((index + 1) % 2 === 0) === (part === "tune"));
}

/** Empty lines and those that begin with `#` are the collectors' own. */
function payloadLines(folder: string, file: string, part?: Part): readonly string[] {
  return linesOf(join(folder, file), part)
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map(percentDecoded);
}

function parametersOf(label: string, part?: Part): readonly string[] {
  const row = new RegExp(`^"(.*)","\\d+","${label}","(?:norm|anom)"$`);
  return linesOf(PARAMETERS, part).flatMap((line) => row.exec(line)?.[1]?.replaceAll('""', '"') ?? []);
}

function percentDecoded(line: string): string {
  return line
    .replaceAll("+", " ")
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
