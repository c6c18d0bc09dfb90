// Compares what a backend read with what a case says that it must read.

import assert from "node:assert/strict";
import { type SeenRequest, valuesOf } from "../../harness/request-reader.ts";
import type { Arrival } from "./request-case.ts";

/** Whatever protocol the client spoke, its backend is one of HTTP/1.1. */
export function checkArrival(arrival: Arrival | undefined, seen: SeenRequest | undefined): void {
  assert.ok(arrival !== undefined && seen !== undefined);
  assert.equal(seen.method, arrival.method);
  assert.equal(seen.target, arrival.target);
  assert.equal(valuesOf(seen.fields, "host").length, 1);
  for (const line of arrival.has ?? []) {
    assert.deepEqual(linesOf(seen.fields, line), [line]);
  }
  const [repeated] = arrival.hasRepeated ?? [];
  if (repeated !== undefined) assert.deepEqual(linesOf(seen.fields, repeated), arrival.hasRepeated);
  for (const name of arrival.mustHave ?? []) assert.equal(valuesOf(seen.fields, name).length, 1, name);
  for (const name of arrival.lacks ?? []) assert.deepEqual(valuesOf(seen.fields, name), [], name);
  if (arrival.lacksText !== undefined) assert.ok(!seen.fields.join("\n").includes(arrival.lacksText));
  assert.equal(seen.body, arrival.body ?? "");
  for (const line of arrival.hasTrailers ?? []) assert.deepEqual(linesOf(seen.trailers, line), [line]);
  for (const name of arrival.lacksTrailers ?? []) {
    assert.deepEqual(valuesOf(seen.trailers, name), []);
    if (name !== "host" && name !== "content-length") assertNotMerged(seen, name);
  }
}

/** A trailer must not have become a field of the head either. */
function assertNotMerged(seen: SeenRequest, name: string): void {
  const ours = ["via", "forwarded", "x-forwarded-for"];
  if (!ours.includes(name)) assert.deepEqual(valuesOf(seen.fields, name), []);
}

/** The lines of the same name as `line`. */
function linesOf(lines: readonly string[], line: string): string[] {
  const name = line.slice(0, line.indexOf(":")).toLowerCase();
  return lines.filter((other) => other.slice(0, other.indexOf(":")).toLowerCase() === name);
}
