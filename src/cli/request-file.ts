// A raw HTTP/1.1 message from a file, as people write one by hand.

import { readFileSync } from "node:fs";

/** Latin1, with the line endings of the wire; undefined where the file cannot be read, which is then told. */
export function readMessageFile(file: string): string | undefined {
  try {
    return completed(readFileSync(file === "-" ? process.stdin.fd : file, "latin1"));
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

/** Carriage returns and a Content-Length where they are missing. */
function completed(text: string): string {
  if (text.includes("\r\n\r\n")) return text;
  const end = text.indexOf("\n\n");
  const head = end < 0 ? text.trimEnd() : text.slice(0, end);
  const body = end < 0 ? "" : text.slice(end + 2);
  const isFramed = /^(?:content-length|transfer-encoding)\s*:/im.test(head);
  const length = body === "" || isFramed ? "" : `\r\nContent-Length: ${body.length}`;
  return `${head.replaceAll(/\r?\n/g, "\r\n")}${length}\r\n\r\n${body}`;
}
