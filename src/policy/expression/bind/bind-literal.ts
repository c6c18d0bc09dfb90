// Literals → constants of the type that C# gives them (C# 7 specification, "Literals").

import { type ClrType, nullType } from "../../type/clr-type.ts";
import { holds, isWide } from "../../type/numeric-types.ts";
import {
  boolType,
  charType,
  decimalType,
  doubleType,
  floatType,
  intType,
  longType,
  stringType,
  uintType,
  ulongType,
} from "../../type/well-known.ts";
import { decimalOf } from "../../value/number/decimal.ts";
import type { BoundExpression } from "../bound.ts";
import type { Expression, Literal } from "../syntax.ts";
import { type BindContext, complainAt } from "./bind-context.ts";
import { errorValue } from "./convert-operand.ts";

export function bindLiteral(
  context: BindContext,
  syntax: Expression & { readonly kind: "literal" },
): BoundExpression {
  const { literal, at } = syntax;
  switch (literal.type) {
    case "null":
      return constant(at, nullType, null);
    case "bool":
      return constant(at, boolType, literal.value);
    case "char":
      return constant(at, charType, literal.value);
    case "string":
      return constant(at, stringType, literal.value);
    case "integer":
      return integer(context, at, literal);
    case "float":
      return constant(at, floatType, Math.fround(literal.value));
    case "double":
      return constant(at, doubleType, literal.value);
    case "decimal":
      return constant(at, decimalType, decimalLiteral(literal.text));
  }
}

function constant(at: number, type: ClrType, value: unknown): BoundExpression {
  return { kind: "constant", at, type, value };
}

const bySuffix: Readonly<Record<"" | "u" | "l" | "ul", readonly ClrType[]>> = {
  "": [intType, uintType, longType, ulongType],
  u: [uintType, ulongType],
  l: [longType, ulongType],
  ul: [ulongType],
};

function integer(
  context: BindContext,
  at: number,
  literal: Literal & { readonly type: "integer" },
): BoundExpression {
  const type = bySuffix[literal.suffix].find((candidate) => holds(candidate, literal.value));
  if (type !== undefined) return constant(at, type, isWide(type) ? literal.value : Number(literal.value));
  complainAt(context, at, "too-large", `${literal.value} does not fit into any integer type`, "");
  return errorValue(at);
}

/** `1.50` is 150 with a scale of two; exponents move the point. */
function decimalLiteral(text: string): unknown {
  const [mantissa = "0", exponent = "0"] = text.toLowerCase().split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(`${whole}${fraction}`);
  return scale < 0 ? decimalOf(digits * 10n ** BigInt(-scale), 0) : decimalOf(digits, scale);
}
