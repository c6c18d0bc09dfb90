// Host names as sites and the admin listener name them: in the form in which a request's Host is compared.

import { isIPv4, isIPv6 } from "node:net";
import { domainToASCII } from "node:url";
import type { Flaw, Format, Parsed } from "./format.ts";

const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;
const MAX_CHARS = 253;

/** A name, an address (IPv6 in brackets), `*.suffix` or `*`, in lower case. */
function parseHostPattern(text: string): Parsed<string> {
  if (text === "*") return { value: text };
  if (!text.startsWith("*")) return parseHost(text);
  const suffix = text.slice(2);
  if (!text.startsWith("*.") || isAddress(suffix.toLowerCase())) return starFlaw;
  const parsed = parseHost(suffix);
  if ("value" in parsed) return { value: `*.${parsed.value}` };
  if (suffix.includes("*")) return starFlaw;
  return parsed.written === undefined ? parsed : { ...parsed, hintFromText: `write *.${parsed.written}` };
}

const starFlaw: Flaw = {
  code: "bad-host",
  says: "has a * that is not a whole first label",
  hint: "write *.example.com for every name below example.com, or * for every other host",
};

/** A name or an address (IPv6 in brackets), in lower case. */
function parseHost(text: string): { readonly value: string } | HostFlaw {
  const lower = text.toLowerCase();
  if (isAddress(lower)) return { value: lower };
  const flaw = findFlaw(text, lower);
  return flaw ?? { value: lower };
}

function isAddress(lower: string): boolean {
  return isIPv4(lower) || (lower.startsWith("[") && lower.endsWith("]") && isIPv6(lower.slice(1, -1)));
}

/** With the host that was meant, where the text gives it away. */
type HostFlaw = Flaw & { readonly written?: string };

function bad(says: string, hint: string, written?: string): HostFlaw {
  const better = written === undefined ? {} : { written, hintFromText: `write ${written}` };
  return { code: "bad-host", says, hint, ...better };
}

function findFlaw(text: string, lower: string): HostFlaw | undefined {
  if (lower === "") return bad("is empty", "write a host name");
  if (lower.includes("://")) {
    const host = URL.canParse(lower) ? new URL(lower).hostname : "";
    return bad(
      "is a URL",
      "write the host name alone, without scheme and path",
      host === "" ? undefined : host,
    );
  }
  if (lower.includes("*")) return starFlaw;
  if (isIPv6(lower))
    return bad("is an IPv6 address without brackets", "put brackets around it", `"[${lower}]"`);
  if (lower.includes("/"))
    return bad("has a path", "write the host name alone", lower.slice(0, lower.indexOf("/")));
  const port = /^([^:]+|\[.*\]):[0-9]*$/.exec(lower);
  if (port !== null)
    return bad("has a port", "a host is matched without its port: leave the port out", port[1]);
  if (lower.endsWith(".")) return bad("ends in a dot", "leave the last dot out", lower.slice(0, -1));
  if (/[^\0-\x7f]/.test(lower)) {
    const ascii = domainToASCII(text);
    const hint = "write the name in punycode, as browsers send it: xn--…";
    return bad("holds letters beyond ASCII", hint, ascii === "" ? undefined : ascii);
  }
  if (lower.length > MAX_CHARS) return bad("is longer than 253 characters", "DNS has no such name");
  if (lower.split(".").every((label) => LABEL.test(label))) return undefined;
  return bad(
    "is not a host name",
    "write letters, digits and - in labels of at most 63 characters, parted by dots",
  );
}

const base = { print: (value: string): string => value, readsNumbers: false };
export const hostPattern: Format<string> = { ...base, name: "a host name", parse: parseHostPattern };
export const exactHost: Format<string> = { ...base, name: "a host name", parse: parseHost };
