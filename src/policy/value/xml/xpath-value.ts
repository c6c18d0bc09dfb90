// The four types of XPath 1.0 and their conversions (W3C recommendation, 4).

import type { Run } from "../run.ts";
import { XAttribute } from "./x-attribute.ts";
import { textValueOf } from "./x-axes.ts";
import { XContainer } from "./x-container.ts";
import { XComment, XProcessingInstruction, XText } from "./x-leaf.ts";
import type { XObject } from "./x-object.ts";

/** A node-set is in the order of the document. */
export type XPathValue = number | string | boolean | readonly XObject[];

export const isNodeSet = (value: XPathValue): value is readonly XObject[] => typeof value === "object";

export function stringOfNode(run: Run, node: XObject): string {
  run.spend(1);
  if (node instanceof XContainer) return textValueOf(run, node);
  if (node instanceof XAttribute || node instanceof XText || node instanceof XComment) return node.value;
  return node instanceof XProcessingInstruction ? node.data : "";
}

export function stringOf(run: Run, value: XPathValue): string {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "number") return numberText(value);
  const [first] = value;
  return first === undefined ? "" : stringOfNode(run, first);
}

/** Never with an exponent. */
function numberText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value)) return BigInt(value).toString();
  const text = String(value);
  return text.includes("e") ? value.toFixed(20).replace(/0{1,19}$/, "") : text;
}

export function numberOf(run: Run, value: XPathValue): number {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  return numberOfText(run, stringOf(run, value));
}

function numberOfText(run: Run, text: string): number {
  run.spend(text.length);
  const trimmed = text.trim();
  return /^-?(?:\d+(?:\.\d*)?|\.\d+)$/.test(trimmed) ? Number(trimmed) : Number.NaN;
}

export function booleanOf(value: XPathValue): boolean {
  if (typeof value === "number") return value !== 0 && !Number.isNaN(value);
  return typeof value === "boolean" ? value : value.length > 0;
}
