// What in a page runs script, or changes what runs: elements, attributes and declarations. The visitor
// that the tokenizer of HTML calls; it decides at the first dangerous thing.

import { isEventAttribute, isKnownEvent } from "./html-events.ts";
import type { HtmlStart, HtmlVisitor } from "./html-tokenizer.ts";
import { scriptUrlReason } from "./script-url.ts";
import { isDangerousStyle } from "./style-danger.ts";

/** Elements that no value may hold, whatever their attributes. */
const ELEMENTS: ReadonlyMap<string, string> = new Map([
  ["script", "script-element"],
  ["style", "style-element"],
  ["svg", "foreign-content"],
  ["math", "foreign-content"],
  ["foreignobject", "foreign-content"],
  ["xsl", "foreign-content"],
  ["iframe", "frame-element"],
  ["frame", "frame-element"],
  ["frameset", "frame-element"],
  ["fencedframe", "frame-element"],
  ["portal", "frame-element"],
  ["applet", "plugin-element"],
  ["vmlframe", "frame-element"],
  ["layer", "frame-element"],
  ["ilayer", "frame-element"],
  ["bgsound", "obsolete-element"],
  ["isindex", "obsolete-element"],
  ["event-source", "obsolete-element"],
  ["import", "import-element"],
  ["xss", "probe-element"],
]);

/** Elements that are dangerous by what they load; data formats have elements of some of the names. */
const LOADING: ReadonlyMap<string, readonly string[]> = new Map([
  ["object", ["data", "classid", "codebase", "code", "type", "archive"]],
  ["embed", ["src", "code", "codebase", "type"]],
  ["base", ["href"]],
  ["link", ["href", "rel"]],
  ["xml", ["id", "src"]],
  ["meta", ["http-equiv"]],
  ["animate", ["attributename"]],
  ["set", ["attributename"]],
]);

/** Attributes that run or load, in whatever element. */
const ATTRIBUTES: ReadonlyMap<string, string> = new Map([
  ["srcdoc", "frame-document"],
  ["datasrc", "data-binding"],
  ["datafld", "data-binding"],
  ["dataformatas", "data-binding"],
  ["seeksegmenttime", "data-binding"],
]);

/** Text for people, which may speak of `javascript:`. */
const TEXT_ATTRIBUTES: ReadonlySet<string> = new Set("title alt class id name placeholder label".split(" "));

/** Definitions of entities, style sheets, name spaces; conditional comments; what a server would include. */
const DECLARATIONS =
  /^(?:!(?:entity|doctype[^>]*\[|attlist|\[if|--\s*(?:#\s*(?:exec|include|echo|config)|\[\s*(?:if|endif)))|\?xml[-:]|\?import)/;

/** Charsets under which other bytes than `<` begin a tag. */
const PLAIN_CHARSET = /^\s*(?:utf-?8|us-ascii|iso-8859-\d+|latin-?1|windows-125\d)\s*$/i;

/** How sure an attribute is one: in a tag, behind a quote that may be text, or with no sign before. */
type Place = "tag" | "behind-quote" | "bare";

const EVENT_AND_SIGNS = /^on[a-z]{3,}[^a-z0-9]/;

export type HtmlDanger = HtmlVisitor & { readonly reason: () => string | undefined };

/** A visitor that remembers why it decided. Until a tag begins, an attribute may be mere text. */
export function htmlDanger(start: HtmlStart): HtmlDanger {
  let element = "";
  let place: Place = start === "data" ? "tag" : start.length === 1 ? "behind-quote" : "bare";
  let reason: string | undefined;
  const decide = (found: string | undefined): boolean => {
    reason = found;
    return found !== undefined;
  };
  return {
    reason: () => reason,
    tag: (name, isEnd) => {
      place = "tag";
      element = isEnd ? "" : localName(name);
      // The end of a script ends the page's own, and what follows is markup again.
      if (isEnd) return decide(name === "script" ? "script-element" : undefined);
      return decide(ELEMENTS.get(element));
    },
    attribute: (name, value) => decide(attributeReason(element, name, value, place)),
    declaration: (text) => decide(DECLARATIONS.test(text) ? "declaration" : undefined),
  };
}

/** `x:script` may be a script by its name space. */
function localName(name: string): string {
  return name.slice(name.lastIndexOf(":") + 1);
}

function attributeReason(
  element: string,
  name: string,
  value: string | undefined,
  place: Place,
): string | undefined {
  // Gecko of old let signs stand between an event's name and its value.
  if (value === undefined) return place === "tag" && EVENT_AND_SIGNS.test(name) ? "event-handler" : undefined;
  if (isEvent(name, value, place)) return "event-handler";
  if (name === "style") return isDangerousStyle(value) ? "style-code" : undefined;
  if (LOADING.get(element)?.includes(name) === true) return "loading-element";
  if (name === "charset" && element === "meta") return PLAIN_CHARSET.test(value) ? undefined : "charset";
  const found = ATTRIBUTES.get(name);
  if (found !== undefined) return found;
  if (name.startsWith("xmlns") && value.includes("schemas-microsoft-com")) return "name-space";
  // Netscape's entities ran script in any attribute.
  if (/^\s*&\{/.test(value)) return "script-entity";
  return TEXT_ATTRIBUTES.has(name) ? undefined : scriptUrlReason(value);
}

function isEvent(name: string, value: string, place: Place): boolean {
  if (place === "tag") return isEventAttribute(name);
  return isKnownEvent(name) && (place === "behind-quote" || /[(=;`'"&.]/.test(value));
}
