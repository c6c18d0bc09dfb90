// A WAF in a program that answers HTTP itself: one request in, one verdict out. It looks at requests only;
// what becomes of them is the program's part.

import { randomUUID } from "node:crypto";
import type { WafPolicySpec } from "#snapshot/waf-spec.ts";
import {
  type Waf as Engine,
  type Interruption,
  inflateForInspection,
  type WafSession,
  wafLogLines,
} from "#waf/waf.ts";
import { readBody } from "./read-body.ts";
import { bytesOf, headerOf, requestInput } from "./request-input.ts";
import type { WafRequest } from "./waf-request.ts";
import type { Waf, WafVerdict } from "./waf-verdict.ts";

const FORBIDDEN = 403;
const TOO_LARGE = 413;

export function embedWaf(engine: Engine, spec: WafPolicySpec): Waf {
  const { limitBytes } = spec.requestBody;
  return {
    bodyLimitBytes: limitBytes,
    readBody: (stream) => readBody(stream, limitBytes),
    inspect: async (request) => {
      const input = requestInput(request, request.id ?? randomUUID());
      const session = engine.newSession(input);
      const coding = request.isBodyDecoded === true ? "" : headerOf(input.headers, "content-encoding");
      const isTooLong = await inspectRequest(session, request, coding, spec);
      session.finish();
      return verdictOf(session, spec, input.serverName, isTooLong);
    },
  };
}

/** True where the body is longer than the policy lets pass. */
async function inspectRequest(
  session: WafSession,
  request: WafRequest,
  coding: string,
  { requestBody, isPrevention }: WafPolicySpec,
): Promise<boolean> {
  if (session.requestHead() !== undefined) return false;
  const { limitBytes } = requestBody;
  const whole = bytesOf(request.body);
  if (!session.wantsRequestBody || whole === "") {
    session.requestBody("");
    return false;
  }
  const isCut = request.isBodyCut === true || whole.length > limitBytes;
  if (isCut && isPrevention && requestBody.overLimit === "block") {
    session.requestBody("", true, "the body is longer than what is inspected");
    return true;
  }
  const content = whole.length > limitBytes ? whole.slice(0, limitBytes) : whole;
  const { text, error } =
    coding === "" ? { text: content, error: "" } : await inflateForInspection(coding, content, limitBytes);
  session.requestBody(text, isCut, error);
  return false;
}

function verdictOf(
  session: WafSession,
  { name }: WafPolicySpec,
  hostName: string,
  isTooLong: boolean,
): WafVerdict {
  const { interruption, tx, score } = session;
  const { input } = tx.request;
  const logged = session.matches.filter(({ rule }) => rule.isLogged);
  const request = {
    id: input.id,
    clientAddress: input.clientAddress,
    hostName,
    // Secrets stand in queries: the path is enough to find the request.
    uri: input.target.split("?", 1)[0] ?? "",
    atMs: tx.startedAtMs,
  };
  return {
    isBlocked: interruption !== undefined || isTooLong,
    isUndecided: session.isUndecided,
    ...answerTo(interruption, isTooLong),
    rule: interruption?.rule.id,
    score,
    matches: logged.map(({ rule, message, data, tags, values }) => ({
      rule: rule.id,
      ...{ message, data, severity: rule.severity, tags },
      targets: values.map((value) => value.name),
    })),
    logLine: wafLogLines("json", session, request, name)[0],
  };
}

function answerTo(
  interruption: Interruption | undefined,
  isTooLong: boolean,
): Pick<WafVerdict, "status" | "location"> {
  if (isTooLong) return { status: TOO_LARGE, location: undefined };
  switch (interruption?.kind) {
    case "redirect":
      return { status: interruption.status, location: interruption.location };
    case "deny":
      return { status: interruption.status, location: undefined };
    case "drop":
    case "undecided":
      return { status: FORBIDDEN, location: undefined };
    default:
      return { status: 200, location: undefined };
  }
}
