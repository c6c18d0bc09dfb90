// Which of two methods that both fit is the better one (C# 7 specification, "Better function member"):
// argument by argument, then the rules for ties.

import { type ClrType, isSameType } from "../../type/clr-type.ts";
import { numericName } from "../../type/numeric-types.ts";
import type { Applied } from "./apply-candidate.ts";
import type { BindContext } from "./bind-context.ts";
import { delegateOf, lambdaResultType } from "./bind-lambda.ts";
import { implicitConversion } from "./conversion.ts";
import type { Operand } from "./operand.ts";

/** Undefined when neither is better. */
export function betterOf(context: BindContext, a: Applied, b: Applied): Applied | undefined {
  let hasA = false;
  let hasB = false;
  for (const [index, argument] of a.args.entries()) {
    const left = a.parameters[index]?.type;
    const right = b.parameters[index]?.type;
    if (argument.mode !== "value" || left === undefined || right === undefined) continue;
    const side = betterConversion(context, argument.operand, left, right);
    if (side < 0) hasA = true;
    if (side > 0) hasB = true;
  }
  if (hasA !== hasB) return hasA ? a : b;
  return hasA ? undefined : breakTie(a, b);
}

/** −1 when the first is the better target, 1 when the second is, 0 when neither. */
function betterConversion(context: BindContext, operand: Operand, left: ClrType, right: ClrType): number {
  if (isSameType(left, right)) return 0;
  if (operand.kind === "lambda") return betterDelegate(context, operand, left, right);
  if (operand.kind === "value") {
    if (isSameType(operand.value.type, left)) return -1;
    if (isSameType(operand.value.type, right)) return 1;
  }
  return betterTarget(context, left, right);
}

function betterTarget(context: BindContext, left: ClrType, right: ClrType): number {
  const there = implicitConversion(context.catalogue, left, right) !== undefined;
  const back = implicitConversion(context.catalogue, right, left) !== undefined;
  if (there !== back) return there ? -1 : 1;
  return isSignedOver(left, right) ? -1 : isSignedOver(right, left) ? 1 : 0;
}

const signed: ReadonlySet<string> = new Set(["sbyte", "short", "int", "long"]);
const unsigned: ReadonlySet<string> = new Set(["byte", "ushort", "uint", "ulong"]);

function isSignedOver(left: ClrType, right: ClrType): boolean {
  return signed.has(numericName(left) ?? "") && unsigned.has(numericName(right) ?? "");
}

/** Delegates with the same inputs: the one whose result the lambda gives more exactly. */
function betterDelegate(context: BindContext, operand: Operand, left: ClrType, right: ClrType): number {
  const a = delegateOf(context.catalogue, left);
  const b = delegateOf(context.catalogue, right);
  if (a === undefined || b === undefined) return 0;
  const result = lambdaResultType(context, operand, a.parameters);
  if (result === undefined || isSameType(a.returns, b.returns)) return 0;
  if (a.returns.kind === "void") return 1;
  if (b.returns.kind === "void") return -1;
  if (isSameType(result, a.returns)) return -1;
  if (isSameType(result, b.returns)) return 1;
  return betterTarget(context, a.returns, b.returns);
}

function breakTie(a: Applied, b: Applied): Applied | undefined {
  const rules: readonly ((applied: Applied) => number)[] = [
    // What is not generic, not expanded, leaves nothing out, or has more parameters of its own.
    (applied) => (applied.candidate.member.typeParameters.length === 0 ? 0 : 1),
    (applied) => (applied.isExpanded ? 1 : 0),
    (applied) => omittedCount(applied),
    (applied) => -applied.candidate.member.parameters.length,
    (applied) => genericity(applied),
  ];
  for (const rule of rules) {
    const difference = rule(a) - rule(b);
    if (difference !== 0) return difference < 0 ? a : b;
  }
  // The same signature declared again nearer to the receiver's type hides the other: candidates come
  // nearest first.
  return a;
}

function omittedCount(applied: Applied): number {
  return Math.max(0, applied.candidate.member.parameters.length - applied.args.length);
}

/** How many parameters were type parameters: the more specific declaration is the better one. */
function genericity(applied: Applied): number {
  const { typeParameters } = applied.candidate.member;
  return typeParameters.length;
}
