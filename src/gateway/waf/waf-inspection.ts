// What the WAF does with one exchange, beginning to end: the session, the policy it runs by, and what came of
// it.

import { type LoggedRequest, type WafSession, wafLogLines } from "#waf/waf.ts";
import type { GatewayExchange } from "../gateway-exchange.ts";
import type { WafVerdict } from "../gateway-port.ts";
import type { WafPolicy } from "./waf-policy.ts";

export class WafInspection {
  readonly policy: WafPolicy;
  readonly session: WafSession;
  /** The body was looked at, if only in part. */
  isBodyInspected = false;

  constructor(policy: WafPolicy, session: WafSession) {
    this.policy = policy;
    this.session = session;
  }

  /** Phase 5 and the log. Once, when the exchange is recorded. */
  conclude(x: GatewayExchange): void {
    const { session, policy } = this;
    session.finish();
    const logged = session.matches.filter(({ rule }) => rule.isLogged);
    x.wafPolicy = policy.spec.name;
    x.wafBodyInspected = this.isBodyInspected;
    x.pipeline.ports.metrics.wafVerdict(policy.spec.name, verdictOf(session, logged.length));
    if (logged.length === 0) return;
    x.wafRules = logged.map(({ rule }) => rule.id);
    x.wafScore = session.score;
    const { wafLog } = x.pipeline.ports;
    const format = x.runtime.snapshot.wafLogFormat;
    wafLog.write(wafLogLines(format, session, loggedRequest(x), policy.spec.name));
  }
}

function verdictOf({ interruption, isUndecided }: WafSession, matches: number): WafVerdict {
  if (isUndecided) return "undecided";
  if (interruption !== undefined) return "blocked";
  return matches > 0 ? "matched" : "passed";
}

function loggedRequest(x: GatewayExchange): LoggedRequest {
  return {
    id: x.requestId,
    clientAddress: x.clientAddress,
    hostName: x.head.host,
    uri: x.path === "" ? x.rawTarget : x.path,
    atMs: x.startedAtMs,
  };
}
