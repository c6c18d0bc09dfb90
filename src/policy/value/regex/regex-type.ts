// Regex as expressions see it. Time-outs are read and mean nothing: the fuel ends what would run for long.

import { defineType, type Implementation, type Members } from "../../type/type-definition.ts";
import { intType, stringType } from "../../type/well-known.ts";
import { ClrArray } from "../boxed.ts";
import { argumentNull } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import type { Match } from "./match.ts";
import { Regex } from "./regex.ts";
import { escapePattern, unescapePattern } from "./regex-escape.ts";
import { expandReplacement, parseReplacement } from "./replacement.ts";

type Text = string | null;
type Evaluator = ((match: Match) => Text) | null;

function replaceBy(
  run: Run,
  regex: Regex,
  ...[input, replacement, count, startAt]: [Text, Text, number?, number?]
): Text {
  if (input === null) throw argumentNull("input");
  if (replacement === null) throw argumentNull("replacement");
  const parts = parseReplacement(run, replacement, regex.compiled.groups);
  return regex.replace(run, input, (match) => expandReplacement(run, parts, match), count, startAt);
}

function replaceWith(
  run: Run,
  regex: Regex,
  ...[input, evaluator, count, startAt]: [Text, Evaluator, number?, number?]
): Text {
  if (input === null) throw argumentNull("input");
  if (evaluator === null) throw argumentNull("evaluator");
  return regex.replace(run, input, evaluator, count, startAt);
}

function split(run: Run, regex: Regex, input: Text, count?: number, startAt?: number): ClrArray {
  return new ClrArray(stringType, regex.split(run, input, count, startAt));
}

const constructors: Members = {
  "new(string pattern)": (run: Run, pattern: Text) => Regex.make(run, pattern),
  "new(string pattern, RegexOptions options)": (run: Run, pattern: Text, options: number) =>
    Regex.make(run, pattern, options),
  "new(string pattern, RegexOptions options, TimeSpan matchTimeout)": (
    run: Run,
    pattern: Text,
    options: number,
  ) => Regex.make(run, pattern, options),
};

const instance: Members = {
  "bool IsMatch(string input)": (run: Run, regex: Regex, input: Text) => regex.isMatch(run, input),
  "bool IsMatch(string input, int startat)": (run: Run, regex: Regex, input: Text, startAt: number) =>
    regex.isMatch(run, input, startAt),
  "Match Match(string input)": (run: Run, regex: Regex, input: Text) => regex.match(run, input),
  "Match Match(string input, int startat)": (run: Run, regex: Regex, input: Text, startAt: number) =>
    regex.match(run, input, startAt),
  "MatchCollection Matches(string input)": (run: Run, regex: Regex, input: Text) => regex.matches(run, input),
  "MatchCollection Matches(string input, int startat)": (
    run: Run,
    ...[regex, input, startAt]: [Regex, Text, number]
  ) => regex.matches(run, input, startAt),
  "string Replace(string input, string replacement)": replaceBy,
  "string Replace(string input, string replacement, int count)": replaceBy,
  "string Replace(string input, string replacement, int count, int startat)": replaceBy,
  "string Replace(string input, MatchEvaluator evaluator)": replaceWith,
  "string Replace(string input, MatchEvaluator evaluator, int count)": replaceWith,
  "string Replace(string input, MatchEvaluator evaluator, int count, int startat)": replaceWith,
  "string[] Split(string input)": split,
  "string[] Split(string input, int count)": split,
  "string[] Split(string input, int count, int startat)": split,
};

const facts: Members = {
  "RegexOptions Options": (_run: Run, regex: Regex) => regex.compiled.options,
  "bool RightToLeft": (_run: Run, regex: Regex) => regex.isRightToLeft,
  "string ToString()": (_run: Run, regex: Regex) => regex.toString(),
  "string[] GetGroupNames()": (_run: Run, regex: Regex) =>
    new ClrArray(stringType, [...regex.compiled.groups.names]),
  "int[] GetGroupNumbers()": (_run: Run, regex: Regex) =>
    new ClrArray(intType, [...regex.compiled.groups.numbers]),
  "string GroupNameFromNumber(int i)": (_run: Run, regex: Regex, number: number) =>
    regex.compiled.groups.nameOf(number),
  "int GroupNumberFromName(string name)": (_run: Run, regex: Regex, name: Text) => {
    if (name === null) throw argumentNull("name");
    return regex.compiled.groups.numberOf(name) ?? -1;
  },
};

/** A static member with its pattern, then with options, then with a time-out. */
function overloads(head: string, call: Implementation): Members {
  return {
    [`static ${head})`]: call,
    [`static ${head}, RegexOptions options)`]: call,
    [`static ${head}, RegexOptions options, TimeSpan matchTimeout)`]: call,
  };
}

function searching(head: string, body: (run: Run, regex: Regex, input: Text) => unknown): Members {
  return overloads(head, (run: Run, input: Text, pattern: Text, options = 0) =>
    body(run, Regex.make(run, pattern, options), input),
  );
}

function replacing<Replacement>(
  head: string,
  body: (run: Run, regex: Regex, input: Text, replacement: Replacement) => unknown,
): Members {
  return overloads(
    head,
    (run: Run, ...[input, pattern, replacement, options = 0]: [Text, Text, Replacement, number?]) =>
      body(run, Regex.make(run, pattern, options), input, replacement),
  );
}

const statics: Members = {
  ...searching("bool IsMatch(string input, string pattern", (run, regex, input) => regex.isMatch(run, input)),
  ...searching("Match Match(string input, string pattern", (run, regex, input) => regex.match(run, input)),
  ...searching("MatchCollection Matches(string input, string pattern", (run, regex, input) =>
    regex.matches(run, input),
  ),
  ...searching("string[] Split(string input, string pattern", (run, regex, input) =>
    split(run, regex, input),
  ),
  ...replacing("string Replace(string input, string pattern, string replacement", replaceByText),
  ...replacing("string Replace(string input, string pattern, MatchEvaluator evaluator", replaceByCall),
};

function replaceByText(run: Run, regex: Regex, input: Text, replacement: Text): Text {
  return replaceBy(run, regex, input, replacement);
}

function replaceByCall(run: Run, regex: Regex, input: Text, evaluator: Evaluator): Text {
  return replaceWith(run, regex, input, evaluator);
}

export const regexDefinition = defineType({
  name: "System.Text.RegularExpressions.Regex",
  kind: "class",
  isInstance: (value) => value instanceof Regex,
  members: {
    ...constructors,
    ...statics,
    "static string Escape(string str)": escapePattern,
    "static string Unescape(string str)": unescapePattern,
    ...instance,
    ...facts,
  },
});
