// XML as .NET's XmlWriter prints it: escapes, and indentation by two blanks that stops where text begins.

import { argumentException } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { NamespaceStack } from "./namespace-stack.ts";
import { firstInvalid } from "./xml-characters.ts";
import { invalidCharacter } from "./xml-error.ts";
import { XMLNS_NAMESPACE } from "./xml-token.ts";

/** Of SaveOptions, by number. */
const DISABLE_FORMATTING = 1;
const OMIT_DUPLICATES = 2;
const NEW_LINE = "\n";

export class XmlTextWriter {
  readonly #run: Run | undefined;
  readonly #options: number;
  readonly #namespaces = new NamespaceStack();
  readonly #names: string[] = [];
  /** Whether text came in each open element: nothing in it is indented from then on. */
  readonly #mixed: boolean[] = [];
  #isMixed = false;
  #isTagOpen = false;
  text = "";

  /** `options`: SaveOptions by number. */
  constructor(run: Run | undefined, options: number) {
    this.#run = run;
    this.#options = options;
  }

  #write(text: string): void {
    this.#run?.spend(text.length);
    this.#run?.allocate(text.length * 2);
    this.text += text;
  }

  #indent(level: number): void {
    const isIndented = (this.#options & DISABLE_FORMATTING) === 0;
    if (!isIndented || this.#isMixed || this.text === "") return;
    this.#write(NEW_LINE + "  ".repeat(level));
  }

  /** `prefix` undefined leaves the choice to the writer. */
  startElement(prefix: string | undefined, local: string, uri: string): void {
    this.#closeTag();
    const own = prefix ?? this.#namespaces.prefixOf(uri) ?? "";
    this.#namespaces.enter();
    this.#namespaces.use(own, uri);
    this.#indent(this.#names.length);
    const name = own === "" ? local : `${own}:${local}`;
    this.#write(`<${name}`);
    this.#names.push(name);
    this.#mixed.push(this.#isMixed);
    this.#isTagOpen = true;
  }

  attribute(prefix: string | undefined, local: string, uri: string, value: string): void {
    if (uri === XMLNS_NAMESPACE) {
      this.declarePrefix(local === "xmlns" ? "" : local, value);
      return;
    }
    const name = this.#attributePrefix(prefix, uri);
    this.#write(` ${name === "" ? local : `${name}:${local}`}="${escapeAttribute(value)}"`);
  }

  #attributePrefix(prefix: string | undefined, uri: string): string {
    if (uri === "") return "";
    let own = prefix ?? this.#namespaces.prefixOf(uri);
    if (own === undefined || own === "") own = this.#namespaces.makeUp();
    this.#namespaces.use(own, uri);
    return own;
  }

  /** An xmlns attribute; `prefix` is "" for the default. */
  declarePrefix(prefix: string, uri: string): void {
    const omitsDuplicates = (this.#options & OMIT_DUPLICATES) !== 0;
    if (this.#namespaces.declare(prefix, uri, omitsDuplicates)) this.#writeDeclaration(prefix, uri);
  }

  #writeDeclaration(prefix: string, uri: string): void {
    this.#write(` xmlns${prefix === "" ? "" : `:${prefix}`}="${escapeAttribute(uri)}"`);
  }

  #declareRest(): void {
    for (const { prefix, uri } of this.#namespaces.undeclared()) this.#writeDeclaration(prefix, uri);
  }

  #closeTag(): void {
    if (this.#isTagOpen) {
      this.#declareRest();
      this.#write(">");
      this.#isTagOpen = false;
    }
  }

  /** `<a />` where nothing was written into the element, unless it is `isFull`. */
  endElement(isFull: boolean): void {
    const name = this.#names.pop() ?? "";
    if (this.#isTagOpen && !isFull) {
      this.#declareRest();
      this.#write(" />");
    } else {
      const hadContent = !this.#isTagOpen;
      this.#closeTag();
      if (hadContent) this.#indent(this.#names.length);
      this.#write(`</${name}>`);
    }
    this.#isTagOpen = false;
    this.#isMixed = this.#mixed.pop() ?? false;
    this.#namespaces.leave();
  }

  string(text: string): void {
    this.#closeTag();
    this.#isMixed = true;
    this.#write(escapeText(text));
  }

  cdata(text: string): void {
    this.#closeTag();
    this.#isMixed = true;
    this.#write(`<![CDATA[${checked(text).replaceAll("]]>", "]]]]><![CDATA[>")}]]>`);
  }

  comment(text: string): void {
    this.#closeTag();
    this.#indent(this.#names.length);
    const spaced = checked(text).replaceAll("--", "- -").replaceAll("--", "- -");
    this.#write(`<!--${spaced.endsWith("-") ? `${spaced} ` : spaced}-->`);
  }

  instruction(target: string, data: string): void {
    this.#closeTag();
    this.#indent(this.#names.length);
    this.#write(`<?${target}${data === "" ? "" : ` ${checked(data).replaceAll("?>", "? >")}`}?>`);
  }

  declaration(text: string): void {
    this.#write(text);
  }
}

function checked(text: string): string {
  const wrong = firstInvalid(text);
  if (wrong >= 0) throw argumentException(invalidCharacter(text.charCodeAt(wrong)));
  return text;
}

/** @throws ClrException ArgumentException for what XML cannot hold */
function escapeText(text: string): string {
  const clean = checked(text);
  if (!/[&<>\r]/.test(clean)) return clean;
  return clean
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("\r\n", NEW_LINE)
    .replaceAll("\r", NEW_LINE);
}

/** @throws ClrException ArgumentException */
function escapeAttribute(text: string): string {
  const clean = checked(text);
  if (!/[&<>"\t\r\n]/.test(clean)) return clean;
  return clean
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\t", "&#x9;")
    .replaceAll("\n", "&#xA;")
    .replaceAll("\r", "&#xD;");
}
