// One raw request through a WAF policy, with everything that happens on the way written down.

import { defaultPathRules, normaliseTarget } from "#http/path.ts";
import { legibleHead } from "#http/refused-head.ts";
import { readWholeRequest } from "#http/whole-request.ts";
import { switchOff } from "#snapshot/waf-conditions.ts";
import { type Explanation, explainRequest } from "#waf/explain.ts";
import type { Control, RequestInput, WafSession } from "#waf/waf.ts";
import type { WafSource } from "./open-waf-source.ts";

export type ExplainedRequest = {
  readonly requestLine: string;
  readonly policy: string;
  /** Why the wire would refuse the request before any rule saw it; empty where it would not. */
  readonly wireFault: string;
  readonly explanation: Explanation;
  readonly isRefused: boolean;
  readonly isPrevention: boolean;
};

/** @param bytes latin1 */
export function explainBytes(source: WafSource, bytes: string, client: string): ExplainedRequest {
  const { spec, program } = source;
  const { head, body } = readWholeRequest(bytes);
  const { requestLine, method, target, protocol, fields } = legibleHead(head);
  const input: RequestInput = {
    id: "explained",
    requestLine,
    method,
    target,
    protocol,
    headers: fields,
    clientAddress: client,
    clientPort: 40_000,
    serverAddress: "127.0.0.1",
    serverPort: 80,
    serverName: head.host,
  };
  const controls: Control[] = [];
  switchOff(spec, factsOf(input), (control) => controls.push(control));
  const explanation = explainRequest(program, input, controls, (session) => feed(session, body));
  const isRefused = head.fault !== "" || explanation.session.interruption !== undefined;
  const { isPrevention, name } = spec;
  return { requestLine, policy: name, wireFault: head.fault, explanation, isRefused, isPrevention };
}

function factsOf({ method, target, headers }: RequestInput) {
  const normal = normaliseTarget(target, defaultPathRules);
  return {
    path: typeof normal === "string" ? target : normal.path,
    method,
    atMs: Date.now(),
    header: (key: string) => headers.find((field) => field.key === key)?.value,
    // Which networks there are is the node's affair: an exception for some of them is not applied.
    isInNetwork: () => false,
  };
}

function feed(session: WafSession, body: string): void {
  if (session.requestHead() !== undefined) return;
  const limit = session.requestBodyLimitBytes;
  session.requestBody(session.wantsRequestBody ? body.slice(0, limit) : "", body.length > limit);
}
