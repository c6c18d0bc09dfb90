// Test files of the CRS project's form (go-ftw): what each test sends, and what it expects of the log and the
// answer.

/** Latin1 strings: one char is one byte. */
export type FtwInput =
  /** The bytes as they are. */
  | { readonly kind: "raw"; readonly bytes: string }
  | {
      readonly kind: "parts";
      readonly method: string;
      readonly uri: string;
      readonly version: string;
      readonly headers: readonly (readonly [string, string])[];
      readonly data: string;
      /** Adds the fields that a client would: Connection, Content-Type, Content-Length. */
      readonly completesHeaders: boolean;
    };

export type FtwOutput = {
  readonly status: number | undefined;
  readonly expectsError: boolean | undefined;
  readonly expectIds: readonly number[];
  readonly noExpectIds: readonly number[];
  /** Patterns over the log lines of the request. */
  readonly matchRegex: string | undefined;
  readonly noMatchRegex: string | undefined;
  /** Other rules than the expected must not match. */
  readonly isIsolated: boolean;
  readonly retriesOnce: boolean;
};

export type FtwStage = { readonly input: FtwInput; readonly output: FtwOutput };

export type FtwTest = {
  /** `942100-1`. */
  readonly name: string;
  readonly ruleId: number;
  readonly testId: number;
  readonly file: string;
  readonly stages: readonly FtwStage[];
};

/** What was seen of one stage. */
export type FtwObservation = {
  /** Undefined where no answer came. */
  readonly status: number | undefined;
  /** Log lines between the two markers. */
  readonly lines: readonly string[];
  readonly ids: ReadonlySet<number>;
};
