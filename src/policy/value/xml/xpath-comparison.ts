// Comparison in XPath 1.0 (W3C recommendation, 3.4): of node-sets, one node that compares is enough.

import type { Run } from "../run.ts";
import type { XPathOperator } from "./xpath-syntax.ts";
import { booleanOf, isNodeSet, numberOf, stringOf, stringOfNode, type XPathValue } from "./xpath-value.ts";

export function compareXPath(run: Run, operator: XPathOperator, a: XPathValue, b: XPathValue): boolean {
  if (isNodeSet(a) && typeof b !== "boolean") {
    return a.some((node) => compareXPath(run, operator, stringOfNode(run, node), b));
  }
  if (isNodeSet(b) && typeof a !== "boolean") {
    return b.some((node) => compareXPath(run, operator, a, stringOfNode(run, node)));
  }
  return comparePlain(run, operator, a, b);
}

function comparePlain(run: Run, operator: XPathOperator, a: XPathValue, b: XPathValue): boolean {
  if (operator === "=" || operator === "!=") {
    const isEqual = isSame(run, a, b);
    return operator === "=" ? isEqual : !isEqual;
  }
  const [left, right] = [asNumber(run, a), asNumber(run, b)];
  if (operator === "<") return left < right;
  if (operator === "<=") return left <= right;
  return operator === ">" ? left > right : left >= right;
}

/** A node-set beside a boolean is a boolean. */
const asNumber = (run: Run, value: XPathValue): number =>
  numberOf(run, isNodeSet(value) ? booleanOf(value) : value);

function isSame(run: Run, a: XPathValue, b: XPathValue): boolean {
  if (typeof a === "boolean" || typeof b === "boolean") return booleanOf(a) === booleanOf(b);
  if (typeof a === "number" || typeof b === "number") return numberOf(run, a) === numberOf(run, b);
  return stringOf(run, a) === stringOf(run, b);
}
