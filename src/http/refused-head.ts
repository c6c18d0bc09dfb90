// What can be made out of a head that is refused, for engines that only look and log. Nothing read here is
// ever forwarded, nor decided on.

import type { RequestHead } from "./request-head.ts";

export type LenientField = { readonly name: string; readonly key: string; readonly value: string };

export type LenientHead = {
  readonly requestLine: string;
  readonly method: string;
  readonly target: string;
  readonly protocol: string;
  readonly fields: readonly LenientField[];
};

const MAX_FIELDS = 1000;

/** Faults of heads whose lines were read, but say what is not allowed. */
const readableFaults: ReadonlySet<string> = new Set([
  ...[
    "version-unsupported",
    "version-malformed",
    "method-refused",
    "expectation-unsupported",
    "body-too-large",
  ],
  ...["host-missing", "host-repeated", "host-malformed", "host-disagrees"],
  ...["length-repeated", "length-malformed", "length-and-coding", "coding-in-http10", "coding-unsupported"],
]);

/** Can engines that only log make sense of a head that is refused? */
export const isLegible = ({ fault }: RequestHead): boolean => readableFaults.has(fault);

/** Lines may end with a bare LF, and lines without a colon are left out. Latin1 strings. */
function readLeniently(raw: string): LenientHead {
  const lines = headLines(raw);
  const requestLine = lines[0] ?? "";
  const words = requestLine.trimStart();
  const first = words.indexOf(" ");
  const last = words.lastIndexOf(" ");
  const fields: LenientField[] = [];
  for (const line of lines.slice(1, MAX_FIELDS)) {
    const colon = line.indexOf(":");
    if (colon <= 0) continue;
    const name = line.slice(0, colon).trim();
    fields.push({ name, key: name.toLowerCase(), value: line.slice(colon + 1).trim() });
  }
  return {
    requestLine,
    method: first < 0 ? words : words.slice(0, first),
    target: first < 0 ? "" : words.slice(first + 1, last > first ? last : words.length),
    protocol: last > first ? words.slice(last + 1) : "",
    fields,
  };
}

/** Of a head that was taken, what the strict reader read; of any other, what can be made out of it. */
export function legibleHead(head: RequestHead): LenientHead {
  if (head.fault !== "") return readLeniently(head.raw);
  const { requestLine, method, target, version, fields } = head;
  return { requestLine, method, target, protocol: version, fields };
}

function headLines(raw: string): string[] {
  const end = /\r?\n\r?\n/.exec(raw);
  return (end === null ? raw : raw.slice(0, end.index)).split(/\r?\n/);
}
