// Takes what guards of backends report, at a route with the target `{ guard: reports }`: who has the report
// secret of a pool may report for it, a few times a minute. What is in it goes to control; nothing here
// decides about clients.

import { MAX_REPORT_BYTES, readGuardReport, reportedPool } from "#guard/report-message.ts";
import { type Outcome, refuse } from "#http/exchange.ts";
import type { PoolSpec } from "#snapshot/snapshot.ts";
import { fixedResponse } from "./fixed-response.ts";
import type { GatewayExchange } from "./gateway-exchange.ts";
import type { GatewayPorts } from "./gateway-port.ts";
import { BodyIntake, type IntakeOutcome } from "./waf/body-intake.ts";

/** Of one pool and worker: guards of many processes report beside each other. */
const MAX_PER_MINUTE = 300;
const MINUTE_MS = 60_000;
/** Beyond it the clocks disagree, or somebody sends again what he found. */
const MAX_AGE_MS = 300_000;

export class ReportDesk {
  private readonly secrets: ReadonlyMap<string, string>;
  private readonly ports: Pick<GatewayPorts, "guardReported" | "now" | "wallAt">;
  private taken = new Map<string, number>();
  private minute = 0;

  constructor(pools: readonly PoolSpec[], ports: Pick<GatewayPorts, "guardReported" | "now" | "wallAt">) {
    const known = pools.flatMap(({ name, reportSecret }): [string, string][] =>
      reportSecret === undefined ? [] : [[name, reportSecret]],
    );
    this.secrets = new Map(known);
    this.ports = ports;
  }

  async take(x: GatewayExchange): Promise<Outcome> {
    if (x.head.method !== "POST") return refuse("guard-report-refused", "reports come by POST");
    const outcome = await gathered(x);
    if (outcome === "cut")
      return refuse("guard-report-malformed", `it has more than ${MAX_REPORT_BYTES} bytes`);
    if (outcome !== "whole") return refuse(outcome.failed, "the report did not come whole");
    const body = x.body.prefix;
    const authorization = x.head.fields.find(({ key }) => key === "authorization")?.value ?? "";
    const pool = reportedPool(authorization, body, this.secrets);
    if (pool === undefined)
      return refuse("guard-report-refused", "it is signed by no report secret of a pool");
    const report = readGuardReport(body);
    if (report === undefined) return refuse("guard-report-malformed", "it is no report of a guard's form");
    const nowMs = this.ports.now();
    const ageMs = this.ports.wallAt(nowMs) - report.sentMs;
    if (Math.abs(ageMs) > MAX_AGE_MS) {
      return refuse("guard-report-malformed", `it is of ${Math.round(ageMs / 1000)} s ago`);
    }
    if (!this.mayTake(pool, nowMs)) return refuse("guard-report-too-many", `the pool is ${pool}`);
    this.ports.guardReported?.(pool, report);
    x.response = fixedResponse(204, [], "");
    return undefined;
  }

  private mayTake(pool: string, nowMs: number): boolean {
    const minute = Math.floor(nowMs / MINUTE_MS);
    if (minute !== this.minute) this.taken = new Map();
    this.minute = minute;
    const count = (this.taken.get(pool) ?? 0) + 1;
    this.taken.set(pool, count);
    return count <= MAX_PER_MINUTE;
  }
}

function gathered(x: GatewayExchange): Promise<IntakeOutcome> {
  const { body } = x;
  const { rest } = body;
  if (body.complete || rest === undefined) {
    return Promise.resolve(body.prefix.length > MAX_REPORT_BYTES ? "cut" : "whole");
  }
  return new Promise((resolve) => {
    const intake = new BodyIntake(body, rest, MAX_REPORT_BYTES, (outcome) => {
      x.work = undefined;
      resolve(outcome);
    });
    x.work = intake;
    intake.gather();
  });
}
