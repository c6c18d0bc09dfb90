// A request as a program has it.

export type WafRequest = {
  readonly method: string;
  /** The target as it came: path and query. A whole URL is taken too. */
  readonly url: string;
  /** Values by name, as Node's `req.headers`; or pairs, as a `Headers` has them. */
  readonly headers:
    | Readonly<Record<string, string | readonly string[] | undefined>>
    | Iterable<readonly [name: string, value: string]>;
  /** Up to the limit, without transfer coding. A text is taken as UTF-8. */
  readonly body?: Uint8Array | string | undefined;
  /** The body was longer than `body`. */
  readonly isBodyCut?: boolean;
  /** The content coding (gzip) is already taken off. */
  readonly isBodyDecoded?: boolean;
  /** `1.1` where it is left out. */
  readonly httpVersion?: string;
  readonly clientAddress?: string | undefined;
  /** Unique, for the log; made up where it is left out. */
  readonly id?: string;
};
