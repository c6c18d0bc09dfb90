// A failure of the world (not of the program), with what each audience may know of it.

import { type Blame, catalogueEntry, type FaultCode } from "./fault-catalogue.ts";

/**
 * `publicText` is for the caller and never names what stands behind us; `detail` is for the operator's
 * logs. On the request path prefer the bare code: building an Error costs a stack trace.
 */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly blame: Blame;
  readonly status: number;
  readonly retry: boolean;
  readonly publicText: string;
  readonly detail: string;

  constructor(code: FaultCode, detail: string, cause?: unknown) {
    const entry = catalogueEntry(code);
    super(`${code}: ${detail}`, cause === undefined ? undefined : { cause });
    this.name = "Fault";
    this.code = code;
    this.blame = entry.blame;
    this.status = entry.status;
    this.retry = entry.retry;
    this.publicText = entry.publicText;
    this.detail = detail;
  }
}
