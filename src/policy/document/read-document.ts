// Reads policy documents: well-formed XML (the format `xml`), and what Azure takes beside it (`rawxml`), where
// quotes, < and && stand raw inside expressions. Nothing of the text is lost: comments stay in the tree.

import type { Diagnostic } from "#kernel/diagnostic.ts";
import { defaultLimits } from "#kernel/limits.ts";
import { DocumentCursor } from "./document-cursor.ts";
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
    if (!cursor.startsWith("<")) {
      cursor.complain(cursor.at, "no-element", "a policy document begins with an element", "write <policies> … </policies>");
      return undefined;
    }
    const root = this.#element();
    this.#skipMisc();
    if (root !== undefined && !cursor.isAtEnd) {
      cursor.complain(cursor.at, "text-after-document", "something follows the end of the document", "remove it");
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
      cursor.complain(at, "bad-tag", "the name of an element is expected behind <", "write &lt; for a < in text");
      return undefined;
    }
    const attributes = readAttributes(cursor, this.#isWellFormed);
    if (attributes === undefined) return undefined;
    if (cursor.take("/>")) return { kind: "element", name, place, attributes, content: [] };
    if (!cursor.take(">")) {
      cursor.complain(at, "open-tag", `the tag <${name}> has no end`, "");
      return undefined;
    }
    if (++this.#depth > defaultLimits.policy.documentDepth) {
      cursor.complain(at, "too-deep", "the elements stand too deep inside each other", "move parts into fragments");
      return undefined;
    }
    const content = this.#content(name, at);
    this.#depth--;
    return content === undefined ? undefined : { kind: "element", name, place, attributes, content };
  }

  /** Up to the end tag, which is taken. */
  #content(name: string, opened: number): PolicyContent[] | undefined {
    const whole = this.#wholeText(name);
    if (whole !== undefined) return whole;
    const cursor = this.#cursor;
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

  /** An expression as the whole content, or the body of set-body, which is text up to its end tag. */
  #wholeText(name: string): PolicyContent[] | undefined {
    const cursor = this.#cursor;
    const start = cursor.at;
    const endTag = `</${name}`;
    if (!this.#isWellFormed && isExpressionText(cursor.text.slice(start, start + 2000))) {
      const found = rawExpression(cursor, start, (offset) => cursor.text.startsWith(endTag, offset));
      if (found !== undefined) {
        cursor.at = found.end;
        return this.#endTag(name) ? [{ kind: "text", source: found.source }] : undefined;
      }
    }
    if (name !== "set-body") return undefined;
    const end = cursor.text.indexOf(endTag, start);
    const body = end === -1 ? "" : cursor.text.slice(start, end);
    // Markup inside stays as it is written: it is the message, no policy.
    if (end === -1 || !body.includes("<") || body.includes("<![CDATA[")) return undefined;
    cursor.at = end;
    const source = sourceText(cursor, start, end, false);
    return this.#endTag(name) ? [{ kind: "text", source }] : undefined;
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
    if (cursor.startsWith("<")) return this.#element();
    const next = cursor.text.indexOf("<", at);
    cursor.at = next === -1 ? cursor.text.length : next;
    return { kind: "text", source: sourceText(cursor, at, cursor.at, true) };
  }
}
