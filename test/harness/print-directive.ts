// Writes directives as text again. Everything is quoted: what was read is what is written, not how it was
// written.

import type { ActionCall, Directive, OperatorCall, Target } from "#waf/seclang/directive.ts";

export function printDirective(directive: Directive): string {
  switch (directive.kind) {
    case "rule":
      return words(
        "SecRule",
        printTargets(directive.targets),
        operatorText(directive),
        list(directive.actions),
      );
    case "action":
      return words("SecAction", list(directive.actions));
    case "marker":
      return words("SecMarker", directive.label);
    case "default-actions":
      return words("SecDefaultAction", list(directive.actions));
    case "action-update":
      return words("SecRuleUpdateActionById", directive.rules.text, list(directive.actions));
    case "target-update": {
      const name = `SecRuleUpdateTargetBy${{ id: "Id", msg: "Msg", tag: "Tag" }[directive.by]}`;
      const replaced = directive.replaced.length > 0 ? [printTargets(directive.replaced)] : [];
      return words(name, directive.rules.text, printTargets(directive.targets), ...replaced);
    }
    case "setting":
      return words(directive.name, ...directive.arguments.map((argument) => argument.text));
    default:
      return "";
  }
}

const words = (name: string, ...texts: readonly string[]): string =>
  [name, ...texts.map((text) => `"${escaped(text, '"')}"`)].join(" ");

const escaped = (text: string, quote: string): string => text.replaceAll(quote, `\\${quote}`);

export const printTargets = (targets: readonly Target[]): string => targets.map(printTarget).join("|");

function printTarget({ variable, selector, isCount, isExclusion }: Target): string {
  const name = `${isExclusion ? "!" : ""}${isCount ? "&" : ""}${variable}`;
  if (selector.kind === "all") return name;
  const text = selector.kind === "key" ? selector.key : `/${selector.pattern}/`;
  return `${name}:${/^[\w./@*-]+$/.test(text) ? text : `'${escaped(text, "'")}'`}`;
}

const operatorText = ({ operator }: { readonly operator: OperatorCall }): string => printOperator(operator);

export const printOperator = ({ name, argument, isNegated }: OperatorCall): string =>
  `${isNegated ? "!" : ""}@${name}${argument === "" ? "" : ` ${argument}`}`;

const list = (actions: readonly ActionCall[]): string =>
  actions
    .map(({ name, argument }) => (argument === "" ? name : `${name}:'${escaped(argument, "'")}'`))
    .join(",");
