// What a request asks of a model, in pieces that a content-safety service takes.

import type { PolicyRequest } from "../plan/policy-message.ts";
import { safetyFailure } from "./content-safety-failures.ts";
import { textsOfJson } from "./json-texts.ts";
import { checkCharset, plainText } from "./plain-text.ts";
import { usualWindows, windowsOf } from "./text-windows.ts";

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
  checkCharset(headers.valuesOf("Content-Type"));
  const pieces: string[] = [];
  for (const piece of windowsOf(textsIn(plainText(body.wire)).join("\n"), usualWindows)) {
    if (pieces.length === MAX_PIECES) throw safetyFailure(`the prompt has more than ${MAX_PIECES} pieces`);
    pieces.push(piece);
  }
  return pieces;
}

function textsIn(text: string): readonly string[] {
  try {
    return textsOfJson(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return [text];
  }
}
