// The conditions of JSONPath queries: `@.price < 10 && @.isbn`.

import { textOf } from "../object-text.ts";
import { compareJson } from "./compare-json.ts";
import type { JToken } from "./j-token.ts";
import { JValue } from "./j-value.ts";
import type { PathOperand, PathOperator, PathTest } from "./json-path.ts";
import { bytesText, dateText } from "./scalar-text.ts";
import { type Walk, walkPath } from "./select-tokens.ts";

export function matchesTest(walk: Walk, test: PathTest, token: JToken): boolean {
  if (test.kind === "and") return test.tests.every((part) => matchesTest(walk, part, token));
  if (test.kind === "or") return test.tests.some((part) => matchesTest(walk, part, token));
  const left = operandTokens(walk, test.left, token);
  if (test.right === undefined) return left.length > 0;
  const right = operandTokens(walk, test.right, token);
  return left.some((one) => right.some((other) => matchesPair(walk, test.operator, one, other)));
}

function operandTokens(walk: Walk, operand: PathOperand, token: JToken): readonly JToken[] {
  if (operand instanceof JValue) return [operand];
  return [...walkPath({ ...walk, isStrict: false }, operand, token)];
}

function matchesPair(walk: Walk, operator: PathOperator, left: JToken, right: JToken): boolean {
  walk.run.spend(1);
  if (!(left instanceof JValue && right instanceof JValue)) return operator === "!=" || operator === "exists";
  switch (operator) {
    case "==":
      return equalsLoosely(left, right);
    case "!=":
      return !equalsLoosely(left, right);
    case "===":
      return equalsStrictly(left, right);
    case "!==":
      return !equalsStrictly(left, right);
    case "<":
      return order(left, right) < 0;
    case "<=":
      return order(left, right) <= 0;
    case ">":
      return order(left, right) > 0;
    case ">=":
      return order(left, right) >= 0;
    case "exists":
      return true;
  }
}

/** JValue.CompareTo: a string is read as what stands on the other side. */
export function order(left: JValue, right: JValue): number {
  const isText = left.typeName === "String" && right.typeName !== "String";
  return compareJson(isText ? right.typeName : left.typeName, left.value, right.value);
}

function equalsLoosely(left: JValue, right: JValue): boolean {
  if (left.equals(right)) return true;
  if (isNumber(left) && isNumber(right)) return compareJson(left.typeName, left.value, right.value) === 0;
  return right.typeName === "String" && scalarAsText(left) === right.value;
}

function isNumber(value: JValue): boolean {
  return value.typeName === "Integer" || value.typeName === "Float";
}

/** What a query's string is compared with: of dates, bytes and the like their JSON text. */
function scalarAsText(value: JValue): string | undefined {
  switch (value.typeName) {
    case "Date":
      return dateText(value.value);
    case "Bytes":
      return bytesText(value.value);
    case "Guid":
    case "TimeSpan":
    case "Uri":
      return textOf(value.value);
    default:
      return undefined;
  }
}

function equalsStrictly(left: JValue, right: JValue): boolean {
  if (isNumber(left) && isNumber(right)) return compareJson(left.typeName, left.value, right.value) === 0;
  return left.typeName === right.typeName && left.equals(right);
}
