// Functions of the operator's own as a snapshot carries them: read and tried, and still text.

export type FunctionSpec = {
  readonly name: string;
  readonly source: string;
  /** As the traces of its exceptions name it. */
  readonly file: string;
  readonly timeoutMs: number;
  readonly memoryBytes: number;
  readonly onFailure: "deny" | "pass";
};
