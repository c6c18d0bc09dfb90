// Bytes as the text that they are.

import { safetyFailure } from "./content-safety-failures.ts";

/**
 * UTF-8 only: in what another charset or a binary form hides, nobody would find anything.
 * @param wire one char per byte
 * @throws PolicyFailure for what is no text
 */
export function plainText(wire: string): string {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(wire, "latin1"));
    if (!text.includes("\0")) return text;
  } catch {
    // Told below.
  }
  throw safetyFailure("the body is no text in UTF-8");
}

/** @throws PolicyFailure where Content-Type says that it is in something else */
export function checkCharset(contentTypes: readonly string[]): void {
  for (const type of contentTypes) {
    const charset = /charset\s*=\s*"?([^";\s]+)/i.exec(type)?.[1];
    if (charset !== undefined && !/^(?:utf-?8|us-ascii)$/i.test(charset)) {
      throw safetyFailure(`the body is in ${charset}, not in UTF-8`);
    }
  }
}
