// The bytes of a test's request, completed as go-ftw completes them.

import type { FtwInput } from "./ftw-test.ts";

type Parts = Extract<FtwInput, { kind: "parts" }>;

const FORM = "application/x-www-form-urlencoded";
const HAS_BODY = /^(?:POST|PUT|PATCH|DELETE)$/;

/** Latin1 in, latin1 out. */
export function buildRequest(input: FtwInput): string {
  if (input.kind === "raw") return input.bytes;
  const headers = [...input.headers];
  const data = completedData(input, headers);
  if (input.completesHeaders) addStandardHeaders(input, headers, data);
  const fields = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return `${input.method} ${input.uri} ${input.version}\r\n${fields}\r\n${data}`;
}

type Headers = (readonly [string, string])[];

function completedData({ data, completesHeaders }: Parts, headers: Headers): string {
  let sent = data;
  if (data !== "" && completesHeaders) {
    if (firstValue(headers, "content-type") === undefined) headers.push(["Content-Type", FORM]);
    if (firstValue(headers, "content-type") === FORM) sent = encodedForm(data);
  }
  if (firstValue(headers, "content-type")?.startsWith("multipart/form-data;") === true) {
    sent = sent.replaceAll("\n", "\r\n");
  }
  return sent;
}

function addStandardHeaders({ method }: Parts, headers: Headers, data: string): void {
  if ((firstValue(headers, "connection") ?? "") === "") headers.push(["Connection", "close"]);
  if (data === "" && !HAS_BODY.test(method)) return;
  if (firstValue(headers, "content-length") === undefined)
    headers.push(["Content-Length", String(data.length)]);
}

function firstValue(headers: Headers, key: string): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === key)?.[1];
}

/** Form data that decoding would not change is taken for not encoded yet. */
function encodedForm(data: string): string {
  if (isEncoded(data)) return data;
  return data
    .split("&")
    .filter((piece, index, pieces) => piece !== "" || index < pieces.length - 1)
    .map((piece) => {
      const equals = piece.indexOf("=");
      if (equals < 0) return queryEscape(piece);
      return `${queryEscape(piece.slice(0, equals))}=${queryEscape(piece.slice(equals + 1))}`;
    })
    .join("&");
}

/** Decoding changes it, or cannot be done. */
const isEncoded = (data: string): boolean => data.includes("+") || data.includes("%");

const queryEscape = (text: string): string =>
  text.replace(/[^A-Za-z0-9\-_.~]/g, (char) =>
    char === " " ? "+" : `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
