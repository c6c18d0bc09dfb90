// One request as the engine sees it, and its way through all phases. The answer is that of the test backend
// of the Core Rule Set, so that bodies of responses can be mutated as well.

import { buildRequest } from "#ftw/build-request.ts";
import type { FtwTest } from "#ftw/ftw-test.ts";
import { reflectedResponse } from "#ftw/reflected-response.ts";
import { legibleHead } from "#http/refused-head.ts";
import { readWholeRequest } from "#http/whole-request.ts";
import type { RequestInput, Waf, WafSession } from "#waf/waf.ts";

/** Latin1 strings: one char is one byte. */
export type WafCase = {
  readonly method: string;
  readonly target: string;
  readonly protocol: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
};

/** Those of the tests that can be read at all. */
export function casesOf(tests: readonly FtwTest[]): readonly WafCase[] {
  return tests.flatMap(({ stages }) => stages.map(({ input }) => caseOf(buildRequest(input))));
}

function caseOf(bytes: string): WafCase {
  const { head, body } = readWholeRequest(bytes);
  const { method, target, protocol, fields } = legibleHead(head);
  return { method, target, protocol, headers: fields.map(({ name, value }) => [name, value]), body };
}

/** As it would be sent; for people to read. */
export const bytesOf = ({ method, target, protocol, headers, body }: WafCase): string =>
  `${method} ${target} ${protocol}\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n${body}`;

function inputOf({ method, target, protocol, headers }: WafCase): RequestInput {
  const fields = headers.map(([name, value]) => ({ name, key: name.toLowerCase(), value }));
  return {
    id: "00000000000000000000000000000001",
    requestLine: `${method} ${target} ${protocol}`,
    method,
    target,
    protocol,
    headers: fields,
    clientAddress: "203.0.113.7",
    clientPort: 40_000,
    serverAddress: "192.0.2.1",
    serverPort: 443,
    serverName: fields.find(({ key }) => key === "host")?.value ?? "",
  };
}

/** @param onSession is given the session before its first phase */
export function inspectCase(
  waf: Waf,
  request: WafCase,
  onSession?: (session: WafSession) => void,
): WafSession {
  const session = waf.newSession(inputOf(request));
  onSession?.(session);
  runPhases(session, request);
  session.finish();
  return session;
}

function runPhases(session: WafSession, { method, target, body }: WafCase): void {
  if (session.requestHead() !== undefined) return;
  if (session.requestBody(session.wantsRequestBody ? body : "") !== undefined) return;
  const response = reflectedResponse(method, target, body);
  if (session.responseHead(response) !== undefined) return;
  session.responseBody(session.wantsResponseBody ? response.body : "");
}
