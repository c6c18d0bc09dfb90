// The values of a claim as texts: a list has several, and so has a text with a separator.

import type { JsonObject } from "../token-verdict.ts";

/** Undefined where the token does not have the claim; null counts as a value. */
export function claimValues(
  claims: JsonObject,
  name: string,
  separator: string | undefined,
): readonly string[] | undefined {
  if (!Object.hasOwn(claims, name)) return undefined;
  const value = claims[name];
  const texts = Array.isArray(value) ? value.map(claimText) : [claimText(value)];
  return separator === undefined || separator === ""
    ? texts
    : texts.flatMap((text) => text.split(separator)).map((text) => text.trim());
}

/** Numbers, booleans and objects as their JSON. */
function claimText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
