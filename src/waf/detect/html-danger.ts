// What in a page runs script, or changes what runs: elements, attributes and declarations. The visitor
// that the tokenizer of HTML calls; it decides at the first dangerous thing.

import { isEventAttribute, isKnownEvent } from "./html-events.ts";
import type { HtmlStart, HtmlVisitor } from "./html-tokenizer.ts";
import { guessScheme, scriptUrlReason } from "./script-url.ts";
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

/** What an attribute's name says, in whatever element. */
type NameKind = "style" | "frame-document" | "data-binding" | "charset" | "text";

const NAMES: ReadonlyMap<string, NameKind> = new Map<string, NameKind>([
  ["style", "style"],
  ["srcdoc", "frame-document"],
  ...["datasrc", "datafld", "dataformatas", "seeksegmenttime"].map((name) => [name, "data-binding"] as const),
  ["charset", "charset"],
  // Text for people, which may speak of `javascript:`.
  ...["title", "alt", "class", "id", "name", "placeholder", "label"].map((name) => [name, "text"] as const),
]);

/** Definitions of entities, style sheets, name spaces; conditional comments; what a server would include. */
const DECLARATIONS =
  /^(?:!(?:entity|doctype[^>]*\[|attlist|\[if|--\s*(?:#\s*(?:exec|include|echo|config)|\[\s*(?:if|endif)))|\?xml[-:]|\?import)/i;

/** Charsets under which other bytes than `<` begin a tag. */
const PLAIN_CHARSET = /^\s*(?:utf-?8|us-ascii|iso-8859-\d+|latin-?1|windows-125\d)\s*$/i;

/** How sure an attribute is one: without a sign before, behind a quote that may be text, in a tag … */
const BARE = 0;
const BEHIND_QUOTE = 1;
const IN_TAG = 2;
const IN_LOADING_TAG = 3;

const EVENT_AND_SIGNS = /^on[a-z]{3,}[^a-z0-9]/;

/** Values whose schemes may be hidden. No page has so many, and each costs time. */
const MAX_HIDDEN_SCHEMES = 1000;

/** The visitor that remembers why it decided. Until a tag begins, an attribute may be mere text. */
export class HtmlDanger implements HtmlVisitor {
  reason: string | undefined;
  #element = "";
  #loading: readonly string[] | undefined;
  #strictness: number;
  #hiddenSchemes = 0;

  constructor(start: HtmlStart) {
    this.#strictness = start === "data" ? IN_TAG : start === "'" || start === '"' ? BEHIND_QUOTE : BARE;
  }

  strictness(): number {
    return this.#strictness;
  }

  tag(name: string, isEnd: boolean): boolean {
    // `x:script` may be a script by its name space.
    this.#element = isEnd ? "" : name.slice(name.lastIndexOf(":") + 1);
    this.#loading = LOADING.get(this.#element);
    this.#strictness = this.#loading === undefined ? IN_TAG : IN_LOADING_TAG;
    // The end of a script ends the page's own, and what follows is markup again.
    if (isEnd) return this.#decide(name === "script" ? "script-element" : undefined);
    return this.#decide(ELEMENTS.get(this.#element));
  }

  attribute(name: string, text: string, from: number, to: number): boolean {
    if (from >= 0) return this.#decide(this.#attributeReason(name, text, from, to));
    // Gecko of old let signs stand between an event's name and its value.
    return this.#strictness >= IN_TAG && EVENT_AND_SIGNS.test(name) && this.#decide("event-handler");
  }

  declaration(text: string): boolean {
    return this.#decide(DECLARATIONS.test(text) ? "declaration" : undefined);
  }

  #decide(found: string | undefined): boolean {
    this.reason = found;
    return found !== undefined;
  }

  #attributeReason(name: string, text: string, from: number, to: number): string | undefined {
    if (name.startsWith("on")) return this.#isEvent(name, text, from, to) ? "event-handler" : undefined;
    if (this.#loading?.includes(name) === true) return "loading-element";
    const kind = NAMES.get(name);
    switch (kind) {
      case undefined:
        return this.#urlReason(name, text, from, to);
      case "style":
        return isDangerousStyle(text.slice(from, to), this.#strictness >= BEHIND_QUOTE)
          ? "style-code"
          : undefined;
      case "charset":
        return this.#element === "meta" && !PLAIN_CHARSET.test(text.slice(from, to)) ? "charset" : undefined;
      case "text":
        return undefined;
      default:
        return kind;
    }
  }

  #isEvent(name: string, text: string, from: number, to: number): boolean {
    if (this.#strictness >= IN_TAG) return isEventAttribute(name);
    if (!isKnownEvent(name)) return false;
    return this.#strictness === BEHIND_QUOTE || /[(=;`'"&.]/.test(text.slice(from, to));
  }

  #urlReason(name: string, text: string, from: number, to: number): string | undefined {
    if (name.startsWith("xmlns") && text.slice(from, to).includes("schemas-microsoft-com"))
      return "name-space";
    // Netscape's entities ran script in any attribute.
    if (text.charCodeAt(from) === 38 && text.charCodeAt(from + 1) === 123) return "script-entity";
    const guess = guessScheme(text, from, to);
    if (guess === "plain") return undefined;
    if (++this.#hiddenSchemes > MAX_HIDDEN_SCHEMES) return "hidden-schemes";
    return scriptUrlReason(text, from, to);
  }
}
