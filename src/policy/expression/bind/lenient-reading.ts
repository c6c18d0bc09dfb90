// Two mistakes of Microsoft's own samples that a C# compiler refuses, and that have one possible meaning
// each. They are read so, with a warning (docs/decision/0034).

import type { ClrType } from "../../type/clr-type.ts";
import { isSameType, typeName } from "../../type/clr-type.ts";
import { numericName } from "../../type/numeric-types.ts";
import { stringType } from "../../type/well-known.ts";
import type { BoundExpression } from "../bound.ts";
import type { Applied } from "./apply-candidate.ts";
import { type BindContext, warnAt } from "./bind-context.ts";
import { extensionsOf, membersOf, staticsOf } from "./find-members.ts";
import { type Candidate, valueOperand } from "./operand.ts";
import { type ArgumentOperand, chooseOverload, type Methods, resolveCall } from "./resolve-call.ts";

/**
 * `context.Request.MatchedParameters("id", "")`: a dictionary that is called like a method is asked for the
 * value of a key, as by `GetValueOrDefault`. Undefined for what is no dictionary, or takes other arguments.
 */
export function readAsLookup(
  context: BindContext,
  target: BoundExpression,
  args: readonly ArgumentOperand[],
): BoundExpression | undefined {
  const { at, type } = target;
  const { catalogue } = context;
  const isDictionary = membersOf(catalogue, type, "this").some(({ member }) => member.kind === "indexer");
  if (!isDictionary) return undefined;
  const name = "GetValueOrDefault";
  const candidates = [...membersOf(catalogue, type, name), ...extensionsOf(catalogue, name)];
  const lookup: Methods = { kind: "methods", at, name, receiver: target, candidates, typeArgs: [] };
  if (chooseOverload(context, lookup, args) === undefined) return undefined;
  const message = `a ${typeName(type)} cannot be called; it is read as .${name}(…), but Azure refuses it`;
  warnAt(context, at, "called-like-a-method", message, `write .${name}(…)`);
  return resolveCall(context, lookup, args);
}

/**
 * `DateTime.UtcNow.AddSeconds((string)context.Variables["ttl"])`: where a number is taken, a text that is
 * known only when the expression runs is read by that number's `Parse`, which throws a FormatException for
 * anything else. Undefined when that fits no overload, or more than one.
 */
export function chooseWithTextsParsed(
  context: BindContext,
  methods: Methods,
  args: readonly ArgumentOperand[],
): Applied | undefined {
  const fitting = methods.candidates.flatMap((candidate) => {
    const parsed = args.map((argument, index) => parseText(context, candidate, argument, index));
    if (parsed.every(({ type }) => type === undefined)) return [];
    const only: Methods = { ...methods, candidates: [candidate] };
    const operands = parsed.map(({ argument }) => argument);
    const applied = chooseOverload(context, only, operands);
    return applied === undefined ? [] : [{ applied, parsed }];
  });
  const [found] = fitting;
  if (found === undefined || fitting.length > 1) return undefined;
  for (const { argument, type } of found.parsed)
    if (type !== undefined) warnOfText(context, argument.at, type);
  return found.applied;
}

type ParsedText = { readonly argument: ArgumentOperand; readonly type?: ClrType };

function parseText(
  context: BindContext,
  { member }: Candidate,
  argument: ArgumentOperand,
  index: number,
): ParsedText {
  const { at, name } = argument;
  const parameter = member.parameters.find((one) => one.name === name) ?? member.parameters[index];
  const text = textOf(argument);
  if (parameter === undefined || text === undefined) return { argument };
  const { type } = parameter;
  const call = parseCall(context, text, type);
  if (call === undefined) return { argument };
  return { argument: { at, name, mode: "value", operand: valueOperand(call) }, type };
}

/** A constant is no such text: what it holds is known now, and the number can be written in its place. */
function textOf(argument: ArgumentOperand): BoundExpression | undefined {
  if (argument.mode !== "value" || argument.operand.kind !== "value") return undefined;
  const { value } = argument.operand;
  return value.kind !== "constant" && isSameType(value.type, stringType) ? value : undefined;
}

function parseCall(context: BindContext, text: BoundExpression, type: ClrType): BoundExpression | undefined {
  if (numericName(type) === undefined) return undefined;
  const { at } = text;
  const name = "Parse";
  const candidates = staticsOf(context.catalogue, type, name).filter(
    ({ member }) => member.parameters.length === 1,
  );
  if (candidates.length === 0) return undefined;
  const parse: Methods = { kind: "methods", at, name, receiver: undefined, candidates, typeArgs: [] };
  return resolveCall(context, parse, [{ at, name: undefined, mode: "value", operand: valueOperand(text) }]);
}

function warnOfText(context: BindContext, at: number, type: ClrType): void {
  const parse = `${typeName(type)}.Parse(…)`;
  const message = `a string is no ${typeName(type)}; it is read by ${parse}, but Azure refuses it`;
  warnAt(context, at, "text-as-number", message, `write ${parse}`);
}
