// Notices, while a message head is still coming in, that it can never become one.

// A control byte, a CR that no LF follows, or an LF that no CR precedes: whoever sends one and then waits
// for an answer must not hang until a time-out.
const HOPELESS = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]|\r[^\n]|(?:^|[^\r])\n/;

/** The flaw of the bytes from `from` on, those before having been checked; undefined where there is none. */
export function findLineFlaw(text: string, from: number): "control-byte" | "line-ending" | undefined {
  // A CR at the end of what was checked waits for its LF.
  const start = from > 0 && text.charCodeAt(from - 1) === 0x0d ? from - 1 : from;
  const flaw = HOPELESS.exec(start === 0 ? text : text.slice(start))?.[0];
  if (flaw === undefined) return undefined;
  return flaw.includes("\n") || flaw.startsWith("\r") ? "line-ending" : "control-byte";
}
