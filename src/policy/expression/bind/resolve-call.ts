// Overload resolution (C# 7 specification, "Overload resolution"): of the methods of one name, those whose
// parameters the arguments fit, and of these the one that fits best.

import type { ClrType } from "../../type/clr-type.ts";
import type { Parameter } from "../../type/member.ts";
import type { BoundExpression } from "../bound.ts";
import type { TypeSyntax } from "../syntax.ts";
import { type Applied, applyCandidate } from "./apply-candidate.ts";
import { betterOf } from "./better-overload.ts";
import { type BindContext, complainAt } from "./bind-context.ts";
import { callMember } from "./call-member.ts";
import { describe, errorValue } from "./convert-operand.ts";
import type { Candidate, Operand } from "./operand.ts";

export type ArgumentOperand = { readonly at: number; readonly name: string | undefined } & (
  | { readonly mode: "value"; readonly operand: Operand }
  /** An existing variable; its type must be the parameter's. */
  | { readonly mode: "out" | "ref"; readonly operand: Operand }
  /** `out var x`, `out int x`. */
  | { readonly mode: "declare"; readonly type: TypeSyntax; readonly variable: string }
);

export type Methods = Operand & { readonly kind: "methods" };

/** The call that C# would make, or a complaint and a value of the error type. */
export function resolveCall(
  context: BindContext,
  methods: Methods,
  args: readonly ArgumentOperand[],
): BoundExpression {
  return callOrComplain(context, methods, args, chooseOverload(context, methods, args));
}

/** `applied`: what was chosen of the methods, undefined when none fits. */
export function callOrComplain(
  context: BindContext,
  methods: Methods,
  args: readonly ArgumentOperand[],
  applied: Applied | undefined,
): BoundExpression {
  if (applied !== undefined) return callMember(context, applied, methods.at);
  if (!args.some(isWrongAlready)) complainNothingFits(context, methods, args);
  return errorValue(methods.at);
}

/** Undefined when none fits, or when two fit equally well. Instance methods come before extensions. */
export function chooseOverload(
  context: BindContext,
  methods: Methods,
  args: readonly ArgumentOperand[],
): Applied | undefined {
  const instance = methods.candidates.filter((candidate) => !isCalledAsExtension(methods, candidate));
  const extensions = methods.candidates.filter((candidate) => isCalledAsExtension(methods, candidate));
  return (
    best(context, methods, args, instance, undefined) ??
    best(context, methods, args, extensions, methods.receiver)
  );
}

function isCalledAsExtension(methods: Methods, candidate: Candidate): boolean {
  return candidate.member.isExtension && methods.receiver !== undefined;
}

function best(
  context: BindContext,
  methods: Methods,
  args: readonly ArgumentOperand[],
  candidates: readonly Candidate[],
  receiver: BoundExpression | undefined,
): Applied | undefined {
  const all: readonly ArgumentOperand[] =
    receiver === undefined
      ? args
      : [
          {
            at: receiver.at,
            name: undefined,
            mode: "value",
            operand: { kind: "value", at: receiver.at, value: receiver },
          },
          ...args,
        ];
  const target = receiver === undefined ? methods.receiver : undefined;
  const applied = candidates.flatMap((candidate) => {
    const found = applyCandidate(context, candidate, all, methods.typeArgs);
    return found === undefined ? [] : [{ ...found, receiver: target, args: all }];
  });
  return applied.find((one) =>
    applied.every((other) => one === other || betterOf(context, one, other) === one),
  );
}

function isWrongAlready(argument: ArgumentOperand): boolean {
  return (
    argument.mode === "value" &&
    argument.operand.kind === "value" &&
    argument.operand.value.type.kind === "error"
  );
}

function complainNothingFits(context: BindContext, methods: Methods, args: readonly ArgumentOperand[]): void {
  const given = args.map((argument) =>
    argument.mode === "declare"
      ? "out"
      : `${argument.mode === "value" ? "" : `${argument.mode} `}${describe(argument.operand)}`,
  );
  const known = methods.candidates.map((candidate) => parametersText(candidate.member.parameters));
  complainAt(
    context,
    methods.at,
    "no-overload",
    `no ${methods.name} takes ${given.length === 0 ? "no arguments" : given.join(", ")}`,
    `it takes ${[...new Set(known)].join(" or ")}`,
  );
}

function parametersText(parameters: readonly Parameter[]): string {
  return `(${parameters.map((parameter) => `${shortName(parameter.type)} ${parameter.name}`).join(", ")})`;
}

function shortName(type: ClrType): string {
  switch (type.kind) {
    case "named": {
      const name = type.name.slice(type.name.lastIndexOf(".") + 1);
      return type.args.length === 0 ? name : `${name}<${type.args.map(shortName).join(", ")}>`;
    }
    case "array":
      return `${shortName(type.element)}[]`;
    case "nullable":
      return `${shortName(type.underlying)}?`;
    case "parameter":
      return type.name;
    default:
      return type.kind;
  }
}
