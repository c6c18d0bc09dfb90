// The bound form of a single expression, for tests of the binder.

import assert from "node:assert/strict";
import type { BoundExpression } from "#policy/expression/bound.ts";
import { bindText } from "./both-tiers.ts";

/** Without the conversion to what the place of an expression takes. */
export function boundValue(text: string): BoundExpression {
  const bound = bindText(`@(${text})`);
  assert.ok("body" in bound, text);
  assert.ok(bound.body.kind === "value");
  const { value } = bound.body;
  const isBox = value.kind === "convert" && value.conversion.kind === "box";
  return isBox ? value.operand : value;
}
