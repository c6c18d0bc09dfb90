// The rules in their order, as directives add, remove and update them.

import { readPattern } from "./check-pattern.ts";
import type { Argument, Directive, Target } from "./directive.ts";
import { isInRange, parseIdRanges, parseReferences, type RuleReference } from "./id-ranges.ts";
import { type Macro, macroText } from "./macro.ts";
import type { Marker, Rule } from "./program.ts";
import { type Report, shown } from "./report.ts";
import { headActions, type RuleDraft, ruleOf } from "./rule-draft.ts";
import { PlacedText } from "./source-text.ts";

export type FoundRule = { readonly draft: RuleDraft; readonly link: number };

type TargetUpdate = Extract<Directive, { kind: "target-update" }>;
type Setting = Extract<Directive, { kind: "setting" }>;

export class RuleList {
  readonly #report: Report;
  #items: (RuleDraft | Marker)[] = [];
  readonly #byId = new Map<number, RuleDraft>();

  constructor(report: Report) {
    this.#report = report;
  }

  addMarker(label: string): void {
    this.#items.push({ kind: "marker", label });
  }

  add(draft: RuleDraft): void {
    this.#items.push(draft);
    const { id } = headActions(draft);
    if (id === undefined) return;
    const first = this.#byId.get(id);
    if (first === undefined) {
      this.#byId.set(id, draft);
      return;
    }
    const { file, line } = first.links[0].place;
    const message = `the id ${id} is taken by the rule at ${file}:${line}`;
    this.#report.error(
      draft.links[0].place,
      "duplicate-id",
      message,
      "give it a number that no other rule has",
    );
  }

  /** Rules by number, range or list, with the rule of the chain that each names. Says so where there is
   * none. */
  find(rules: Argument): FoundRule[] {
    const references = parseReferences(rules.text, rules.place, this.#report) ?? [];
    return references.flatMap((reference) => this.#findOne(reference, rules));
  }

  #findOne(reference: RuleReference, { place }: Argument): FoundRule[] {
    const { from, to, link } = reference;
    const drafts = this.#rules().filter((draft) => isInRange(headActions(draft).id ?? 0, reference));
    const found = drafts.filter((draft) => draft.links.length > link);
    if (found.length === 0) {
      const name = from === to ? `rule ${from}` : `rule from ${from} to ${to}`;
      const message =
        drafts.length === 0 ? `no ${name} stands before this line` : `${name} has no chained rule ${link}`;
      const hint = "this directive must come behind the rules that it changes";
      this.#report.warning(place, "unknown-rule", message, hint);
    }
    return found.map((draft) => ({ draft, link }));
  }

  #rules(): RuleDraft[] {
    return this.#items.filter((item) => item.kind === "rule");
  }

  /** SecRuleRemoveById, -ByMsg and -ByTag. */
  remove(directive: Setting): void {
    for (const argument of directive.arguments) {
      if (directive.name === "SecRuleRemoveById") this.#removeById(argument);
      else
        this.#removeAll(this.#findByText(argument, directive.name === "SecRuleRemoveByMsg" ? "msg" : "tag"));
    }
  }

  #removeById(argument: Argument): void {
    if (parseIdRanges(argument.text, argument.place, this.#report) === undefined) return;
    this.#removeAll(this.find(argument).map((found) => found.draft));
  }

  /** Where a rule is what another's skipAfter goes behind, a marker stays. */
  #removeAll(drafts: readonly RuleDraft[]): void {
    const removed: ReadonlySet<unknown> = new Set(drafts);
    const targets = new Set(this.#rules().map((draft) => headActions(draft).skipAfter));
    this.#items = this.#items.flatMap((item) => {
      if (!removed.has(item) || item.kind === "marker") return [item];
      const { id = 0 } = headActions(item);
      this.#byId.delete(id);
      return targets.has(String(id)) ? [{ kind: "marker", label: String(id) }] : [];
    });
  }

  #findByText(argument: Argument, by: "msg" | "tag"): RuleDraft[] {
    const matches = readPattern(PlacedText.at(argument.place, argument.text), false, this.#report);
    if (matches === undefined) return [];
    const found = this.#rules().filter((draft) => textsOf(draft, by).some(matches));
    if (found.length === 0) {
      const what = by === "msg" ? "message" : "tag";
      const hint = "this directive must come behind the rules that it changes";
      const message = `no rule before this line has a ${what} that ${shown(argument.text)} matches`;
      this.#report.warning(argument.place, "unknown-rule", message, hint);
    }
    return found;
  }

  updateTargets({ by, rules, targets, replaced }: TargetUpdate): void {
    const found: readonly FoundRule[] =
      by === "id" ? this.find(rules) : this.#findByText(rules, by).map((draft) => ({ draft, link: 0 }));
    for (const { draft, link: index } of found) {
      const link = draft.links[index];
      if (link === undefined) continue;
      if (link.operator === undefined) this.#reportNoTargets(rules, draft);
      else link.targets = [...this.#without(link.targets, replaced, rules), ...targets];
    }
  }

  #without(targets: readonly Target[], replaced: readonly Target[], { place }: Argument): readonly Target[] {
    const absent = replaced.find((each) => !isNamed(each, targets));
    if (absent !== undefined) {
      const message = `the rule does not look at ${nameOf(absent)}: there is nothing to replace`;
      this.#report.warning(place, "unknown-target", message, "write the target as the rule has it");
    }
    return targets.filter((each) => !isNamed(each, replaced));
  }

  #reportNoTargets(rules: Argument, draft: RuleDraft): void {
    const message = `rule ${headActions(draft).id ?? 0} is a SecAction: it has no targets`;
    this.#report.error(rules.place, "no-targets", message, "name another rule");
  }

  finish(): (Rule | Marker)[] {
    return this.#items.map((item) => (item.kind === "marker" ? item : ruleOf(item)));
  }
}

function textsOf(draft: RuleDraft, by: "msg" | "tag"): string[] {
  const { message = [], tags } = headActions(draft);
  const macros: readonly Macro[] = by === "msg" ? [message] : tags;
  return macros.map(macroText);
}

/** The same variable and selector, whatever the case. */
function isNamed(target: Target, among: readonly Target[]): boolean {
  const name = nameOf(target);
  return among.some((each) => nameOf(each) === name);
}

function nameOf({ variable, selector, isCount, isExclusion }: Target): string {
  const marks = `${isExclusion ? "!" : ""}${isCount ? "&" : ""}`;
  if (selector.kind === "all") return `${marks}${variable}`;
  const text = selector.kind === "key" ? selector.key : `/${selector.pattern}/`;
  return `${marks}${variable}:${text.toLowerCase()}`;
}
