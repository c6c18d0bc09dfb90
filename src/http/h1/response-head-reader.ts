// Reads the response heads of one connection, the same bytes only once: between two ticks of its Date a
// backend often says the same again.

import { ownCopy } from "#kernel/own-copy.ts";
import type { Field } from "../field.ts";
import type { ResponseHead } from "../response-head.ts";
import type { HeadLimits } from "./parse-request.ts";
import { parseResponseHead, type ResponseFlaw } from "./parse-response.ts";

/** Longer heads are read anew each time. */
const MAX_REMEMBERED_CHARS = 1024;

export class ResponseHeadReader {
  private readonly limits: HeadLimits;
  private fields: readonly Field[] = [];
  private raw = "";
  private head: ResponseHead | undefined;
  private isOfHead = false;

  constructor(limits: HeadLimits) {
    this.limits = limits;
  }

  /**
   * @param raw ends with the empty line
   * @param isHead the request was a HEAD, which decides on the body
   */
  read(raw: string, isHead: boolean): ResponseHead | ResponseFlaw {
    if (this.head !== undefined && raw === this.raw && isHead === this.isOfHead) return this.head;
    const head = parseResponseHead(raw, isHead, this.limits, this.fields);
    if ("flaw" in head) return head;
    if (head.status >= 200) this.fields = head.fields;
    const isShort = raw.length <= MAX_REMEMBERED_CHARS;
    this.head = isShort ? head : undefined;
    // A slice would keep the body behind the head alive.
    this.raw = isShort ? ownCopy(raw) : "";
    this.isOfHead = isHead;
    return head;
  }
}
