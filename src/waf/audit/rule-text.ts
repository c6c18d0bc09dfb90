// What a line of ModSecurity's error log says of a rule whatever the request: made when the rule first has a
// line, and kept with it. A rule of the Core Rule Set has a dozen fields and most are the same in each line.

import { literalText, type Macro } from "../seclang/macro.ts";
import type { Disruption, Rule } from "../seclang/program.ts";
import { escapeLog } from "./escape-log.ts";

export type RuleText = {
  /** `Access denied with code 403 (phase 2).`, for the match that ended its request. */
  readonly denial: string;
  /** `Matched operator "@rx" at`; undefined where the rule's last link has no operator. */
  readonly operator: string | undefined;
  /** `[file "…"]` to `[rev "…"]`, and a space. */
  readonly place: string;
  /** The same and `[msg "…"]`; undefined where the message refers to the request. */
  readonly placeAndMessage: string | undefined;
  /** `[severity "…"]` to `[accuracy "…"]`, with a space before. */
  readonly about: string;
  /** The same and a field for each tag; undefined where one of them refers to the request. */
  readonly aboutAndTags: string | undefined;
};

/** Of what rules say and of what they found in a request. */
const MAX_DATA_CHARS = 512;

const texts = new WeakMap<Rule, RuleText>();

export function ruleTextOf(rule: Rule): RuleText {
  let text = texts.get(rule);
  if (text === undefined) {
    text = makeRuleText(rule);
    texts.set(rule, text);
  }
  return text;
}

export const field = (name: string, value: string | number): string => `[${name} "${value}"]`;

/** A field with text that rules made, of a client's parts maybe. */
export const dataField = (name: string, text: string): string => field(name, escapeLog(text, MAX_DATA_CHARS));

/** With a space before each. */
export const tagFields = (tags: readonly string[]): string =>
  tags.map((tag) => ` ${dataField("tag", tag)}`).join("");

function makeRuleText(rule: Rule): RuleText {
  const call = rule.links.at(-1)?.operator;
  const message = literalText(rule.message);
  const tags = literalTexts(rule.tags);
  const place = `${placeFields(rule)} `;
  const about = ` ${aboutFields(rule)}`;
  return {
    denial: `Access denied ${denialText(rule.disruption)} (phase ${rule.phase}).`,
    operator: call && `Matched operator "${call.isNegated ? "!" : ""}@${call.name}" at`,
    place,
    placeAndMessage: message === undefined ? undefined : place + dataField("msg", message),
    about,
    aboutAndTags: tags === undefined ? undefined : about + tagFields(tags),
  };
}

const placeFields = ({ place, id, revision }: Rule): string =>
  [
    field("file", escapeLog(place.file)),
    field("line", place.line),
    field("id", id),
    field("rev", escapeLog(revision)),
  ].join(" ");

const aboutFields = ({ severity, version, maturity, accuracy }: Rule): string =>
  [
    field("severity", severity < 0 ? "" : (severityNames[severity] ?? severity)),
    field("ver", escapeLog(version)),
    field("maturity", maturity),
    field("accuracy", accuracy),
  ].join(" ");

const severityNames = ["EMERGENCY", "ALERT", "CRITICAL", "ERROR", "WARNING", "NOTICE", "INFO", "DEBUG"];

function literalTexts(macros: readonly Macro[]): readonly string[] | undefined {
  const found = macros.map(literalText).filter((text) => text !== undefined);
  return found.length === macros.length ? found : undefined;
}

function denialText(disruption: Disruption): string {
  switch (disruption.kind) {
    case "deny":
      return `with code ${disruption.status}`;
    case "redirect":
      return `with redirection, status ${disruption.status}`;
    default:
      return "with connection close";
  }
}
