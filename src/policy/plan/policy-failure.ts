// A policy that refuses a call, in the words of `context.LastError`.

export type FailureAnswer = {
  /** Of the answer where on-error gives no other. */
  readonly status: number;
  /** Header fields of that answer: Retry-After, WWW-Authenticate. */
  readonly headers?: readonly (readonly [string, string])[];
  /** What the caller is told, where it is not the message. */
  readonly publicMessage?: string;
  /** The whole body, as JSON, where it is not Azure's usual one. */
  readonly json?: string;
};

export class PolicyFailure extends Error {
  /** As the reference of error handling names it: `TokenNotPresent`. */
  readonly reason: string;
  readonly answer: FailureAnswer;
  /** Of what is no statement's: `authorization`, `configuration`. */
  readonly source: string;

  /** @param message what the caller is told too, unless the answer says otherwise */
  constructor(reason: string, message: string, answer: FailureAnswer, source = "configuration") {
    super(message);
    this.name = "PolicyFailure";
    this.reason = reason;
    this.answer = answer;
    this.source = source;
  }
}
