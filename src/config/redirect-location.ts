// The place that a redirect leads to: an absolute URL or a path, with variables where they cannot change the
// host.

import { readTemplate, type Template, type Variable, variablesOf } from "#http/template.ts";
import type { Flaw, Format, Parsed } from "./format.ts";
import { controlFlaw } from "./wire-text.ts";

const HINT = "write an absolute URL such as https://example.com/new, or a path that starts with one /";
const bad = (says: string, hint = HINT): Flaw => ({ code: "bad-location", says, hint });

const ALLOWED: readonly Variable["name"][] = ["path", "path.rest", "host", "query.*"];

/** Scheme and host, written out or as `{host}`, and what may follow: nothing of it can extend the host. */
const ABSOLUTE =
  /^https?:\/\/(?:[a-z0-9._-]+|\[[^\]]+\]|\{host\})(?::[0-9]{1,5})?(?:[/?#]|\{path(?:\.rest)?\}|$)/i;
const RELATIVE = /^(?:\/|\{path(?:\.rest)?\})/;

/** `//host` would leave the host, `\` reads as `/`. */
function parseLocation(text: string): Parsed<Template> {
  const control = controlFlaw(text);
  if (control !== undefined) return control;
  const read = readTemplate(text);
  if ("why" in read) return { code: "bad-template", says: read.why, hint: read.hint };
  if (/[^\x21-\x7e]/.test(text)) {
    const hint = "write spaces and letters beyond ASCII in percent-encoding, such as %20";
    return bad("holds characters that a URL does not", hint);
  }
  if (variablesOf(read).some(({ name }) => !ALLOWED.includes(name))) {
    const hint = "a redirect knows {path}, {path.rest}, {host} and {query.NAME}";
    return { code: "bad-template", says: "holds a variable that a redirect does not know", hint };
  }
  if (text.startsWith("//") || text.includes("\\")) return bad("would lead to another host");
  const filled = read.map((part) => (typeof part === "string" ? part : FILLERS[part.name])).join("");
  if (RELATIVE.test(text)) {
    if (!filled.startsWith("//") && !text.includes("{host}")) return { value: read };
    return bad("would lead to another host");
  }
  if (!/^https?:\/\/[^/]/i.test(text) || !URL.canParse(filled))
    return bad("is neither an absolute URL nor a path");
  if (ABSOLUTE.test(text)) return { value: read };
  return bad("would let a client choose the host", "write the host out, or as {host} alone");
}

const FILLERS: Readonly<Partial<Record<Variable["name"], string>>> = {
  path: "/x",
  "path.rest": "/x",
  host: "host.example",
  "query.*": "x",
};

export const location: Format<Template> = {
  name: "a URL or path",
  parse: parseLocation,
  print: () => "a URL or path",
  readsNumbers: false,
};
