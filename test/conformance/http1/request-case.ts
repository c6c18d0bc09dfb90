// The form of a case: what a client sends, where the case comes from, and what must become of it. A case
// that is about the message and not about its bytes says the message, so that it can be sent by another
// protocol too.

import type { FaultCode } from "#kernel/fault-catalogue.ts";

/** A request as any version of HTTP can carry it. Names and values are sent as they stand, wrong ones too. */
export type Message = {
  readonly method: string;
  /** Empty: none is sent. */
  readonly authority: string;
  readonly path: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly body: string;
};

/** Not one byte reaches the backend, and the client gets `status`. */
export type Refused = {
  readonly kind: "refused";
  readonly status: number;
  /** What the access line says. */
  readonly reason: FaultCode;
  /** The request could be read, and only its meaning was refused: the connection need not be closed. */
  readonly isReadable: boolean;
};

/** What the backend must read. Nothing is said of the fields that are not named here. */
export type Arrival = {
  readonly method: string;
  readonly target: string;
  /** `Name: value`, each there exactly once and spelled so. */
  readonly has?: readonly string[];
  /** `Name: value` of one field that comes several times, all of them in this order. */
  readonly hasRepeated?: readonly string[];
  /** Lower-case names that must be there, whatever their value. */
  readonly mustHave?: readonly string[];
  /** Lower-case names that must not be there. */
  readonly lacks?: readonly string[];
  /** What must stand nowhere in the head. */
  readonly lacksText?: string;
  readonly body?: string;
  /** `Name: value` of the fields after the body, each there exactly once. */
  readonly hasTrailers?: readonly string[];
  /** Lower-case names that must not be there either. */
  readonly lacksTrailers?: readonly string[];
};

/** The backend reads exactly these requests, one after the other. */
export type Forwarded = {
  readonly kind: "forwarded";
  readonly requests: readonly Arrival[];
  /** What becomes of what follows them on the connection, where something does. */
  readonly then?: Refused;
};

/** The client gets `status`; the backend may have read the beginning of a request, and never the end. */
export type Broken = {
  readonly kind: "broken";
  readonly status: number;
  readonly reason: FaultCode;
};

export type Expectation = Refused | Forwarded | Broken;

export type RequestCase = {
  readonly name: string;
  /** The section of an RFC, or the name by which a technique is known. */
  readonly source: string;
  /** One char per byte; several pieces are sent with a pause between them. */
  readonly bytes: string | readonly string[];
  /** Where the case is about the message: the same request, whatever protocol carries it. */
  readonly message?: Message;
  readonly expect: Expectation;
};

/** What is sent: bytes of HTTP/1.1, or a message that has them. */
type Sent = string | readonly string[] | { readonly bytes: string; readonly message: Message };

export const refused = (status: number, reason: FaultCode): Refused => ({
  kind: "refused",
  status,
  reason,
  isReadable: false,
});

/** A case that must be refused. */
export function refusal(
  name: string,
  source: string,
  status: number,
  reason: FaultCode,
  sent: Sent,
): RequestCase {
  return { name, source, ...wireOf(sent), expect: refused(status, reason) };
}

/** A case that is read, and refused for what it asks. */
export function denial(
  name: string,
  source: string,
  status: number,
  reason: FaultCode,
  sent: Sent,
): RequestCase {
  return { name, source, ...wireOf(sent), expect: { ...refused(status, reason), isReadable: true } };
}

/** A case that must be passed on as `arrivals`, and what follows them be refused with `then`. */
export function passage(
  name: string,
  source: string,
  sent: Sent,
  arrivals: Arrival | readonly Arrival[],
  then?: Refused,
): RequestCase {
  const requests = "method" in arrivals ? [arrivals] : arrivals;
  const expect: Forwarded = {
    kind: "forwarded",
    requests,
    ...(then === undefined ? {} : { then }),
  };
  return { name, source, ...wireOf(sent), expect };
}

/** A case whose body turns out to be wrong after its beginning was passed on. */
export function breakage(
  name: string,
  source: string,
  status: number,
  reason: FaultCode,
  pieces: readonly string[],
): RequestCase {
  return { name, source, bytes: pieces, expect: { kind: "broken", status, reason } };
}

function wireOf(sent: Sent): Pick<RequestCase, "bytes" | "message"> {
  return typeof sent === "string" || !("message" in sent) ? { bytes: sent } : sent;
}

/** A GET with these lines after its Host. */
export const get = (...lines: readonly string[]): Sent => messageOf("GET", lines, "");

/** A POST with a body, and these lines after its Host. */
export const post = (body: string, ...lines: readonly string[]): Sent => messageOf("POST", lines, body);

/** A POST whose Transfer-Encoding is chunked: bytes only, for no other protocol has chunks. */
export const chunked = (body: string, ...lines: readonly string[]): string =>
  `${headOf("POST", "/", ["Host: a", "Transfer-Encoding: chunked", ...lines])}${body}`;

export const headOf = (method: string, target: string, lines: readonly string[]): string =>
  `${method} ${target} HTTP/1.1\r\n${lines.map((line) => `${line}\r\n`).join("")}\r\n`;

function messageOf(method: string, lines: readonly string[], body: string): Sent {
  const fields = lines.map((line): readonly [string, string] => {
    const colon = line.indexOf(":", 1);
    return colon < 0 ? [line, ""] : [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, "")];
  });
  return {
    bytes: `${headOf(method, "/", ["Host: a", ...lines])}${body}`,
    message: { method, authority: "a", path: "/", fields, body },
  };
}

/** A byte as a reader can tell it. */
export const byteName = (code: number): string => `0x${code.toString(16).padStart(2, "0")}`;
