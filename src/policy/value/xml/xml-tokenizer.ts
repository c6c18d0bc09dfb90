// A strict reader of XML 1.0 with namespaces, one token at a time. It has no DTD (a DOCTYPE is an
// exception), so that there are no entities but the five and nothing is ever fetched. Written here and not
// taken from a library, because policies see the CLR's messages and places.

import { BudgetExceeded } from "../budget-exceeded.ts";
import type { ClrException } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { type NamespaceScope, namespaceOf, readAttributes } from "./read-attributes.ts";
import { readDeclaration } from "./read-declaration.ts";
import { isBlankXml, isNamePart } from "./xml-characters.ts";
import { xmlError } from "./xml-error.ts";
import { type QualifiedName, unifyLines, XmlSource } from "./xml-source.ts";
import type { XmlToken, XmlTokenContent } from "./xml-token.ts";

/** Elements inside each other; the call stack of what walks the tree ends somewhat later. */
const MAX_DEPTH = 1000;

const noData = "Data at the root level is invalid.";
const dtdProhibited =
  "For security reasons DTD is prohibited in this XML document. To enable DTD processing set the DtdProcessing property on XmlReaderSettings to Parse and pass the settings to XmlReader.Create method.";
const lateDeclaration =
  "Unexpected XML declaration. The XML declaration must be the first node in the document, and no white space characters are allowed to appear before it.";

type OpenElement = {
  readonly name: QualifiedName;
  readonly namespace: string;
  readonly outer: NamespaceScope;
  readonly preservesSpace: boolean;
};

export class XmlTokenizer {
  readonly source: XmlSource;
  readonly #run: Run;
  readonly #open: OpenElement[] = [];
  #scope: NamespaceScope = new Map();
  #hasRoot = false;

  constructor(run: Run, text: string) {
    this.#run = run;
    this.source = new XmlSource(text);
    run.spend(text.length);
    run.allocate(text.length * 2);
  }

  /** Undefined at the end of the document. @throws ClrException XmlException */
  next(): XmlToken | undefined {
    this.#run.spend(1);
    const at = this.source.at;
    if (at === 0 && this.#isDeclaration()) {
      this.source.at = 5;
      return this.#token({ kind: "declaration", ...readDeclaration(this.source) }, 2);
    }
    return this.#open.length === 0 ? this.#atRoot() : this.#inElement();
  }

  #isDeclaration(): boolean {
    const { text } = this.source;
    return text.startsWith("<?xml") && !isNamePart(text.charCodeAt(5)) && text[5] !== ":";
  }

  #token(content: XmlTokenContent, at: number, depth = this.#open.length): XmlToken {
    return { ...content, depth, at };
  }

  #atRoot(): XmlToken | undefined {
    const { source } = this;
    const start = source.at;
    if (source.isAtEnd()) {
      if (this.#hasRoot) return undefined;
      throw xmlError("Root element is missing.");
    }
    if (source.skipSpace()) {
      return this.#token(
        { kind: "whitespace", value: unifyLines(source.text.slice(start, source.at)) },
        start,
      );
    }
    if (source.code !== 60 || source.text.length - start < 4) throw source.error(noData);
    if (source.startsWith("<?")) return this.#instruction();
    if (source.startsWith("<!--")) return this.#comment();
    if (source.startsWith("<!DOCTYPE")) throw source.error(dtdProhibited, start + 2);
    if (source.startsWith("<!")) throw this.#wrongMarkup();
    source.at = start + 1;
    if (source.startsWith("/")) throw source.error("Unexpected end tag.", start + 2);
    if (this.#hasRoot) throw source.error("There are multiple root elements.");
    this.#hasRoot = true;
    return this.#element();
  }

  /** `<!` at the root, and neither a comment nor a DOCTYPE. */
  #wrongMarkup(): ClrException {
    const { source } = this;
    if (source.startsWith("<![")) return source.error(noData);
    const isComment = source.take("<!-");
    if (isComment) return source.expected("-");
    source.at += 2;
    if (source.text.length - source.at > "DOCTYPE".length) return source.expected("DOCTYPE");
    return source.error("Unexpected end of file while parsing DOCTYPE has occurred.");
  }

  #inElement(): XmlToken {
    const { source } = this;
    if (source.isAtEnd()) throw this.#unclosed();
    if (source.code !== 60) return this.#text();
    if (source.startsWith("</")) return this.#end();
    if (source.startsWith("<?")) return this.#instruction();
    if (source.startsWith("<!")) return this.#markup();
    source.at++;
    if (source.isAtEnd()) throw this.#unclosed();
    return this.#element();
  }

  #markup(): XmlToken {
    const { source } = this;
    if (source.startsWith("<!--")) return this.#comment();
    if (source.startsWith("<![CDATA[")) return this.#cdata();
    source.at += 2;
    const left = source.text.length - source.at;
    if (left < 2 || (source.startsWith("[") && left < 7)) {
      source.at = source.text.length;
      throw this.#unclosed();
    }
    if (source.take("-")) throw source.expected("-");
    if (source.take("[")) throw source.expected("CDATA[");
    if (source.startsWith("DOCTYPE")) throw source.error("Unexpected DTD declaration.");
    throw source.unexpected("The expected token is '<!--' or '<[CDATA['.");
  }

  /** Innermost first. */
  #unclosed(): ClrException {
    const names = this.#open.map(({ name }) => written(name)).reverse();
    const list = names.length === 0 ? "" : `${names.join(", ")}.`;
    const message = `Unexpected end of file has occurred. The following elements are not closed: ${list}`;
    return this.source.error(message, this.source.text.length);
  }

  #element(): XmlToken {
    const { source } = this;
    const name = source.qualifiedName();
    source.checkNameEnd("/>");
    const nameEnd = source.at;
    const outer = this.#scope;
    const { attributes, scope } = readAttributes(source, name, outer, () => this.#unclosed());
    if (scope !== outer) this.#run.spend(scope.size);
    const isEmpty = source.startsWith("/");
    if (isEmpty && !source.startsWith("/>")) {
      // Right behind the name, .NET complains of the slash; behind blanks, of what follows it.
      if (source.at > nameEnd) source.at++;
      throw source.expected(">");
    }
    source.at += isEmpty ? 2 : 1;
    const namespace = namespaceOf(source, name, scope);
    const { prefix, local } = name;
    const token = this.#token({ kind: "element", prefix, local, namespace, attributes, isEmpty }, name.at);
    if (!isEmpty) {
      if (this.#open.length >= MAX_DEPTH) throw new BudgetExceeded("depth");
      const space = attributes.find((each) => each.prefix === "xml" && each.local === "space")?.value;
      const inherited = this.#open.at(-1)?.preservesSpace ?? false;
      const preservesSpace = space === undefined ? inherited : space === "preserve";
      this.#open.push({ name, namespace, outer, preservesSpace });
      this.#scope = scope;
    }
    return token;
  }

  #end(): XmlToken {
    const { source } = this;
    source.at += 2;
    const at = source.at;
    const open = this.#open.at(-1);
    if (open === undefined) throw source.error("Unexpected end tag.");
    if (source.isAtEnd()) throw source.error("Unexpected end of file while parsing Name has occurred.");
    const wanted = written(open.name);
    if (source.text.length - at === wanted.length && source.startsWith(wanted)) {
      source.at += wanted.length;
      throw this.#unclosed();
    }
    const found = source.qualifiedName();
    if (written(found) !== wanted) throw this.#mismatch(open.name, found);
    source.skipSpace();
    if (source.isAtEnd()) throw this.#unclosed();
    if (!source.take(">")) throw source.expected(">");
    this.#open.pop();
    this.#scope = open.outer;
    const { prefix, local } = open.name;
    return this.#token({ kind: "end", prefix, local, namespace: open.namespace }, at);
  }

  #mismatch(open: QualifiedName, found: QualifiedName): ClrException {
    const { line, position } = this.source.placeOf(open.at);
    const start = `The '${written(open)}' start tag on line ${line} position ${position}`;
    return this.source.error(`${start} does not match the end tag of '${written(found)}'.`, found.at);
  }

  #text(): XmlToken {
    const { source } = this;
    const start = source.at;
    let value = "";
    let from = start;
    while (!source.isAtEnd() && source.code !== 60) {
      if (source.code === 38) {
        value += this.#plain(from) + source.reference();
        from = source.at;
      } else if (source.startsWith("]]>")) throw source.error("']]>' is not allowed in character data.");
      else source.at++;
    }
    value += this.#plain(from);
    if (!isBlankXml(value)) return this.#token({ kind: "text", value }, start);
    const isKept = this.#open.at(-1)?.preservesSpace ?? false;
    return this.#token({ kind: isKept ? "significant" : "whitespace", value }, start);
  }

  #plain(start: number): string {
    this.source.checkCharacters(start, this.source.at);
    return unifyLines(this.source.text.slice(start, this.source.at));
  }

  #comment(): XmlToken {
    const { source } = this;
    source.at += 4;
    const at = source.at;
    const value = source.until("--", "Comment");
    if (source.isAtEnd()) {
      throw source.error("Unexpected end of file while parsing Comment has occurred.", source.at - 2);
    }
    if (!source.take(">")) {
      const message = "An XML comment cannot contain '--', and '-' cannot be the last character.";
      throw source.error(message, source.at - 2);
    }
    return this.#token({ kind: "comment", value }, at);
  }

  #cdata(): XmlToken {
    const at = this.source.at + 9;
    this.source.at = at;
    return this.#token({ kind: "cdata", value: this.source.until("]]>", "CDATA") }, at);
  }

  #instruction(): XmlToken {
    const { source } = this;
    source.at += 2;
    const at = source.at;
    const target = source.simpleName();
    if (target.toLowerCase() === "xml") {
      if (target === "xml") throw source.error(lateDeclaration, at);
      throw source.error(`'${target}' is an invalid name for processing instructions.`, at);
    }
    source.checkNameEnd("?");
    source.skipSpace();
    return this.#token({ kind: "instruction", target, value: source.until("?>", "PI") }, at);
  }
}

const written = ({ prefix, local }: QualifiedName): string => (prefix === "" ? local : `${prefix}:${local}`);
