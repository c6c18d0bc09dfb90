// Whether one method takes the given arguments: names and positions are matched, omitted and `params`
// parameters seen to, type arguments inferred, and each argument must convert.

import type { ClrType } from "../../type/clr-type.ts";
import type { Parameter } from "../../type/member.ts";
import type { BoundExpression } from "../bound.ts";
import type { BindContext } from "./bind-context.ts";
import { tryConvert } from "./convert-operand.ts";
import { closeMember } from "./find-members.ts";
import { type ArgumentPair, inferTypeArguments } from "./infer-type-arguments.ts";
import type { Candidate } from "./operand.ts";
import type { ArgumentOperand } from "./resolve-call.ts";

export type Applied = {
  readonly candidate: Candidate;
  /** For each argument the parameter that takes it, closed; `params` ones in the form of their element. */
  readonly parameters: readonly Parameter[];
  /** Of the method, in order of its type parameters. */
  readonly typeArgs: readonly ClrType[];
  /** A `params` array is gathered from single arguments. */
  readonly isExpanded: boolean;
  readonly receiver: BoundExpression | undefined;
  /** The receiver of an extension method included. */
  readonly args: readonly ArgumentOperand[];
};

type Fit = Omit<Applied, "receiver" | "args">;

export function applyCandidate(
  context: BindContext,
  candidate: Candidate,
  args: readonly ArgumentOperand[],
  explicit: readonly ClrType[],
): Fit | undefined {
  return (
    applyForm(context, candidate, args, explicit, false) ??
    (candidate.member.parameters.at(-1)?.isParams === true
      ? applyForm(context, candidate, args, explicit, true)
      : undefined)
  );
}

function applyForm(
  context: BindContext,
  candidate: Candidate,
  args: readonly ArgumentOperand[],
  explicit: readonly ClrType[],
  isExpanded: boolean,
): Fit | undefined {
  const matched = matchParameters(candidate.member.parameters, args, isExpanded);
  if (matched === undefined) return undefined;
  const types = typeArguments(context, candidate, matched, args, explicit);
  if (types === undefined) return undefined;
  const closed = closeMember({ ...candidate.member, parameters: matched }, types);
  const accepts = args.every((argument, index) => takes(context, argument, closed.parameters[index]));
  if (!accepts) return undefined;
  return {
    candidate: { ...candidate, member: closeMember(candidate.member, types) },
    parameters: closed.parameters,
    typeArgs: [...types.values()],
    isExpanded,
  };
}

/** The parameter of each argument, or undefined when one is missing, named twice or too many. */
function matchParameters(
  parameters: readonly Parameter[],
  args: readonly ArgumentOperand[],
  isExpanded: boolean,
): readonly Parameter[] | undefined {
  const taken = new Set<Parameter>();
  const last = parameters.at(-1);
  const matched: Parameter[] = [];
  for (const [position, argument] of args.entries()) {
    const isRest = isExpanded && position >= parameters.length - 1 && argument.name === undefined;
    const found = isRest ? last : parameterAt(parameters, argument, position);
    if (found === undefined || (!isRest && taken.has(found))) return undefined;
    taken.add(found);
    matched.push(isRest ? elementOf(found) : found);
  }
  const isMissing = (parameter: Parameter): boolean =>
    !taken.has(parameter) && parameter.omitted === undefined && !(isExpanded && parameter === last);
  return parameters.some(isMissing) ? undefined : matched;
}

function parameterAt(
  parameters: readonly Parameter[],
  argument: ArgumentOperand,
  position: number,
): Parameter | undefined {
  if (argument.name === undefined) return parameters[position];
  return parameters.find((parameter) => parameter.name === argument.name);
}

function elementOf(parameter: Parameter): Parameter {
  const type = parameter.type.kind === "array" ? parameter.type.element : parameter.type;
  return { ...parameter, type };
}

function typeArguments(
  context: BindContext,
  candidate: Candidate,
  matched: readonly Parameter[],
  args: readonly ArgumentOperand[],
  explicit: readonly ClrType[],
): ReadonlyMap<string, ClrType> | undefined {
  const names = candidate.member.typeParameters;
  if (explicit.length > 0) {
    if (explicit.length !== names.length) return undefined;
    return new Map(names.map((name, index) => [name, explicit[index] ?? { kind: "error" }]));
  }
  if (names.length === 0) return new Map();
  const pairs = args.flatMap((argument, index): ArgumentPair[] => {
    const parameter = matched[index];
    return argument.mode === "declare" || parameter === undefined
      ? []
      : [{ operand: argument.operand, parameter }];
  });
  return inferTypeArguments(context, names, pairs);
}

function takes(context: BindContext, argument: ArgumentOperand, parameter: Parameter | undefined): boolean {
  if (parameter === undefined) return false;
  if (argument.mode === "declare") return parameter.mode === "out";
  if (argument.mode !== parameter.mode) return false;
  return tryConvert(context, argument.operand, parameter.type) !== undefined;
}
