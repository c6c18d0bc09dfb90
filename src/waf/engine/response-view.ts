// What rules see of a response. Before there is one, all of it is empty.

import type { Pairs } from "../body/parsed-body.ts";
import { headerPairs, NO_PAIRS } from "./pairs.ts";
import type { ResponseInput } from "./request-input.ts";

const NONE: ResponseInput = { status: 0, protocol: "", reasonPhrase: "", headers: [] };

export class ResponseView {
  private readonly input: ResponseInput;
  readonly headers: Pairs;
  /** Decoded, up to the limit of inspection. */
  body = "";
  /** The body was longer than what is inspected. */
  isBodyCut = false;

  constructor(input: ResponseInput = NONE) {
    this.input = input;
    this.headers = input.headers.length === 0 ? NO_PAIRS : headerPairs(input.headers);
  }

  get status(): string {
    return this.input.status === 0 ? "" : String(this.input.status);
  }

  get protocol(): string {
    return this.input.protocol;
  }

  get statusLine(): string {
    if (this.input.status === 0) return "";
    return `${this.input.protocol} ${this.input.status} ${this.input.reasonPhrase}`.trimEnd();
  }

  /** The media type in lower case, without its parameters. */
  get mediaType(): string {
    return (this.contentType.split(";", 1)[0] ?? "").trim().toLowerCase();
  }

  get contentType(): string {
    for (const { key, value } of this.input.headers) if (key === "content-type") return value;
    return "";
  }
}
