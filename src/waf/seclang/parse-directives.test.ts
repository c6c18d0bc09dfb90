import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { printDirective } from "../../../test/harness/print-directive.ts";
import { actionTable } from "./action-names.ts";
import type { ActionCall, Directive, OperatorCall, Target } from "./directive.ts";
import { directiveTable } from "./directive-names.ts";
import { operatorTable } from "./operator-names.ts";
import { parseDirectives } from "./parse-directives.ts";
import { Report } from "./report.ts";
import { variableTable } from "./variable-names.ts";

function parsed(text: string): Directive[] {
  const report = new Report();
  const directives = parseDirectives("a.conf", text, report);
  assert.deepEqual(report.diagnostics, []);
  return directives;
}

test("names of directives count without regard to case", () => {
  const [directive] = parsed("secruleENGINE On");
  assert.ok(directive?.kind === "setting");
  assert.equal(directive.name, "SecRuleEngine");
});

test("every part of a rule knows its place, over continued lines too", () => {
  const [rule] = parsed('\nSecRule ARGS|!ARGS:a \\\r\n  "!@within x" \\\r\n  "id:1,\\\r\n   msg:\'m\'"');
  assert.ok(rule?.kind === "rule");
  const places = [
    rule.place,
    ...rule.targets.map((target) => target.place),
    rule.operator.place,
    ...rule.actions.flatMap((action) => [action.place, action.argumentPlace]),
  ];
  assert.deepEqual(
    places.map(({ line, column }) => `${line}:${column}`),
    ["2:1", "2:9", "2:14", "3:4", "4:4", "4:7", "5:4", "5:9"],
  );
});

const place = { file: "a.conf", line: 1, column: 1 };

/** Backslashes stand in pairs, or before what is no quote: other text cannot be written in quotes. */
const text = fc
  .array(fc.constantFrom(..."abAZ09 .,|:;=/!&@%(){}#'\"", "\\d", "\\\\", "é", "\t"), { maxLength: 12 })
  .map((parts) => parts.join(""));
const filled = text.filter((value) => value !== "");

const target: fc.Arbitrary<Target> = fc
  .record({
    entry: fc.constantFrom(...variableTable.filter((variable) => !variable.isRefused)),
    key: filled,
    pattern: fc.constantFrom("^a", "a|b,c", "x{1,2}", "\\d/\\/", "[/|]b", "it's", 'a"b', "(?:a b)", "é"),
    form: fc.constantFrom("all", "key", "pattern"),
    mark: fc.constantFrom("", "&"),
  })
  .map(({ entry, key, pattern, form, mark }) => {
    const common = { variable: entry.name, isCount: mark === "&", isExclusion: false, place };
    const isPlain = form === "all" || entry.selector === "none" || (form === "key" && key.startsWith("/"));
    if (isPlain) return { ...common, selector: { kind: "all" } };
    if (form === "key" || entry.selector === "xpath") return { ...common, selector: { kind: "key", key } };
    return { ...common, selector: { kind: "pattern", pattern } };
  });

const operator: fc.Arbitrary<OperatorCall> = fc
  .record({
    entry: fc.constantFrom(...operatorTable.filter((each) => !each.isRefused)),
    argument: filled.filter((value) => !/^\s|%\{/.test(value)),
    isNegated: fc.boolean(),
  })
  .map(({ entry, argument, isNegated }) => {
    return { name: entry.name, argument: entry.argument === "none" ? "" : argument, isNegated, place };
  });

const action: fc.Arbitrary<ActionCall> = fc
  .record({ entry: fc.constantFrom(...actionTable.filter((each) => !each.isRefused)), argument: filled })
  .map(({ entry, argument }) => {
    const name = entry.name.toLowerCase();
    return { name, argument: entry.argument === "none" ? "" : argument, place, argumentPlace: place };
  });

const actions = fc.array(action, { minLength: 1, maxLength: 6 });
const targets = fc.array(target, { minLength: 1, maxLength: 4 });
const argument = text.map((value) => ({ text: value, place }));
const settings = directiveTable.filter(
  ({ name, verdict }) =>
    verdict === "used" && !/^Sec(Rule|Action|Marker|DefaultAction|RuleUpdate\w+)$/.test(name),
);

const directive: fc.Arbitrary<Directive> = fc.oneof(
  fc.record({ kind: fc.constant("rule" as const), targets, operator, actions, place: fc.constant(place) }),
  fc.record({ kind: fc.constant("action" as const), actions, place: fc.constant(place) }),
  fc.record({ kind: fc.constant("marker" as const), label: text, place: fc.constant(place) }),
  fc.record({ kind: fc.constant("default-actions" as const), actions, place: fc.constant(place) }),
  fc.record({
    kind: fc.constant("target-update" as const),
    by: fc.constantFrom("id", "msg", "tag"),
    rules: argument,
    targets,
    replaced: fc.oneof(fc.constant([]), targets),
    place: fc.constant(place),
  }),
  fc.record({
    kind: fc.constant("action-update" as const),
    rules: argument,
    actions,
    place: fc.constant(place),
  }),
  fc.constantFrom(...settings).chain(({ name, least, most }) =>
    fc.record({
      kind: fc.constant("setting" as const),
      name: fc.constant(name),
      arguments: fc.array(argument, { minLength: least, maxLength: Math.min(most, 4) }),
      place: fc.constant(place),
    }),
  ),
);

test("a directive that is written and read again is the same", () => {
  fc.assert(
    fc.property(directive, (given) => {
      assert.deepEqual(parsed(printDirective(given)).map(withoutPlaces), [withoutPlaces(given)]);
    }),
    { numRuns: 500 },
  );
});

test("no text makes the reader fail, and what it tells stands where the text is", () => {
  const word = fc.constantFrom(
    "SecRule",
    "SecAction",
    "ARGS",
    "id:1",
    "@rx",
    "<IfModule",
    ">",
    "t:none",
    "ctl:",
  );
  const sign = fc.constantFrom(..." \t\n\"'\\|,:!&/%{}#");
  fc.assert(
    fc.property(fc.array(fc.oneof(word, sign), { maxLength: 40 }), (parts) => {
      const given = parts.join("");
      const report = new Report();
      parseDirectives("a.conf", given, report);
      const lines = given.split("\n");
      for (const { line, column, message } of report.diagnostics)
        assert.ok(column >= 1 && column <= (lines[line - 1]?.length ?? -1) + 1, message);
    }),
    { numRuns: 500 },
  );
});

function withoutPlaces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPlaces);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => key !== "place" && key !== "argumentPlace");
  return Object.fromEntries(kept.map(([key, inner]: [string, unknown]) => [key, withoutPlaces(inner)]));
}
