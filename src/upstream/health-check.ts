// The health check of one member: asks again and again, each time on a connection of its own, and counts what
// it hears until that is enough to say whether the member is well.

import type { BodySink, ResponseBody } from "#http/body.ts";
import { emptyBody } from "#http/body.ts";
import type { RequestCarrier, ResponseListener } from "#http/client-connection.ts";
import type { ResponseHead } from "#http/response-head.ts";
import type { Deadline, Deadlines } from "#kernel/deadlines.ts";
import type { FaultCode } from "#kernel/fault-catalogue.ts";
import { isInRanges } from "./breaker.ts";
import type { Member, OpeningConnection } from "./member.ts";
import type { ProbeSettings } from "./probe.ts";
import { type ProxyVersion, proxyHeader } from "./proxy-header.ts";
import type { CarrierTaker } from "./session-group.ts";

/** How much of a body is searched for `contains`. */
const SEARCHED_BYTES = 65_536;

export type CheckServices = { readonly deadlines: Deadlines; readonly now: () => number };

/** `why` says what the last check heard. */
export type Verdict = (isHealthy: boolean, why: string) => void;

export class HealthCheck implements Deadline, CarrierTaker, ResponseListener, BodySink {
  deadlineMs: number;
  /** Undefined until enough checks agree. */
  isHealthy: boolean | undefined;
  private readonly member: Member;
  private readonly probe: ProbeSettings;
  private readonly proxyProtocol: ProxyVersion | "none";
  private readonly services: CheckServices;
  private readonly verdict: Verdict;
  private startedMs = 0;
  private isRunning = false;
  private good = 0;
  private bad = 0;
  private opening: OpeningConnection | undefined;
  private connection: RequestCarrier | undefined;
  private body: ResponseBody | undefined;
  private searched = "";

  /** @param firstInMs when the first check begins */
  constructor(
    member: Member,
    probe: ProbeSettings,
    proxyProtocol: ProxyVersion | "none",
    services: CheckServices,
    firstInMs: number,
    verdict: Verdict,
  ) {
    this.member = member;
    this.probe = probe;
    this.proxyProtocol = proxyProtocol;
    this.services = services;
    this.verdict = verdict;
    this.deadlineMs = services.now() + firstInMs;
    services.deadlines.add(this);
  }

  onDeadline(): void {
    if (this.isRunning) this.finish(false, `no answer in ${this.probe.timeoutMs} ms`);
    else this.begin();
  }

  private begin(): void {
    this.isRunning = true;
    this.startedMs = this.services.now();
    this.deadlineMs = this.startedMs + this.probe.timeoutMs;
    const { proxyProtocol } = this;
    const header = proxyProtocol === "none" ? "" : proxyHeader(proxyProtocol, undefined);
    this.opening = this.member.connect(this, header);
  }

  connected(connection: RequestCarrier): void {
    this.opening = undefined;
    this.connection = connection;
    const { method, path, host } = this.probe;
    const headWire =
      `${method} ${path} HTTP/1.1\r\nHost: ${host === "" ? this.member.name : host}\r\n` +
      "User-Agent: Portcullis health check\r\nAccept: */*\r\nConnection: close\r\n\r\n";
    const request = { method, headWire, isChunked: false, body: emptyBody(), upgrade: "" };
    connection.send(this.member.signed(request), this);
  }

  connectFailed(code: FaultCode, detail: string): void {
    this.opening = undefined;
    this.finish(false, `${code}: ${detail}`);
  }

  interim(): void {
    // The answer is still to come.
  }

  upgraded(): void {
    // Never asked for: the connection refuses it before it comes here.
  }

  failed(code: FaultCode, detail: string): void {
    this.connection = undefined;
    this.finish(false, `${code}: ${detail}`);
  }

  response(head: ResponseHead, body: ResponseBody): void {
    this.body = body;
    const { statuses, contains } = this.probe;
    if (!isInRanges(head.status, statuses)) this.finish(false, `status ${head.status}`);
    else if (contains === "") this.finish(true, `status ${head.status}`);
    else if (this.isFoundIn(body.prefix) || body.complete || body.rest === undefined) this.finishSearch();
    else body.rest.start(this);
  }

  private isFoundIn(text: string): boolean {
    this.searched = (this.searched + text).slice(0, SEARCHED_BYTES);
    return this.searched.includes(this.probe.contains) || this.searched.length >= SEARCHED_BYTES;
  }

  private finishSearch(): void {
    const isFound = this.searched.includes(this.probe.contains);
    this.finish(isFound, isFound ? "the body is right" : "the body does not contain what it should");
  }

  data(chunk: string): boolean {
    if (this.isRunning && this.isFoundIn(chunk)) this.finishSearch();
    return true;
  }

  end(): void {
    if (this.isRunning) this.finishSearch();
  }

  fail(reason: FaultCode): void {
    if (this.isRunning) this.finish(false, reason);
  }

  private finish(isGood: boolean, why: string): void {
    if (!this.isRunning) return;
    this.isRunning = false;
    this.stop();
    const { intervalMs, healthyAfter, unhealthyAfter } = this.probe;
    this.deadlineMs = Math.max(this.services.now(), this.startedMs + intervalMs);
    this.good = isGood ? this.good + 1 : 0;
    this.bad = isGood ? 0 : this.bad + 1;
    const isHealthy = this.good >= healthyAfter ? true : this.bad >= unhealthyAfter ? false : this.isHealthy;
    if (isHealthy === this.isHealthy || isHealthy === undefined) return;
    this.isHealthy = isHealthy;
    this.verdict(isHealthy, why);
  }

  private stop(): void {
    const { opening, connection, body } = this;
    this.opening = undefined;
    this.connection = undefined;
    this.body = undefined;
    this.searched = "";
    opening?.cancel();
    if (body === undefined) connection?.abandon();
    else body.rest?.cancel();
  }

  close(): void {
    this.isRunning = false;
    this.services.deadlines.delete(this);
    this.stop();
  }
}
