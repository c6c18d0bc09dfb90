// A file of named values: a JSON object whose values are texts.

import { readFileSync } from "node:fs";

/** @throws Error when the file cannot be read, or is something else */
export function readNamedValues(file: string): ReadonlyMap<string, string> {
  const values: unknown = parse(file);
  if (typeof values !== "object" || values === null || Array.isArray(values)) {
    throw new Error(`${file}: a JSON object of names and texts is expected`);
  }
  return new Map(Object.entries(values).map(([name, value]) => [name, textOf(file, name, value)]));
}

function parse(file: string): unknown {
  const text = readFileSync(file, "utf8");
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function textOf(file: string, name: string, value: unknown): string {
  if (typeof value === "string") return value;
  throw new Error(`${file}: the value of ${name} is no text`);
}
