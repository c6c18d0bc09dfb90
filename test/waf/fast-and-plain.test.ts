// The fast way of running rules against the plain interpreter, on programs that nobody has written.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { buildProgram, createWaf, type RequestInput, type Waf, type WafDifference } from "#waf/waf.ts";
import { randomProgram, type SmallRequest, smallRequest } from "./random-rules.ts";

const RUNS = Number(process.env.FAST_AND_PLAIN_RUNS ?? 1_000);

test("both ways of running rules have the same matches, verdicts and variables, whatever the rules", () => {
  let found: WafDifference | undefined;
  fc.assert(
    fc.property(randomProgram, fc.array(smallRequest, { minLength: 1, maxLength: 4 }), (text, requests) => {
      const waf = verifyingWaf(text, (difference) => {
        found = difference;
      });
      for (const request of requests) {
        found = undefined;
        const isEnded = inspect(waf, request) || /allow|ruleRemoveBy/.test(text);
        if (found !== undefined)
          assert.deepEqual(comparable(found, isEnded), { onlyFast: [], onlyPlain: [] });
      }
    }),
    { numRuns: RUNS },
  );
});

function verifyingWaf(text: string, onDifference: (difference: WafDifference) => void): Waf {
  const { program, diagnostics } = buildProgram({
    roots: [{ file: "random.conf", text }],
    readFile: () => undefined,
    glob: () => [],
  });
  assert.ok(program !== undefined, JSON.stringify(diagnostics));
  return createWaf(program, { execution: "verify", onDifference });
}

function inspect(waf: Waf, request: SmallRequest): boolean {
  const session = waf.newSession(inputOf(request));
  session.requestHead();
  session.requestBody(request.body);
  const headers = [
    { name: "Content-Type", key: "content-type", value: "text/html" },
    { name: "Z", key: "z", value: request.answer },
  ];
  session.responseHead({ status: 200, protocol: "HTTP/1.1", reasonPhrase: "OK", headers });
  session.responseBody(request.answer);
  session.finish();
  return session.interruption !== undefined;
}

function inputOf({ query, header }: SmallRequest): RequestInput {
  const fields = [
    ["Host", "shop.example"],
    ["X-Y", header],
    ["Cookie", `a=${header}`],
    ["Content-Type", "application/x-www-form-urlencoded"],
  ] as const;
  return {
    id: "1",
    requestLine: `POST /?${query} HTTP/1.1`,
    method: "POST",
    target: `/?${query}`,
    protocol: "HTTP/1.1",
    headers: fields.map(([name, value]) => ({ name, key: name.toLowerCase(), value })),
    clientAddress: "192.0.2.1",
    clientPort: 40_000,
    serverAddress: "192.0.2.2",
    serverPort: 443,
    serverName: "shop.example",
  };
}

/**
 * Where a transaction ends before its last phase, or rules are removed, what the rules left out would have
 * written may stand in TX or not: the fast way may have settled them before any request came.
 */
function comparable({ onlyFast, onlyPlain }: WafDifference, isEnded: boolean) {
  const lines = (list: readonly string[]): readonly string[] =>
    isEnded ? list.filter((line) => !/^(?:tx\.|score )|^\[\d+,5,/.test(line)) : list;
  return { onlyFast: lines(onlyFast), onlyPlain: lines(onlyPlain) };
}
