// A line of the WAF log in JSON → the event that it tells of. What the log escaped is read back.

import { isObject, jsonOrUndefined } from "#kernel/json-object.ts";
import type { LoggedEvent } from "#waf/suggest-exclusions.ts";

/** Undefined where the line is none. */
export function readLoggedEvent(line: string): LoggedEvent | undefined {
  // A line of something else, or one that was cut: the caller counts it.
  const event = jsonOrUndefined(line);
  if (!isObject(event) || event["type"] !== "waf" || !Array.isArray(event["matches"])) return undefined;
  const { client, action, score } = event;
  return {
    client: typeof client === "string" ? client : "",
    isBlocked: action === "blocked",
    score: typeof score === "number" ? score : -1,
    matches: event["matches"].filter(isObject).map((match) => ({
      rule: Number(match["rule"]),
      severity: typeof match["severity"] === "number" ? match["severity"] : -1,
      targets: namesOf(match["targets"]),
    })),
  };
}

function namesOf(targets: unknown): string[] {
  if (!Array.isArray(targets)) return [];
  return targets.filter(isObject).map(({ name }) => (typeof name === "string" ? unescaped(name) : ""));
}

const unescaped = (text: string): string =>
  text.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
