// The port by which this module asks others: for keys, and for tokens of the node's own. Whoever builds a
// gateway binds it to a client that judges where a call leads.

export type OutgoingCall = {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** For the origin of `url` alone. */
  readonly credentials?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly maxRedirects: number;
  /** The host of `url` stands in the configuration, and may be inside. */
  readonly isNamed: boolean;
};

export type CallAnswer = { readonly status: number; readonly body: Uint8Array };

/** Any status is an answer; rejects with what kept an answer from coming. */
export type CallOut = (call: OutgoingCall) => Promise<CallAnswer>;
