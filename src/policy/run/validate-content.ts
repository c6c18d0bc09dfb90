// How `validate-content` runs: first the size of a body, then its media type, then what it says. What is to
// be prevented ends it at the first of them that fails.

import type { BodyProblem, BodyQuestion, DescribedMessage, MessageSide } from "../plan/contract-port.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import type { StatementReader } from "../plan/statement-reader.ts";
import type { PolicyCompiler, StepResult } from "../plan/step.ts";
import type { Value } from "../plan/value.ts";
import { bodyProblemError, sizeError, unreadableError, unspecifiedTypeError } from "./content-errors.ts";
import { contentTypeMap } from "./content-type-map.ts";
import { plainBody } from "./plain-body.ts";
import { actionValue, type ValidationAction } from "./validation-action.ts";
import { reportErrors, type ValidationError } from "./validation-errors.ts";

type ContentRule = Pick<
  BodyQuestion,
  "validateAs" | "schemaId" | "schemaRef" | "allowsAdditional" | "ignoresCase"
> & {
  /** Lower case; undefined for every media type that the API names. */
  readonly type: string | undefined;
  readonly action: Value<ValidationAction>;
};

export const validateContent: PolicyCompiler = (element) => {
  const unspecified = actionValue(element.textOr("unspecified-content-type-action", "prevent"));
  const maxSize = element.number("max-size", 0);
  const sizeExceeded = actionValue(element.textOr("size-exceeded-action", "prevent"));
  const variable = element.literal("errors-variable-name");
  const mapped = contentTypeMap(element.child("content-type-map"));
  const rules = element.children("content").map(ruleOf);
  const side: MessageSide = element.section === "inbound" ? "request" : "response";
  element.needsBody();
  return (call) => {
    const report = (error: ValidationError | undefined): void =>
      reportErrors(call, variable, error === undefined ? [] : [error]);
    const limitBytes = maxSize(call);
    const body = plainBody(side === "request" ? call.request : call.answer, limitBytes);
    if (body === "too-large" || (body !== "unreadable" && body.bytes.length > limitBytes)) {
      const action = sizeExceeded(call);
      if (action !== "ignore")
        report(sizeError(side, body === "too-large" ? undefined : body.bytes.length, limitBytes, action));
      return undefined;
    }
    const content = new ContentCheck(call, side, mapped(call, side), rules);
    const action = unspecified(call);
    if (content.isAbsent(body !== "unreadable" && body.bytes.length === 0)) return undefined;
    if (content.isUnspecified) {
      if (action !== "ignore") report(unspecifiedTypeError(side, content.contentType, action));
      return undefined;
    }
    return content.run(body === "unreadable" ? undefined : body.bytes, report);
  };
};

function ruleOf(element: StatementReader): ContentRule {
  const validateAs = element.literal("validate-as");
  return {
    type: element.literal("type")?.toLowerCase(),
    validateAs: validateAs === "xml" || validateAs === "soap" ? validateAs : "json",
    action: actionValue(element.textOr("action", "prevent")),
    schemaId: element.literal("schema-id"),
    schemaRef: element.literal("schema-ref"),
    allowsAdditional: element.has("allow-additional-properties")
      ? element.literalBool("allow-additional-properties", true)
      : undefined,
    ignoresCase: element.literalBool("case-insensitive-property-names", false),
  };
}

class ContentCheck {
  readonly contentType: string;
  readonly #call: PolicyCall;
  readonly #side: MessageSide;
  readonly #rules: readonly ContentRule[];
  readonly #described: DescribedMessage | undefined;
  readonly #isDescribed: boolean;

  constructor(call: PolicyCall, side: MessageSide, contentType: string, rules: readonly ContentRule[]) {
    this.contentType = contentType;
    this.#call = call;
    this.#side = side;
    const status = side === "response" ? call.answer.status : 0;
    this.#described = call.ports.contract.operation(call)?.message(side, status);
    this.#isDescribed = (this.#described?.content ?? []).some((one) => covers(one.contentType, contentType));
    this.#rules = rules.filter(
      (rule) => (rule.type === undefined && this.#isDescribed) || rule.type === contentType,
    );
  }

  /** No body where none has to be: of what type it is not is then of no interest. */
  isAbsent(isEmpty: boolean): boolean {
    return isEmpty && this.contentType === "" && this.#described?.isRequired !== true;
  }

  /** A schema of the service's own makes a media type a specified one too. */
  get isUnspecified(): boolean {
    return !this.#isDescribed && !this.#rules.some(({ schemaId }) => schemaId !== undefined);
  }

  /** @param bytes undefined where they are in a coding that cannot be undone */
  run(
    bytes: Uint8Array | undefined,
    report: (error: ValidationError | undefined) => void,
  ): StepResult | Promise<StepResult> {
    return this.#runFrom(0, bytes, report);
  }

  #runFrom(
    first: number,
    bytes: Uint8Array | undefined,
    report: (error: ValidationError | undefined) => void,
  ): StepResult | Promise<StepResult> {
    for (let index = first; index < this.#rules.length; index++) {
      const rule = this.#rules[index];
      const action = rule?.action(this.#call);
      if (rule === undefined || action === undefined || action === "ignore") continue;
      const tell = (problem: BodyProblem | undefined): void =>
        report(problem && bodyProblemError(this.#side, this.contentType, problem, action));
      if (bytes === undefined) {
        report(unreadableError(this.#side, this.contentType, action));
        continue;
      }
      const problem = this.#call.ports.contract.checkBody(this.#call, this.#question(rule, bytes));
      if (problem instanceof Promise) {
        return problem.then((settled) => {
          tell(settled);
          return this.#runFrom(index + 1, bytes, report);
        });
      }
      tell(problem);
    }
    return undefined;
  }

  #question(rule: ContentRule, body: Uint8Array): BodyQuestion {
    const { validateAs, schemaId, schemaRef, allowsAdditional, ignoresCase } = rule;
    const status = this.#side === "response" ? this.#call.answer.status : 0;
    const message = { side: this.#side, status, contentType: this.contentType, body };
    return { ...message, validateAs, schemaId, schemaRef, allowsAdditional, ignoresCase };
  }
}

// `text/*` and `*/*` stand for several.
function covers(described: string, contentType: string): boolean {
  if (described === contentType || described === "*/*") return true;
  return described.endsWith("/*") && contentType.startsWith(described.slice(0, -1));
}
