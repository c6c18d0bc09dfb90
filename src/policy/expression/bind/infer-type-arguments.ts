// Type arguments of generic methods from their arguments (C# 7 specification, "Type inference"): first from
// arguments that have a type, then, as their inputs become known, from what lambdas give.

import { ancestors, type Catalogue, isValueType } from "../../type/catalogue.ts";
import { type ClrType, isSameType, substitute } from "../../type/clr-type.ts";
import type { Parameter } from "../../type/member.ts";
import type { BindContext } from "./bind-context.ts";
import { delegateOf, lambdaResultType } from "./bind-lambda.ts";
import { implicitConversion } from "./conversion.ts";
import type { Operand } from "./operand.ts";

export type ArgumentPair = { readonly operand: Operand; readonly parameter: Parameter };

/** Undefined when a parameter stays open. */
export function inferTypeArguments(
  context: BindContext,
  typeParameters: readonly string[],
  pairs: readonly ArgumentPair[],
): ReadonlyMap<string, ClrType> | undefined {
  const inference = new Inference(context.catalogue, typeParameters);
  for (const { operand, parameter } of pairs) {
    if (operand.kind === "value") inference.lower(operand.value.type, parameter.type);
  }
  // Each turn fixes what the lambdas of the turn before gave; there are no more turns than arguments.
  for (let turn = 0; turn <= pairs.length; turn++) {
    for (const pair of pairs) inferFromLambda(context, inference, pair);
  }
  return inference.result();
}

function inferFromLambda(context: BindContext, inference: Inference, pair: ArgumentPair): void {
  const { operand, parameter } = pair;
  if (operand.kind !== "lambda" && operand.kind !== "methods" && operand.kind !== "local-function") return;
  const invoke = delegateOf(context.catalogue, parameter.type);
  if (invoke === undefined) return;
  const inputs = invoke.parameters.map((input) => substitute(input, inference.fixed()));
  if (inputs.some(isOpen)) return;
  const result = lambdaResultType(context, operand, inputs);
  if (result !== undefined) inference.lower(result, invoke.returns);
}

function isOpen(type: ClrType): boolean {
  switch (type.kind) {
    case "parameter":
      return true;
    case "named":
      return type.args.some(isOpen);
    case "array":
      return isOpen(type.element);
    case "nullable":
      return isOpen(type.underlying);
    default:
      return false;
  }
}

class Inference {
  readonly #catalogue: Catalogue;
  readonly #bounds: ReadonlyMap<string, ClrType[]>;

  constructor(catalogue: Catalogue, typeParameters: readonly string[]) {
    this.#catalogue = catalogue;
    this.#bounds = new Map(typeParameters.map((name) => [name, []]));
  }

  /** An argument of type `from` is passed for a parameter of type `to`. */
  lower(from: ClrType, to: ClrType): void {
    if (from.kind === "null" || from.kind === "error" || from.kind === "void") return;
    if (to.kind === "parameter") {
      const bounds = this.#bounds.get(to.name);
      if (bounds !== undefined && !bounds.some((bound) => isSameType(bound, from))) bounds.push(from);
    } else if (to.kind === "array" && from.kind === "array") {
      this.lower(from.element, to.element);
    } else if (to.kind === "nullable" && from.kind === "nullable") {
      this.lower(from.underlying, to.underlying);
    } else if (to.kind === "named" && to.args.some(isOpen)) {
      this.#lowerNamed(from, to);
    }
  }

  /** `List<int>` for `IEnumerable<T>`: through the one base that has that name. */
  #lowerNamed(from: ClrType, to: ClrType & { kind: "named" }): void {
    const bases = ancestors(this.#catalogue, from).filter(
      (base) => base.kind === "named" && base.name === to.name && base.args.length === to.args.length,
    );
    const base = bases[0];
    if (bases.length !== 1 || base?.kind !== "named") return;
    for (const [index, arg] of base.args.entries()) {
      const target = to.args[index];
      if (target !== undefined) this.lower(arg, target);
    }
  }

  fixed(): ReadonlyMap<string, ClrType> {
    const found = new Map<string, ClrType>();
    for (const [name, bounds] of this.#bounds) {
      const best = this.#best(bounds);
      if (best !== undefined) found.set(name, best);
    }
    return found;
  }

  /** The bound that all others convert to. */
  #best(bounds: readonly ClrType[]): ClrType | undefined {
    return bounds.find((candidate) =>
      bounds.every(
        (other) =>
          isSameType(other, candidate) ||
          (implicitConversion(this.#catalogue, other, candidate) !== undefined &&
            isValueType(this.#catalogue, other) === isValueType(this.#catalogue, candidate)),
      ),
    );
  }

  result(): ReadonlyMap<string, ClrType> | undefined {
    const found = this.fixed();
    return found.size === this.#bounds.size ? found : undefined;
  }
}
