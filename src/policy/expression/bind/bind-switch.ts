// switch with constant and type patterns. Falling through is not C#, and an error here.

import type { ClrType } from "../../type/clr-type.ts";
import { objectType } from "../../type/well-known.ts";
import type { BoundStatement, BoundSwitchLabel, BoundSwitchSection } from "../bound.ts";
import type { Statement, SwitchLabel, SwitchSection } from "../syntax.ts";
import { bindPattern } from "./bind-cast.ts";
import { type BindContext, childScope, complainAt } from "./bind-context.ts";
import { bindCondition, bindValue } from "./bind-expression.ts";
import { bindStatement } from "./bind-statement.ts";
import { convertTo } from "./convert-operand.ts";
import { completes } from "./flow.ts";
import { valueOperand } from "./operand.ts";

export function bindSwitch(
  context: BindContext,
  syntax: Statement & { readonly kind: "switch" },
): BoundStatement {
  const source = bindValue(context, syntax.value);
  const value = convertTo(context, valueOperand(source), objectType);
  const inner = { ...childScope(context), inside: { ...context.inside, switch: true } };
  const sections = syntax.sections.map((section) => bindSection(inner, section, source.type));
  return { kind: "switch", at: syntax.at, value, sections };
}

function bindSection(context: BindContext, section: SwitchSection, type: ClrType): BoundSwitchSection {
  const inner = childScope(context);
  const labels = section.labels.map((label) => bindLabel(inner, label, type));
  const body = section.body.map((statement) => bindStatement(inner, statement));
  if (completes({ kind: "block", at: section.at, statements: body })) {
    const message = "the section runs into the next one";
    complainAt(context, section.at, "fall-through", message, "end it with break or return");
  }
  return { labels, body };
}

function bindLabel(context: BindContext, label: SwitchLabel, type: ClrType): BoundSwitchLabel {
  if (label.kind === "default") return { kind: "default" };
  const test = bindPattern(context, label.pattern, type);
  const when = label.when === undefined ? undefined : bindCondition(context, label.when);
  return { kind: "case", test, when };
}
