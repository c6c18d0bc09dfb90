// What a vantage is asked to send, and what it tells of the answer: plain data, which goes to agents as JSON.
// No answer's body is in it, only what is needed to compare it.

export type ProbeTls = {
  /** For SNI; empty for none. */
  readonly serverName: string;
  readonly alpn: "h2" | "http/1.1";
  /** What is shown of ourselves, in PEM. */
  readonly shown?: { readonly certificate: string; readonly key: string };
  /** The only authorities to believe, in PEM; absent: whoever answers is believed, as an intruder would. */
  readonly trust?: { readonly ca: string; readonly name: string };
};

export type ProbeRequest = {
  /** An IP address. */
  readonly address: string;
  readonly port: number;
  /** Absent: in the clear. */
  readonly tls?: ProbeTls;
  /** Latin1 bytes that come before everything, TLS too: a PROXY header. */
  readonly preface?: string;
  readonly send:
    | { readonly kind: "nothing" }
    /** A request of HTTP/1.1 as it goes onto the wire, in latin1; with `isPair`, more answers may come. */
    | { readonly kind: "http1"; readonly wire: string; readonly isPair?: true }
    /** The same over HTTP/2: by ALPN, or by prior knowledge in the clear (RFC 9113 §3.3). */
    | { readonly kind: "http2"; readonly wire: string };
  /** For all of it. */
  readonly timeoutMs: number;
};

export type ProbeReply =
  /** Nothing of HTTP came back. `code` is the system's, OpenSSL's, `timeout`, `closed` or `not-http`. */
  | { readonly kind: "failed"; readonly at: "connect" | "tls" | "answer"; readonly code: string }
  | { readonly kind: "connected"; readonly localAddress: string }
  | Answer;

export type Answer = {
  readonly kind: "answered";
  readonly status: number;
  /** Statuses of all responses that came over the connection, the first included. */
  readonly statuses: readonly number[];
  /** SHA-256 of the body, its transfer coding undone, in hexadecimal. */
  readonly bodyHash: string;
  readonly bodyBytes: number;
  /** The body was longer than what is read, or did not come to its end. */
  readonly isCut: boolean;
  /** `server`, `content-type`, `www-authenticate` (its scheme) and `location` (without its query). */
  readonly headers: Readonly<Record<string, string>>;
  readonly localAddress: string;
};

/** How much of an answer's body is looked at. */
export const BODY_LIMIT_BYTES = 262_144;
