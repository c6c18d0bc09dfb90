// Patterns of host names: a name, or one with a `*` that stands for at least one character of what is before
// a dot. `*.googlebot.com` holds names below that domain and nothing else: neither `evil-googlebot.com` nor
// `googlebot.com.evil.example`.

const LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const FIRST = /^[a-z0-9-]*\*$/;

/** Lower case; what a `*` may be followed by is a dot and a domain of at least two labels. */
export function isHostPattern(text: string): boolean {
  const labels = text.split(".");
  const fixed = FIRST.test(labels[0] ?? "") ? labels.slice(1) : labels;
  return fixed.length >= 2 && fixed.every((label) => LABEL.test(label));
}

/** As names are compared: in lower case, without the dot of the root. */
export const plainHost = (name: string): string => name.toLowerCase().replace(/\.$/, "");

/** @param host of `plainHost` */
export function matchesHost(pattern: string, host: string): boolean {
  const star = pattern.indexOf("*");
  if (star < 0) return host === pattern;
  const [start, end] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return host.length > start.length + end.length && host.startsWith(start) && host.endsWith(end);
}
