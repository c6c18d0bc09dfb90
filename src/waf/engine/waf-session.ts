// A transaction on its way through the five phases. The embedding hands over what it has, in order, and is
// told whether to go on; phases that nothing was given for are left out, the last one never.

import { findBodyProcessor, processorFor } from "../body/body-processor-table.ts";
import type { BodyLimits } from "../body/parsed-body.ts";
import { type Allowance, runWithin, spend, unlimited, work } from "../cost/work-meter.ts";
import { forgetSqli } from "../detect/detect-sqli.ts";
import { forgetInput } from "../regex/input-bytes.ts";
import type { Control, CostLimit, Phase } from "../seclang/program.ts";
import { applyControl } from "./apply-control.ts";
import { allowanceFor, lastAllowance, noteExhaustion, timeShare } from "./cost-limit.ts";
import type { KeyedEntries } from "./keyed-collection.ts";
import type { Interruption, MatchRecord } from "./match-record.ts";
import type { RequestInput, ResponseInput } from "./request-input.ts";
import { ResponseView } from "./response-view.ts";
import type { RuleSet } from "./rule-set.ts";
import { wholeNumber } from "./run-effects.ts";
import { Transaction } from "./transaction.ts";

export interface PhaseRunner {
  /** What the collection TX begins with. */
  readonly initialTx: KeyedEntries;
  run(tx: Transaction, phase: Phase): void;
}

/** Of CRS 4, of CRS 3, and of Portcullis's own rule sets. */
const SCORE_KEYS = ["blocking_inbound_anomaly_score", "anomaly_score", "portcullis_score"];

export class WafSession {
  readonly tx: Transaction;
  private readonly runner: PhaseRunner;
  private isFinished = false;
  private readonly costLimit: CostLimit | undefined;
  private allowance: Allowance;
  private lookedAtBytes = 0;

  /** @param costLimit undefined for none */
  constructor(rules: RuleSet, runner: PhaseRunner, input: RequestInput, costLimit?: CostLimit) {
    this.tx = new Transaction(rules, input, runner.initialTx);
    this.runner = runner;
    this.costLimit = costLimit;
    this.allowance = costLimit === undefined ? unlimited() : allowanceFor(costLimit);
  }

  /** What rules matched so far, in their order. */
  get matches(): readonly MatchRecord[] {
    return this.tx.matches;
  }

  /** What ended the transaction; undefined where nothing did. */
  get interruption(): Interruption | undefined {
    return this.tx.interruption;
  }

  /** The inbound anomaly score, the highest of what the rule sets keep; -1 where they keep none. */
  get score(): number {
    const scores = SCORE_KEYS.map((key) => this.tx.tx.get(key) ?? "");
    return Math.max(-1, ...scores.filter((score) => score !== "").map(wholeNumber));
  }

  /** The cost limit was reached: what no rule had answered by then is not decided. */
  get isUndecided(): boolean {
    return this.tx.isExhausted;
  }

  /** Switches rules off, or targets of theirs, before the transaction begins. */
  apply(control: Control): void {
    applyControl(this.tx, control);
  }

  /** Phase 1. */
  requestHead(): Interruption | undefined {
    const { tx } = this;
    this.allowFor(tx.request.uri.length + headBytes(tx.request.input));
    if (tx.settings.requestBodyAccess) {
      tx.bodyProcessor = processorFor(tx.request.header("content-type")) ?? "";
    }
    return this.runPhase(1);
  }

  /** Is the body to be handed over? If not, phase 2 still runs: `requestBody("")`. */
  get wantsRequestBody(): boolean {
    const { controls, settings, mode } = this.tx;
    return mode !== "off" && (controls.requestBodyAccess ?? settings.requestBodyAccess);
  }

  get requestBodyLimitBytes(): number {
    return this.tx.controls.requestBodyLimitBytes ?? this.tx.settings.requestBodyLimitBytes;
  }

  /**
   * Phase 2.
   * @param body without transfer and content coding, at most as long as the limit
   * @param isCut it was longer than that
   * @param error why it could not be decoded; empty where it could
   */
  requestBody(body: string, isCut = false, error = ""): Interruption | undefined {
    const { tx } = this;
    if (this.wantsRequestBody) {
      tx.requestBodyText = body;
      tx.isRequestBodyCut = isCut;
      this.allowFor(body.length);
      if (body !== "") this.within(2, () => this.parseBody(body));
      this.noteError(error);
    }
    const isOver = tx.request.isOverArgumentLimit || tx.body.isOverArgumentLimit;
    this.noteError(isOver ? "there are more arguments than are looked at" : "");
    return this.runPhase(2);
  }

  /** Becomes REQBODY_ERROR, unless there is one already. */
  private noteError(error: string): void {
    const { tx } = this;
    if (error !== "" && tx.body.error === "") tx.body = { ...tx.body, error };
  }

  private parseBody(body: string): void {
    const { tx } = this;
    const process = findBodyProcessor(tx.bodyProcessor);
    if (process === undefined) return;
    tx.rule = undefined;
    spend(work.parsedByte * body.length);
    const { maxArguments, maxFiles, requestBodyJsonDepth: jsonDepth, argumentSeparator } = tx.settings;
    const limits: BodyLimits = { maxArguments, maxFiles, jsonDepth, argumentSeparator };
    tx.body = process(body, tx.request.header("content-type"), limits);
  }

  /** Phase 3. */
  responseHead(input: ResponseInput): Interruption | undefined {
    this.tx.response = new ResponseView(input);
    this.allowFor(headBytes(input));
    if (this.tx.allowed !== "transaction") this.tx.allowed = undefined;
    return this.runPhase(3);
  }

  /** Is the response's body to be handed over? */
  get wantsResponseBody(): boolean {
    const { controls, settings, mode, response } = this.tx;
    if (mode === "off" || !(controls.responseBodyAccess ?? settings.responseBodyAccess)) return false;
    const { mediaType } = response;
    return settings.responseBodyTypes.includes(mediaType === "" ? "(null)" : mediaType);
  }

  get responseBodyLimitBytes(): number {
    return this.tx.controls.responseBodyLimitBytes ?? this.tx.settings.responseBodyLimitBytes;
  }

  /** Phase 4. */
  responseBody(body: string, isCut = false): Interruption | undefined {
    this.tx.response.body = this.wantsResponseBody ? body : "";
    this.allowFor(this.tx.response.body.length);
    this.tx.response.isBodyCut = isCut;
    return this.runPhase(4);
  }

  /** Phase 5, and what is kept beyond the transaction. May be called more than once. */
  finish(): void {
    const { tx } = this;
    if (this.isFinished) return;
    this.isFinished = true;
    if (tx.mode !== "off") {
      const { interruption } = tx;
      tx.interruption = undefined;
      tx.allowed = undefined;
      const { costLimit } = this;
      if (costLimit !== undefined && this.isUndecided) this.allowance = lastAllowance(costLimit);
      this.within(5, () => this.runner.run(tx, 5));
      // Nothing is left to be refused.
      tx.interruption = interruption;
    }
    tx.saveCollections();
  }

  private runPhase(phase: 1 | 2 | 3 | 4): Interruption | undefined {
    const { tx } = this;
    if (tx.interruption !== undefined || this.isUndecided) return tx.interruption;
    if (tx.mode === "off" || tx.allowed !== undefined) return undefined;
    this.within(phase, () => this.runner.run(tx, phase));
    if (tx.allowed === "phase") tx.allowed = undefined;
    return tx.interruption;
  }

  /** What is looked at may cost by its length. */
  private allowFor(bytes: number): void {
    const { allowance, costLimit, lookedAtBytes } = this;
    if (costLimit === undefined) return;
    this.lookedAtBytes += bytes;
    allowance.units += bytes * costLimit.unitsPerByte;
    const more = timeShare(this.lookedAtBytes) - timeShare(lookedAtBytes);
    if (more > 0) allowance.cpuMs += more * costLimit.cpuMs;
  }

  private within(phase: Phase, task: () => void): void {
    const exhausted = runWithin(this.allowance, task);
    forgetSqli();
    forgetInput();
    if (exhausted !== undefined && !this.isUndecided) noteExhaustion(this.tx, phase, exhausted);
  }
}

function headBytes({ headers }: RequestInput | ResponseInput): number {
  let sum = 0;
  for (const { name, value } of headers) sum += name.length + value.length;
  return sum;
}
