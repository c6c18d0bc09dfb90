// The place that a redirect leads to: an absolute URL or a path, with variables where they cannot change the
// host.

import { isUrlText, type LocationFlaw, locationFlaw } from "#http/own-answer.ts";
import { readTemplate, type Template, type Variable, variablesOf } from "#http/template.ts";
import type { Flaw, Format, Parsed } from "./format.ts";
import { controlFlaw } from "./wire-text.ts";

const HINT = "write an absolute URL such as https://example.com/new, or a path that starts with one /";
const bad = (says: string, hint = HINT): Flaw => ({ code: "bad-location", says, hint });

const ALLOWED: readonly Variable["name"][] = ["path", "path.rest", "host", "query.*"];

/** Scheme and host, written out or as `{host}`, and what may follow: nothing of it can extend the host. */
const ABSOLUTE =
  /^https?:\/\/(?:[a-z0-9._-]+|\[[^\]]+\]|\{host\})(?::[0-9]{1,5})?(?:[/?#]|\{path(?:\.rest)?\}|$)/i;

const flaws: Readonly<Record<LocationFlaw, Flaw>> = {
  character: bad(
    "holds characters that a URL does not",
    "write spaces and letters beyond ASCII in percent-encoding, such as %20",
  ),
  "other-host": bad("would lead to another host"),
  "no-place": bad("is neither an absolute URL nor a path"),
  "host-unclear": bad("would let a client choose the host", "write the host out, or as {host} alone"),
};

/** As strict with its variables filled in as without any, and of these none may be a part of the host. */
function parseLocation(text: string): Parsed<Template> {
  const control = controlFlaw(text);
  if (control !== undefined) return control;
  const read = readTemplate(text);
  if ("why" in read) return { code: "bad-template", says: read.why, hint: read.hint };
  if (!isUrlText(text)) return flaws.character;
  if (variablesOf(read).some(({ name }) => !ALLOWED.includes(name))) {
    const hint = "a redirect knows {path}, {path.rest}, {host} and {query.NAME}";
    return { code: "bad-template", says: "holds a variable that a redirect does not know", hint };
  }
  const filled = read.map((part) => (typeof part === "string" ? part : FILLERS[part.name])).join("");
  const flaw = locationFlaw(filled);
  if (flaw !== undefined) return flaws[flaw];
  if (filled.startsWith("/")) return text.includes("{host}") ? flaws["other-host"] : { value: read };
  return ABSOLUTE.test(text) ? { value: read } : flaws["host-unclear"];
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
