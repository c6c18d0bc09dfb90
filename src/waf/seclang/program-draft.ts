// Carries directives out in their order: rules take the defaults that hold where they stand, chains are
// joined, removals and updates meet the rules before them.

import type { Place } from "#kernel/diagnostic.ts";
import { checkDefaults, checkHead, checkLink, checkUpdate } from "./check-actions.ts";
import type { ActionCall, Directive } from "./directive.ts";
import type { EngineSettings, Marker, Phase, Rule } from "./program.ts";
import type { ProgramSource } from "./program-source.ts";
import { readActions } from "./read-actions.ts";
import { SettingsDraft } from "./read-settings.ts";
import type { Report } from "./report.ts";
import { mergeActions, type RuleActions } from "./rule-actions.ts";
import { builtInDefaults, type LinkDraft, linkDefaults, type RuleDraft } from "./rule-draft.ts";
import { RuleList } from "./rule-list.ts";

type RuleDirective = Extract<Directive, { kind: "rule" | "action" }>;

export type FinishedDraft = {
  readonly settings: EngineSettings;
  readonly phases: readonly (readonly (Rule | Marker)[])[];
};

const PHASES: readonly Phase[] = [1, 2, 3, 4, 5];

export class ProgramDraft {
  readonly #report: Report;
  readonly #settings: SettingsDraft;
  readonly #rules: RuleList;
  readonly #defaults = new Map<Phase, RuleActions>();
  /** The chain whose next rule is due. */
  #openChain: RuleDraft | undefined;
  /** A line that could not be read may have begun a chain: what follows need not have an id. */
  #isBehindUnreadable = false;

  constructor(source: ProgramSource, report: Report) {
    this.#report = report;
    this.#settings = new SettingsDraft(source, report);
    this.#rules = new RuleList(report);
  }

  add(directive: Directive): void {
    if (directive.kind === "rule" || directive.kind === "action") {
      this.#addRule(directive);
      return;
    }
    this.#isBehindUnreadable = directive.kind === "unreadable";
    if (directive.kind === "unreadable") {
      this.#openChain = undefined;
      return;
    }
    this.#endChain();
    switch (directive.kind) {
      case "marker":
        this.#rules.addMarker(directive.label);
        break;
      case "default-actions":
        this.#setDefaults(directive.actions, directive.place);
        break;
      case "target-update":
        this.#rules.updateTargets(directive);
        break;
      case "action-update":
        this.#updateActions(directive);
        break;
      case "setting":
        if (directive.name.startsWith("SecRuleRemove")) this.#rules.remove(directive);
        else this.#settings.set(directive);
    }
  }

  finish(): FinishedDraft {
    this.#endChain();
    const phases: (Rule | Marker)[][] = PHASES.map(() => []);
    for (const item of this.#rules.finish()) {
      if (item.kind === "marker") for (const items of phases) items.push(item);
      else phases[item.phase - 1]?.push(item);
    }
    return { settings: this.#settings.finish(), phases };
  }

  #addRule(directive: RuleDirective): void {
    const actions = readActions(directive.actions, this.#report);
    const targets = directive.kind === "rule" ? directive.targets : [];
    const operator = directive.kind === "rule" ? directive.operator : undefined;
    const link: LinkDraft = { targets, operator, actions, place: directive.place };
    const chain = this.#openChain;
    if (chain === undefined) {
      this.#beginRule(link, directive);
      return;
    }
    checkLink(directive.actions, this.#report);
    link.actions = mergeActions(linkDefaults(chain.defaults), actions);
    chain.links.push(link);
    if (!actions.isChained) this.#openChain = undefined;
  }

  #beginRule(link: LinkDraft, directive: RuleDirective): void {
    if (!this.#isBehindUnreadable) checkHead(link.actions, directive, this.#report);
    this.#isBehindUnreadable = this.#isBehindUnreadable && link.actions.isChained;
    const defaults = this.#defaults.get(link.actions.phase ?? 2) ?? builtInDefaults;
    link.actions = mergeActions(defaults, { ...link.actions, phase: link.actions.phase ?? 2 });
    const draft: RuleDraft = { kind: "rule", links: [link], defaults };
    this.#rules.add(draft);
    if (link.actions.isChained) this.#openChain = draft;
  }

  #endChain(): void {
    const chain = this.#openChain;
    if (chain === undefined) return;
    this.#openChain = undefined;
    const last = chain.links.at(-1) ?? chain.links[0];
    const hint = "put the next SecRule of the chain right behind this one, or remove the action chain";
    this.#report.error(last.place, "open-chain", "the chain has no further rule", hint);
  }

  #setDefaults(calls: readonly ActionCall[], place: Place): void {
    const actions = readActions(calls, this.#report);
    if (!checkDefaults(calls, actions, place, this.#report) || actions.phase === undefined) return;
    this.#defaults.set(actions.phase, mergeActions(builtInDefaults, actions));
  }

  #updateActions(directive: Extract<Directive, { kind: "action-update" }>): void {
    const actions = readActions(directive.actions, this.#report);
    if (!checkUpdate(directive.actions, this.#report)) return;
    for (const { draft, link } of this.#rules.find(directive.rules)) {
      const found = draft.links[link];
      if (found === undefined) continue;
      if (link > 0) checkLink(directive.actions, this.#report);
      found.actions = mergeActions(found.actions, actions);
    }
  }
}
