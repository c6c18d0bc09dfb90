// libmodsecurity from Debian as the oracle for operators and transformations: oracle.cc, compiled once per
// run, asked for all rows in one go.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const packages = ["libmodsecurity3", "libmodsecurity-dev", "g++"] as const;

const SOURCE = fileURLToPath(new URL("oracle.cc", import.meta.url));
const ANSWERS_LIMIT_BYTES = 1 << 28;

export type Question = {
  /** `@rx ^a`, as it stands in a rule. */
  readonly operation: string;
  readonly transformations: readonly string[];
  readonly value: string;
};

export type Answer = {
  /** Undefined where the rule was not accepted. */
  readonly matches: boolean | undefined;
  /** What the operator saw. */
  readonly value: string;
  /** TX.0 to TX.9; unset ones empty. */
  readonly captures: readonly string[];
};

/** `preamble` stands before each rule. */
export type Oracle = {
  readonly ask: (questions: readonly Question[], preamble?: string) => readonly Answer[];
  readonly close: () => void;
};

/** Latin1 throughout. `files` are written where rules look for them. */
export function openOracle(files: Readonly<Record<string, string>>): Oracle {
  const folder = mkdtempSync(join(tmpdir(), "secl-oracle-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, "latin1");
  run(folder, "g++", ["-std=c++17", "-o", "oracle", SOURCE, "-lmodsecurity"], "");
  return {
    ask: (questions, preamble = "") =>
      readAnswers(questions, run(folder, "./oracle", [], linesOf(questions, preamble))),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function run(cwd: string, program: string, args: readonly string[], input: string): string {
  const limits = { maxBuffer: ANSWERS_LIMIT_BYTES, timeout: 120_000 };
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, input, encoding: "latin1", ...limits });
  assert.equal(status, 0, `${program}: ${stderr}`);
  return stdout;
}

const ruleOf = ({ operation, transformations }: Question): string =>
  `R ${hex(operation)} ${transformations.join(",") || "-"}`;

/** A rule is sent once for all values in a row that are put to it. */
function linesOf(questions: readonly Question[], preamble: string): string {
  const lines = preamble === "" ? [] : [`P ${hex(preamble)}`];
  let last = "";
  for (const question of questions) {
    const rule = ruleOf(question);
    if (rule !== last) lines.push(rule);
    last = rule;
    lines.push(`V ${hex(question.value)}`);
  }
  return `${lines.join("\n")}\n`;
}

function readAnswers(questions: readonly Question[], output: string): Answer[] {
  // Lines of rules and of the preamble are told from values by their first word.
  const answers: Answer[] = [];
  let isAccepted = true;
  for (const line of output.trimEnd().split("\n")) {
    const [first = "", value = "-", ...captures] = line.split(" ");
    if (first === "ok" || first === "refused") isAccepted = first === "ok";
    else {
      const matches = isAccepted ? first === "1" : undefined;
      answers.push({ matches, value: bytes(value), captures: captures.map(bytes) });
    }
  }
  assert.equal(answers.length, questions.length, "an answer for each question");
  return answers;
}

const hex = (text: string): string => Buffer.from(text, "latin1").toString("hex") || "-";
const bytes = (text: string): string => (text === "." ? "" : Buffer.from(text, "hex").toString("latin1"));
