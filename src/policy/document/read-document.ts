// Reads policy documents: well-formed XML (the format `xml`), and what Azure takes beside it (`rawxml`), in
// which quotes, < and && stand raw inside expressions. Nothing is lost: comments stay in the tree.

import type { Diagnostic } from "#kernel/diagnostic.ts";
import { defaultLimits } from "#kernel/limits.ts";
import { DocumentCursor, isBlank } from "./document-cursor.ts";
import { isExpressionText, type PolicyContent, type PolicyElement } from "./document-tree.ts";
import { isWellFormedXml } from "./is-well-formed.ts";
import { readAttributes } from "./read-attributes.ts";
import { rawExpression, sourceText } from "./read-expression-text.ts";

export type ReadDocument = {
  /** The root element; undefined where there is none that can be read. */
  readonly root: PolicyElement | undefined;
  readonly diagnostics: readonly Diagnostic[];
};

/** `text` is the document as it stands in `file`. */
export function readPolicyDocument(text: string, file: string): ReadDocument {
  const cursor = new DocumentCursor(text, file);
  const { documentBytes } = defaultLimits.policy;
  if (text.length > documentBytes) {
    const message = `the document has more than ${documentBytes} characters`;
    cursor.complain(0, "document-too-long", message, "move parts of it into fragments");
    return { root: undefined, diagnostics: cursor.diagnostics };
  }
  const reader = new DocumentReader(cursor, isWellFormedXml(text));
  const root = reader.readRoot();
  return { root, diagnostics: cursor.diagnostics };
}

class DocumentReader {
  readonly #cursor: DocumentCursor;
  readonly #isWellFormed: boolean;
  #depth = 0;

  constructor(cursor: DocumentCursor, isWellFormed: boolean) {
    this.#cursor = cursor;
    this.#isWellFormed = isWellFormed;
  }

  readRoot(): PolicyElement | undefined {
    const cursor = this.#cursor;
    cursor.take("\uFEFF");
    this.#skipMisc();
    if (cursor.startsWith("<!")) {
      cursor.complain(cursor.at, "document-type", "policy documents have no DOCTYPE", "remove it");
      return undefined;
    }
    if (!cursor.startsWith("<")) {
      cursor.complain(
        cursor.at,
        "no-element",
        "a policy document begins with an element",
        "write <policies> … </policies>",
      );
      return undefined;
    }
    const root = this.#element();
    this.#skipMisc();
    if (root !== undefined && !cursor.isAtEnd) {
      cursor.complain(
        cursor.at,
        "text-after-document",
        "something follows the end of the document",
        "remove it",
      );
    }
    return root;
  }

  /** White space, comments, the XML declaration and other instructions around the root. */
  #skipMisc(): void {
    const cursor = this.#cursor;
    for (;;) {
      cursor.skipBlanks();
      const start = cursor.at;
      const end = cursor.take("<!--") ? "-->" : cursor.take("<?") ? "?>" : undefined;
      if (end === undefined) return;
      if (cursor.through(end) !== undefined) continue;
      cursor.complain(start, "open-comment", `${end} is missing`, "");
      cursor.at = cursor.text.length;
    }
  }

  #element(): PolicyElement | undefined {
    const cursor = this.#cursor;
    const { place, at } = cursor;
    cursor.at++;
    const name = cursor.name();
    if (name === "") {
      cursor.complain(
        at,
        "bad-tag",
        "the name of an element is expected behind <",
        "write &lt; for a < in text",
      );
      return undefined;
    }
    const attributes = readAttributes(cursor, this.#isWellFormed);
    if (attributes === undefined) return undefined;
    if (cursor.take("/>")) return { kind: "element", name, place, attributes, content: [] };
    if (!cursor.take(">")) {
      cursor.complain(at, "open-tag", `the tag <${name}> has no end`, "");
      return undefined;
    }
    if (++this.#depth > defaultLimits.policy.maxDocumentDepth) {
      cursor.complain(
        at,
        "too-deep",
        "the elements stand too deep inside each other",
        "move parts into fragments",
      );
      return undefined;
    }
    const content = this.#content(name, at);
    this.#depth--;
    return content === undefined ? undefined : { kind: "element", name, place, attributes, content };
  }

  /** Up to the end tag, which is taken. */
  #content(name: string, opened: number): PolicyContent[] | undefined {
    const cursor = this.#cursor;
    const markup = this.#markup(name);
    if (markup !== undefined) return markup;
    const content: PolicyContent[] = [];
    for (;;) {
      if (cursor.isAtEnd) {
        cursor.complain(opened, "open-element", `<${name}> is never closed`, `write </${name}>`);
        return undefined;
      }
      if (cursor.startsWith("</")) return this.#endTag(name) ? content : undefined;
      const next = this.#next();
      if (next === undefined) return undefined;
      content.push(next);
    }
  }

  /** The markup inside set-body is text up to its end tag: it is the message, no policy. */
  #markup(name: string): PolicyContent[] | undefined {
    if (name !== "set-body") return undefined;
    const cursor = this.#cursor;
    const start = cursor.at;
    const end = cursor.text.indexOf(`</${name}`, start);
    const body = end === -1 ? "" : cursor.text.slice(start, end);
    if (!isMarkup(body)) return undefined;
    cursor.at = end;
    return this.#endTag(name) ? [{ kind: "text", source: sourceText(cursor, start, end, false) }] : undefined;
  }

  #endTag(name: string): boolean {
    const cursor = this.#cursor;
    const { at } = cursor;
    cursor.at += 2;
    const found = cursor.name();
    cursor.skipBlanks();
    if (found === name && cursor.take(">")) return true;
    cursor.complain(at, "wrong-end-tag", `</${found}> closes no <${name}>`, `write </${name}>`);
    return false;
  }

  #next(): PolicyContent | undefined {
    const cursor = this.#cursor;
    const { place, at } = cursor;
    if (cursor.take("<!--")) {
      const text = cursor.through("-->");
      if (text !== undefined) return { kind: "comment", text, place };
      cursor.complain(at, "open-comment", "the comment has no end", "write -->");
      return undefined;
    }
    if (cursor.take("<![CDATA[")) {
      const start = cursor.at;
      if (cursor.through("]]>") !== undefined) {
        return { kind: "text", source: sourceText(cursor, start, cursor.at - 3, false) };
      }
      cursor.complain(at, "open-cdata", "the CDATA section has no end", "write ]]>");
      return undefined;
    }
    return cursor.startsWith("<") ? this.#element() : this.#text();
  }

  #text(): PolicyContent | undefined {
    const cursor = this.#cursor;
    const start = cursor.at;
    const end = cursor.next("<");
    if (this.#isRawExpression(start, end)) {
      const found = rawExpression(cursor, start, end, (offset) => cursor.text[offset] === "<");
      if (found === undefined) return undefined;
      cursor.at = found.end;
      return { kind: "text", source: found.source };
    }
    cursor.at = end;
    return { kind: "text", source: sourceText(cursor, start, end, true) };
  }

  /** In XML too the strings of an expression may hold markup, if only it is closed. */
  #isRawExpression(start: number, end: number): boolean {
    const { text } = this.#cursor;
    if (!isExpressionText(text.slice(start, end))) return false;
    return !this.#isWellFormed || (!text.startsWith("</", end) && !text.startsWith("<!", end));
  }
}

/** Whether a body holds elements or instructions; an expression, comments before it aside, holds code. */
function isMarkup(body: string): boolean {
  if (isOneSection(body.trim())) return false;
  let start = 0;
  for (;;) {
    while (isBlank(body[start])) start++;
    if (!body.startsWith("<!--", start)) break;
    const end = body.indexOf("-->", start + 4);
    if (end === -1) return false;
    start = end + 3;
  }
  return !isExpressionText(body.slice(start, start + 2)) && /<[A-Za-z_?]/.test(body);
}

/** CDATA from end to end is quoted text, whatever stands in it. */
function isOneSection(body: string): boolean {
  return body.startsWith("<![CDATA[") && body.indexOf("]]>") === body.length - 3;
}
