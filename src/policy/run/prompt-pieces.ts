// What a request asks of a model, in pieces that a content-safety service takes.

import type { PolicyRequest } from "../plan/policy-message.ts";
import { safetyFailure } from "./content-safety-failures.ts";
import { textsOfJson } from "./json-texts.ts";

/** What Azure AI Content Safety takes at once. */
const MAX_PIECE_CHARS = 10_000;
/** The end of a piece stands at the beginning of the next one too, so that no phrase is only seen cut. */
const OVERLAP_CHARS = 200;
const MAX_PIECES = 100;

/**
 * The texts of a body of JSON; one of anything else is a text itself. None where there is nothing to read.
 * @throws PolicyFailure for a body that is no text, or has more than a hundred pieces
 */
export function promptPieces({ headers, body }: PolicyRequest): readonly string[] {
  if (body.wire === "") return [];
  const codings = headers.valuesOf("Content-Encoding").map((one) => one.trim().toLowerCase());
  if (codings.some((coding) => coding !== "" && coding !== "identity")) {
    throw safetyFailure("the body has a Content-Encoding and cannot be read");
  }
  for (const type of headers.valuesOf("Content-Type")) {
    const charset = /charset\s*=\s*"?([^";\s]+)/i.exec(type)?.[1];
    if (charset !== undefined && !/^(?:utf-?8|us-ascii)$/i.test(charset)) {
      throw safetyFailure(`the body is in ${charset}, not in UTF-8`);
    }
  }
  const text = plainText(body.wire);
  return piecesOf(textsIn(text).join("\n"));
}

function textsIn(text: string): readonly string[] {
  try {
    return textsOfJson(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return [text];
  }
}

/** UTF-8 only: in what another charset or a binary form hides, nobody would find anything. */
function plainText(wire: string): string {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(wire, "latin1"));
    if (!text.includes("\0")) return text;
  } catch {
    // Told below.
  }
  throw safetyFailure("the body is no text in UTF-8");
}

function piecesOf(text: string): readonly string[] {
  const pieces: string[] = [];
  for (let start = 0; start < text.length; ) {
    if (pieces.length === MAX_PIECES) throw safetyFailure(`the prompt has more than ${MAX_PIECES} pieces`);
    const end = wholeCharacters(text, Math.min(start + MAX_PIECE_CHARS, text.length));
    pieces.push(text.slice(start, end));
    if (end === text.length) break;
    start = wholeCharacters(text, end - OVERLAP_CHARS);
  }
  return pieces;
}

/** One before where it would part the two halves of a character. */
function wholeCharacters(text: string, at: number): number {
  const isParted = at < text.length && (text.codePointAt(at - 1) ?? 0) > 0xffff;
  return isParted ? at - 1 : at;
}
