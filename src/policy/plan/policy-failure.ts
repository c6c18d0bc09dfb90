// A policy that refuses a call, in the words of `context.LastError`.

export type FailureAnswer = {
  /** Of the answer where on-error gives no other. */
  readonly status: number;
  /** Header fields of that answer: Retry-After, WWW-Authenticate. */
  readonly headers?: readonly (readonly [string, string])[];
  /** What the caller is told in that answer, where the document has words of its own for it. */
  readonly message?: string;
};

export class PolicyFailure extends Error {
  /** As the reference of error handling names it: `TokenNotPresent`. */
  readonly reason: string;
  readonly answer: FailureAnswer;
  /** Of what is no statement's: `authorization`, `configuration`. */
  readonly source: string;

  /** @param message what the caller is told too */
  constructor(reason: string, message: string, answer: FailureAnswer, source = "configuration") {
    super(message);
    this.name = "PolicyFailure";
    this.reason = reason;
    this.answer = answer;
    this.source = source;
  }
}
