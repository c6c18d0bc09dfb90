// What an embedding tells the engine of a request and of its response. Latin1 strings: one char is one byte.

/** `key` is the name in lower case. */
export type HeaderField = { readonly name: string; readonly key: string; readonly value: string };

export type RequestInput = {
  /** Unique per transaction, for the log. */
  readonly id: string;
  /** As received, without its line ending. */
  readonly requestLine: string;
  readonly method: string;
  /** The target as received: a path with its query, or the absolute form. */
  readonly target: string;
  /** `HTTP/1.1`. */
  readonly protocol: string;
  readonly headers: readonly HeaderField[];
  readonly clientAddress: string;
  readonly clientPort: number;
  readonly serverAddress: string;
  readonly serverPort: number;
  /** The host that was asked for, without port. */
  readonly serverName: string;
};

export type ResponseInput = {
  readonly status: number;
  readonly protocol: string;
  readonly reasonPhrase: string;
  readonly headers: readonly HeaderField[];
};
