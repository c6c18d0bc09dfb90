// Operators of nullable operands (C# 7 specification, "Lifted operators"): null gives null, except that two
// nulls are equal, comparisons with null are false, and `bool?` knows that false & null is false.

import { strict as assert } from "node:assert";
import { binaryArithmetic } from "../../value/number/arithmetic.ts";
import type { BoundExpression } from "../bound.ts";

export type BinaryFunction = (left: unknown, right: unknown) => unknown;

const comparisons: ReadonlySet<string> = new Set(["==", "!=", "<", ">", "<=", ">="]);

/** What the node computes from its operands; string + is not among them. */
export function operatorFunction(node: BoundExpression & { readonly kind: "binary" }): BinaryFunction {
  const found = binaryArithmetic(node.operands, node.operator, node.isChecked);
  assert(found !== undefined, `no ${node.operator} for ${node.operands}`);
  // The binder brought the operands to this kind.
  const plain = found as BinaryFunction;
  if (!node.isLifted) return plain;
  if (comparisons.has(node.operator)) return liftedComparison(node.operator, plain);
  if (node.operands === "bool" && node.operator === "&") return deciding(false, plain);
  if (node.operands === "bool" && node.operator === "|") return deciding(true, plain);
  return (a, b) => (a === null || b === null ? null : plain(a, b));
}

/** Two nulls are equal; a null is neither less nor more than anything. */
function liftedComparison(operator: string, plain: BinaryFunction): BinaryFunction {
  return (a, b) => {
    if (a !== null && b !== null) return plain(a, b);
    const isSame = a === null && b === null;
    return operator === "==" ? isSame : operator === "!=" ? !isSame : false;
  };
}

/** One side that is `decided` decides, whatever the other is. */
function deciding(decided: boolean, plain: BinaryFunction): BinaryFunction {
  return (a, b) => {
    if (a === decided || b === decided) return decided;
    return a === null || b === null ? null : plain(a, b);
  };
}
