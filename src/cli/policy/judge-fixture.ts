// What a test of a fixture expects, held against what came of its call.

import { isDeepStrictEqual } from "node:util";
import { describeValue } from "#policy/expressions.ts";
import type { FixtureBody, FixtureExpectation } from "./fixture.ts";
import type { FixtureRun, ForwardedRequest } from "./run-fixture-test.ts";

type Fields = ForwardedRequest["headers"];

/** One sentence for each expectation that is not met. */
export function judgeFixture(expected: FixtureExpectation, run: FixtureRun): readonly string[] {
  const { call } = run;
  const response = call.response?.outgoing;
  const body = Buffer.from(response?.body.prefix ?? "", "latin1").toString("utf8");
  return [
    ...differs("status", expected.status, response?.status),
    ...judgeHeaders("header", expected.headers, response?.fields ?? []),
    ...judgeBody("body", expected, body),
    ...judgeContained(expected.bodyContains, body),
    ...judgeVariables(expected.variables, call),
    ...judgePolicies(expected, run),
    ...judgeBackend(expected.backend, run.forwarded),
    ...differs("calls", expected.calls, expected.calls && run.called.map(({ url }) => url)),
    ...judgeError(expected.error, call),
  ];
}

function differs(what: string, expected: unknown, actual: unknown): readonly string[] {
  if (expected === undefined || isDeepStrictEqual(expected, actual)) return [];
  return [`${what}: expected ${shown(expected)}, got ${shown(actual)}`];
}

function shown(value: unknown): string {
  return value === undefined ? "none" : JSON.stringify(value);
}

/** Lines of one name are joined with a comma. */
function judgeHeaders(
  what: string,
  expected: Readonly<Record<string, string | null>> | undefined,
  fields: Fields,
): readonly string[] {
  return Object.entries(expected ?? {}).flatMap(([name, value]) => {
    const lines = fields.filter(({ key }) => key === name.toLowerCase());
    const actual = lines.length === 0 ? null : lines.map((line) => line.value).join(", ");
    return differs(`${what} ${name}`, value, actual);
  });
}

function judgeBody(what: string, expected: FixtureBody, actual: string): readonly string[] {
  const asText = differs(what, expected.body, actual);
  if (expected.json === undefined) return asText;
  try {
    const parsed: unknown = JSON.parse(actual);
    return [...asText, ...differs(what, expected.json, parsed)];
  } catch {
    return [...asText, `${what}: expected JSON, got ${shown(actual)}`];
  }
}

function judgeContained(part: string | undefined, body: string): readonly string[] {
  if (part === undefined || body.includes(part)) return [];
  return [`body: expected to contain ${shown(part)}, got ${shown(body)}`];
}

function judgeVariables(
  expected: FixtureExpectation["variables"],
  call: FixtureRun["call"],
): readonly string[] {
  return Object.entries(expected ?? {}).flatMap(([name, value]) => {
    const found = call.variables.find(name);
    return differs(`variable ${name}`, value, describeValue(found).value);
  });
}

/** By name, or by the way to one of them: `choose[1]/when[2]/set-header[1]`. */
function judgePolicies(
  { ran = [], notRan = [] }: FixtureExpectation,
  { trace }: FixtureRun,
): readonly string[] {
  const known = new Set(trace.entries.flatMap(({ policy, path }) => [policy, path]));
  return [
    ...ran.filter((one) => !known.has(one)).map((one) => `policy ${one}: expected to run, did not`),
    ...notRan.filter((one) => known.has(one)).map((one) => `policy ${one}: expected not to run, did`),
  ];
}

function judgeBackend(
  expected: FixtureExpectation["backend"],
  forwarded: readonly ForwardedRequest[],
): readonly string[] {
  if (expected === undefined) return [];
  const last = forwarded.at(-1);
  if (expected === false) return last === undefined ? [] : ["backend: expected not to be asked, was"];
  if (last === undefined) return ["backend: expected to be asked, was not"];
  if (expected === true) return [];
  return [
    ...differs("backend method", expected.method, last.method),
    ...differs("backend path", expected.path, last.path),
    ...differs("backend query", expected.query, last.query),
    ...differs("backend", expected.to, last.to),
    ...judgeHeaders("backend header", expected.headers, last.headers),
    ...judgeBody("backend body", expected, last.body),
  ];
}

function judgeError(
  expected: FixtureExpectation["error"],
  { lastError }: FixtureRun["call"],
): readonly string[] {
  if (expected === undefined) return [];
  if (expected === null) {
    return lastError === null
      ? []
      : [`error: expected none, got ${lastError.reason} of ${lastError.source}: ${lastError.message}`];
  }
  return [
    ...differs("error source", expected.source, lastError?.source),
    ...differs("error reason", expected.reason, lastError?.reason),
    ...(lastError === null ? ["error: expected one, got none"] : []),
  ];
}
