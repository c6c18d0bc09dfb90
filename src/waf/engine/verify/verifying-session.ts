// A transaction that is run twice: fast, whose verdicts count, and by the plain interpreter behind it. What
// they do not agree on is reported when the transaction ends. It costs many times as much.

import type { Control } from "../../seclang/program.ts";
import type { Interruption } from "../match-record.ts";
import type { RequestInput, ResponseInput } from "../request-input.ts";
import type { RuleSet } from "../rule-set.ts";
import { type PhaseRunner, WafSession } from "../waf-session.ts";
import { outcomeLines } from "./outcome.ts";

export type WafDifference = {
  readonly input: RequestInput;
  /** Lines that only the fast way has, in their order. */
  readonly onlyFast: readonly string[];
  /** Lines that only the plain interpreter has. */
  readonly onlyPlain: readonly string[];
};

/** One way of running the rules. */
export type Way = { readonly rules: RuleSet; readonly runner: PhaseRunner };

export class VerifyingSession extends WafSession {
  private readonly plain: WafSession;
  private readonly report: (difference: WafDifference) => void;
  private isCompared = false;

  constructor(fast: Way, plain: Way, input: RequestInput, report: (difference: WafDifference) => void) {
    super(fast.rules, fast.runner, input);
    this.plain = new WafSession(plain.rules, plain.runner, input);
    this.report = report;
  }

  override apply(control: Control): void {
    super.apply(control);
    this.plain.apply(control);
  }

  override requestHead(): Interruption | undefined {
    const interruption = super.requestHead();
    this.plain.requestHead();
    return interruption;
  }

  override requestBody(body: string, isCut = false, error = ""): Interruption | undefined {
    const interruption = super.requestBody(body, isCut, error);
    this.plain.requestBody(body, isCut, error);
    return interruption;
  }

  override responseHead(input: ResponseInput): Interruption | undefined {
    const interruption = super.responseHead(input);
    this.plain.responseHead(input);
    return interruption;
  }

  override responseBody(body: string, isCut = false): Interruption | undefined {
    const interruption = super.responseBody(body, isCut);
    this.plain.responseBody(body, isCut);
    return interruption;
  }

  override finish(): void {
    // The plain one first: it must see persistent collections as they were before this transaction.
    this.plain.finish();
    super.finish();
    if (this.isCompared) return;
    this.isCompared = true;
    this.compare();
  }

  private compare(): void {
    const fast = outcomeLines(this);
    const plain = outcomeLines(this.plain);
    if (fast.length === plain.length && fast.every((line, index) => line === plain[index])) return;
    const onlyFast = fast.filter((line) => !plain.includes(line));
    const onlyPlain = plain.filter((line) => !fast.includes(line));
    const isOrder = onlyFast.length + onlyPlain.length === 0;
    this.report({
      input: this.tx.request.input,
      onlyFast: isOrder ? fast : onlyFast,
      onlyPlain: isOrder ? plain : onlyPlain,
    });
  }
}
