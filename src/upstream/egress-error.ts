// Why a call of the gateway's own did not come to an answer.

export type EgressFailure =
  /** The place is not one that may be called. */
  | "denied"
  /** No member of a pool may be asked. */
  | "nobody"
  | "unresolved"
  | "proxy-refused"
  | "too-large"
  | "too-many-redirects"
  | "timeout"
  | "failed";

export class EgressError extends Error {
  readonly code: EgressFailure;

  constructor(code: EgressFailure, message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.name = "EgressError";
    this.code = code;
  }
}
