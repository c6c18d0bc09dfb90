// Reads one test file. What the file says and this does not know is an error: a test that is half understood
// proves nothing.

import { LineCounter, parseDocument } from "yaml";
import type { Diagnostic } from "#kernel/diagnostic.ts";
import { expandTemplate } from "./expand-template.ts";
import type { FtwInput, FtwOutput, FtwStage, FtwTest } from "./ftw-test.ts";

type Mapping = Readonly<Record<string, unknown>>;

export type FtwFile = { readonly tests: readonly FtwTest[]; readonly diagnostics: readonly Diagnostic[] };

/** @param file its name, for messages */
export function readFtwFile(file: string, text: string): FtwFile {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    return { tests: [], diagnostics: [flaw(file, line, col, error.message.split("\n", 1)[0] ?? "")] };
  }
  try {
    const root: unknown = document.toJS();
    // All of its tests may be commented out.
    return { tests: root === null ? [] : testsOf(file, mapping(root)), diagnostics: [] };
  } catch (problem) {
    if (!(problem instanceof TypeError)) throw problem;
    return { tests: [], diagnostics: [flaw(file, 1, 1, problem.message)] };
  }
}

const flaw = (file: string, line: number, column: number, message: string): Diagnostic => ({
  file,
  line,
  column,
  severity: "error",
  code: "test-malformed",
  message,
  hint: "the form is that of go-ftw: rule_id, tests, stages with input and output",
});

function testsOf(file: string, root: Mapping): FtwTest[] {
  const ruleId = wholeNumber(root["rule_id"] ?? /(\d+)\.ya?ml$/.exec(file)?.[1]);
  return list(root["tests"]).map((entry, index) => {
    const test = mapping(entry);
    const testId = wholeNumber(test["test_id"] ?? index + 1);
    const stages = list(test["stages"]).map((stage) => stageOf(mapping(stage)));
    return { name: `${ruleId}-${testId}`, ruleId, testId, file, stages };
  });
}

function stageOf(stage: Mapping): FtwStage {
  // Older files have one more level.
  const inner = stage["stage"] === undefined ? stage : mapping(stage["stage"]);
  return { input: inputOf(mapping(inner["input"])), output: outputOf(mapping(inner["output"])) };
}

function inputOf(input: Mapping): FtwInput {
  const encoded = input["encoded_request"];
  if (typeof encoded === "string" && encoded !== "") {
    return { kind: "raw", bytes: Buffer.from(encoded, "base64").toString("latin1") };
  }
  return {
    kind: "parts",
    method: text(input["method"], "GET"),
    uri: text(input["uri"], "/"),
    version: text(input["version"], "HTTP/1.1"),
    headers: headersOf(input["headers"]),
    data: expandTemplate(text(input["data"], "")),
    completesHeaders: input["autocomplete_headers"] !== false && input["stop_magic"] !== true,
  };
}

function headersOf(value: unknown): [string, string][] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) {
    return value.map((entry) => {
      const { name, value: content } = mapping(entry);
      return [text(name, ""), text(content, "")];
    });
  }
  return Object.entries(mapping(value)).map(([name, content]) => [bytes(name), text(content, "")]);
}

function outputOf(output: Mapping): FtwOutput {
  const log = output["log"] === undefined ? {} : mapping(output["log"]);
  const status = output["status"];
  return {
    status: status === undefined ? undefined : wholeNumber(status),
    expectsError: typeof output["expect_error"] === "boolean" ? output["expect_error"] : undefined,
    expectIds: list(log["expect_ids"]).map(wholeNumber),
    noExpectIds: list(log["no_expect_ids"]).map(wholeNumber),
    matchRegex: pattern(log["match_regex"] ?? output["log_contains"]),
    noMatchRegex: pattern(log["no_match_regex"] ?? output["no_log_contains"]),
    isIsolated: output["isolated"] === true,
    retriesOnce: output["retry_once"] === true,
  };
}

const pattern = (value: unknown): string | undefined => (value === undefined ? undefined : text(value, ""));

function mapping(value: unknown): Mapping {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError("a mapping is missing, or something else stands in its place");
  }
  // An object of a YAML document has string keys.
  return value as Mapping;
}

function list(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new TypeError("a list is missing, or something else stands in its place");
  return value;
}

function wholeNumber(value: unknown): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new TypeError(`${JSON.stringify(value)} is not a whole number`);
  return number;
}

function text(value: unknown, otherwise: string): string {
  if (value === undefined || value === null) return otherwise;
  if (typeof value === "string") return bytes(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new TypeError(`${JSON.stringify(value)} is not a text`);
}

/** What goes over the wire is UTF-8. */
const bytes = (value: string): string => Buffer.from(value, "utf8").toString("latin1");
