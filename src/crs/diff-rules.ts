// What changes between two versions of a rule set, rule by rule: what an administrator has to know before the
// switch, since every added or widened rule may meet good requests.

import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Diagnostic } from "#kernel/diagnostic.ts";
import { buildProgram, macroText, type Rule, type Target } from "#waf/waf.ts";

export type RuleFacts = {
  readonly phase: number;
  readonly message: string;
  /** 1 to 4; 0 where the rule tells none. */
  readonly paranoiaLevel: number;
  /** -1 where the rule has none. */
  readonly severity: number;
  /** One line per link of the chain. */
  readonly targets: readonly string[];
  readonly pattern: readonly string[];
  readonly transformations: readonly string[];
};

type FactName = Exclude<keyof RuleFacts, "message">;

export type RuleChange = {
  readonly id: number;
  readonly message: string;
  readonly changes: readonly { readonly what: FactName; readonly before: string; readonly after: string }[];
};

export type RuleSetDiff = {
  readonly added: readonly {
    readonly id: number;
    readonly message: string;
    readonly paranoiaLevel: number;
  }[];
  readonly removed: readonly {
    readonly id: number;
    readonly message: string;
    readonly paranoiaLevel: number;
  }[];
  readonly changed: readonly RuleChange[];
};

export type ReadRules = {
  /** By id; undefined where the files have errors. */
  readonly rules: ReadonlyMap<number, RuleFacts> | undefined;
  readonly diagnostics: readonly Diagnostic[];
};

/** @param folder with rules/ and, maybe, crs-setup.conf.example */
export function readRules(folder: string): ReadRules {
  const setup = join(folder, "crs-setup.conf.example");
  const files = [...(existsSync(setup) ? [setup] : []), ...globSync(join(folder, "rules/*.conf")).toSorted()];
  const { program, diagnostics } = buildProgram({
    roots: files.map((file) => ({ file })),
    readFile: (path) => (existsSync(path) ? readFileSync(path, "latin1") : undefined),
    glob: (pattern) => globSync(pattern).toSorted(),
  });
  if (program === undefined) return { rules: undefined, diagnostics };
  const rules = new Map<number, RuleFacts>();
  for (const item of program.phases.flat()) {
    if (item.kind === "rule" && item.id > 0) rules.set(item.id, factsOf(item));
  }
  return { rules, diagnostics };
}

function factsOf(rule: Rule): RuleFacts {
  const levels = rule.tags.map((tag) => /^paranoia-level\/([1-4])$/.exec(macroText(tag))?.[1]);
  return {
    phase: rule.phase,
    message: macroText(rule.message),
    paranoiaLevel: Number(levels.find((each) => each !== undefined) ?? 0),
    severity: rule.severity,
    targets: rule.links.map(({ targets }) => targets.map(targetText).join("|")),
    pattern: rule.links.map(({ operator }) =>
      operator === undefined ? "" : `${operator.isNegated ? "!" : ""}@${operator.name} ${operator.argument}`,
    ),
    transformations: rule.links.map(({ transformations }) => transformations.join(",")),
  };
}

function targetText({ variable, selector, isCount, isExclusion }: Target): string {
  const mark = `${isExclusion ? "!" : ""}${isCount ? "&" : ""}`;
  if (selector.kind === "all") return `${mark}${variable}`;
  return `${mark}${variable}:${selector.kind === "key" ? selector.key : `/${selector.pattern}/`}`;
}

const compared: readonly FactName[] = [
  "pattern",
  "targets",
  "severity",
  "paranoiaLevel",
  "transformations",
  "phase",
];

export function diffRules(
  before: ReadonlyMap<number, RuleFacts>,
  after: ReadonlyMap<number, RuleFacts>,
): RuleSetDiff {
  return {
    added: listOf(after).filter(({ id }) => !before.has(id)),
    removed: listOf(before).filter(({ id }) => !after.has(id)),
    changed: listOf(after).flatMap(({ id, message }) => {
      const [old, now] = [before.get(id), after.get(id)];
      if (old === undefined || now === undefined) return [];
      const changes = compared
        .map((what) => ({ what, before: textOf(old[what]), after: textOf(now[what]) }))
        .filter((change) => change.before !== change.after);
      return changes.length === 0 ? [] : [{ id, message, changes }];
    }),
  };
}

const listOf = (rules: ReadonlyMap<number, RuleFacts>): RuleSetDiff["added"][number][] =>
  [...rules]
    .map(([id, { message, paranoiaLevel }]) => ({ id, message, paranoiaLevel }))
    .toSorted((a, b) => a.id - b.id);

const textOf = (fact: RuleFacts[FactName]): string =>
  typeof fact === "number" ? String(fact) : fact.join(" ⏎ ");
