// Small programs and requests by chance, from few words, so that rules meet each other's variables, labels
// and ids: what makes the fast way leave out too much, or too little, is nearly always two rules side by
// side.

import fc from "fast-check";

/** Of TX one member or their number: in which order it is gone through is nobody's promise. */
const TARGETS = [
  ..."ARGS ARGS:a ARGS:/b/ ARGS|!ARGS:b &ARGS &ARGS:b ARGS_NAMES ARGS_COMBINED_SIZE QUERY_STRING".split(" "),
  ..."REQUEST_URI REQUEST_METHOD REQUEST_HEADERS:x-y REQUEST_HEADERS|ARGS REQUEST_HEADERS_NAMES".split(" "),
  ..."REQUEST_COOKIES RESPONSE_STATUS REQUEST_BODY ARGS_POST RESPONSE_BODY RESPONSE_HEADERS:z".split(" "),
  ..."TX:s TX:t &TX:s &TX:/^s/ &TX TX:0 TX:1 MATCHED_VAR MATCHED_VARS MATCHED_VARS_NAMES HIGHEST_SEVERITY".split(
    " ",
  ),
];

const OPERATORS = [
  ..."@rx a+|@rx ^(a)(b)?|!@rx a|@rx ^$|@rx (?i)AB|@contains ab|!@contains a|@streq a|@endsWith b".split("|"),
  ..."@eq 0|@eq 1|!@eq 1|@ge 2|@lt 1|@pm bc ab|@within a ab 1|@beginsWith a|@unconditionalMatch".split("|"),
  ..."@streq %{tx.s}|@ge %{tx.t}|@contains %{tx.s}|!@streq %{tx.0}|@noMatch|@rx \\d|@strmatch b".split("|"),
];

const TRANSFORMATIONS = [
  ...["", "t:none", "t:lowercase", "t:none,t:urlDecodeUni,t:trim", "t:length", "t:none,t:removeWhitespace"],
  ...["t:none,t:urlDecodeUni,t:lowercase,multiMatch", "t:none,t:base64Decode", "t:none,t:hexEncode"],
];

const EFFECTS = [
  ..."setvar:tx.s=1 setvar:tx.s=+1 setvar:tx.s=-1 setvar:tx.t=%{tx.s} setvar:!tx.s setvar:tx.s=a".split(" "),
  ..."setvar:tx.%{tx.0}=1 setvar:tx.s=%{MATCHED_VAR} setvar:tx.t=+%{tx.s} setvar:tx.s_%{MATCHED_VAR_NAME}=b".split(
    " ",
  ),
  ..."setvar:tx.t=1 setvar:tx.u=%{tx.1} capture".split(" "),
];

const CONTROLS = [
  ..."ctl:ruleRemoveById=102 ctl:ruleRemoveById=103-105 ctl:ruleRemoveByTag=t1 ctl:ruleRemoveByMsg=m1".split(
    " ",
  ),
  ..."ctl:ruleRemoveTargetById=103;ARGS:a ctl:ruleRemoveTargetByTag=t2;ARGS ctl:ruleEngine=DetectionOnly".split(
    " ",
  ),
];

const FLOWS = ["pass", "pass", "pass", "deny,status:403", "block", "allow", "allow:phase", "allow:request"];
const JUMPS = ["", "", "", "skip:1", "skip:2", "skipAfter:M1", "skipAfter:M2"];
const LOGS = ["log", "nolog", "nolog", "nolog,auditlog", "log,logdata:%{MATCHED_VAR}-%{tx.0}"];
const LABELS = ["", "tag:t1", "tag:t2", "msg:m1", "msg:%{tx.s}", "severity:2"];

const oneOf = (texts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);
const some = (texts: readonly string[], maxLength: number): fc.Arbitrary<string[]> =>
  fc.array(oneOf(texts), { maxLength });

const link = fc.record({
  target: oneOf(TARGETS),
  operator: oneOf(OPERATORS),
  actions: fc
    .tuple(oneOf(TRANSFORMATIONS), some(EFFECTS, 2), some(CONTROLS, 1))
    .map(([transformation, effects, controls]) => [transformation, ...effects, ...controls]),
});

const head = fc
  .tuple(fc.constantFrom(1, 1, 2, 2, 3, 4, 5), oneOf(FLOWS), oneOf(JUMPS), oneOf(LOGS), oneOf(LABELS))
  .map(([phase, flow, jump, log, label]) => [`phase:${phase}`, flow, jump, log, label]);

type Statement = (id: number) => string;

const listed = (actions: readonly string[]): string => actions.filter((action) => action !== "").join(",");

const rule: fc.Arbitrary<Statement> = fc
  .tuple(head, fc.array(link, { minLength: 1, maxLength: 3 }))
  .map(([first, links]) => (id) => {
    const lines = links.map(({ target, operator, actions }, index) => {
      const chain = index < links.length - 1 ? "chain" : "";
      const all = index === 0 ? [`id:${id}`, ...first, ...actions, chain] : [...actions, chain];
      return `SecRule ${target} "${operator}" "${listed(all) || "t:none"}"`;
    });
    return lines.join("\n");
  });

const action: fc.Arbitrary<Statement> = fc
  .tuple(fc.constantFrom(1, 2, 3), some(EFFECTS.slice(0, 5), 2), oneOf(JUMPS))
  .map(
    ([phase, effects, jump]) =>
      (id) =>
        `SecAction "${listed([`id:${id}`, `phase:${phase}`, "pass", "nolog", ...effects, jump])}"`,
  );

const marker: fc.Arbitrary<Statement> = oneOf(["M1", "M2"]).map((label) => () => `SecMarker ${label}`);

const statement = fc.oneof(
  { arbitrary: rule, weight: 5 },
  { arbitrary: action, weight: 3 },
  { arbitrary: marker, weight: 1 },
);

/** A program's text. Every label that is jumped to stands at its end once more. */
export const randomProgram: fc.Arbitrary<string> = fc
  .array(statement, { minLength: 1, maxLength: 9 })
  .map((statements) => {
    const lines = statements.map((each, index) => each(101 + index));
    const settings = ["SecRuleEngine On", "SecRequestBodyAccess On", "SecResponseBodyAccess On"];
    return [...settings, ...lines, "SecMarker M1", "SecMarker M2"].join("\n");
  });

export type SmallRequest = {
  readonly query: string;
  readonly header: string;
  readonly body: string;
  readonly answer: string;
};

const WORDS = ["", "a", "b", "ab", "1", "2", "AB", "%61b", "a+b", "YWI=", "aab", "bc"];

const pairs = fc
  .array(fc.tuple(oneOf(["a", "b", "ab", "c"]), oneOf(WORDS)), { maxLength: 3 })
  .map((list) => list.map(([name, value]) => `${name}=${value}`).join("&"));

export const smallRequest: fc.Arbitrary<SmallRequest> = fc.record({
  query: pairs,
  header: oneOf(WORDS),
  body: pairs,
  answer: oneOf(WORDS),
});
