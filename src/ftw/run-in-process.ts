// Runs the stages of tests through the engine without a network: the request as bytes, read by the rules of
// the wire, and an answer as the test backend of the CRS project gives it.

import { isLegible, legibleHead } from "#http/refused-head.ts";
import { readWholeRequest } from "#http/whole-request.ts";
import type { Waf, WafSession } from "#waf/waf.ts";
import { buildRequest } from "./build-request.ts";
import type { FtwObservation, FtwStage } from "./ftw-test.ts";
import { reflectedResponse } from "./reflected-response.ts";

/** How a session's matches become the lines of a log. */
export type LogLines = (session: WafSession) => readonly string[];

/** Runs one request, given as its bytes, through all phases. */
export function inspectBytes(waf: Waf, bytes: string): { session: WafSession; status: number } {
  const { head, body } = readWholeRequest(bytes);
  const { requestLine, method, target, protocol, fields } = legibleHead(head);
  const session = waf.newSession({
    id: "00000000000000000000000000000001",
    requestLine,
    method,
    target,
    protocol,
    headers: fields,
    clientAddress: "127.0.0.1",
    clientPort: 40_000,
    serverAddress: "127.0.0.1",
    serverPort: 80,
    serverName: head.host,
  });
  // What the wire refuses is seen by phase 1, for the log, and by no other.
  if (isLegible(head)) session.requestHead();
  const status = runPhases(session, head.fault, body, { method, target });
  session.finish();
  return { session, status };
}

function runPhases(
  session: WafSession,
  fault: string,
  body: string,
  request: { readonly method: string; readonly target: string },
): number {
  if (fault !== "") return 400;
  const early = session.requestHead();
  const interruption = early ?? session.requestBody(session.wantsRequestBody ? body : "");
  if (interruption !== undefined) return "status" in interruption ? interruption.status : 403;
  const response = reflectedResponse(request.method, request.target, body);
  const atHead = session.responseHead(response);
  const last = atHead ?? session.responseBody(session.wantsResponseBody ? response.body : "");
  if (last !== undefined) return "status" in last ? last.status : 403;
  return response.status;
}

export function runStageInProcess(waf: Waf, stage: FtwStage, logLines: LogLines): FtwObservation {
  const { session, status } = inspectBytes(waf, buildRequest(stage.input));
  const logged = session.matches.filter(({ rule }) => rule.isLogged);
  return { status, lines: logLines(session), ids: new Set(logged.map(({ rule }) => rule.id)) };
}
