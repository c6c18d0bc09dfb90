// Writes a result as HTML (XSLT 1.0, 16.2). It adds no white space: where it may, browsers would see it.

import type { XAttribute } from "../value/xml/x-attribute.ts";
import type { XContainer } from "../value/xml/x-container.ts";
import { XElement } from "../value/xml/x-element.ts";
import type { XProcessingInstruction, XText } from "../value/xml/x-leaf.ts";
import { RawText } from "./result-tree.ts";
import { nameOf, XmlResultWriter } from "./xml-result-writer.ts";

const empty = new Set([
  ...["area", "base", "basefont", "br", "col", "embed", "frame", "hr", "img", "input", "isindex", "link"],
  ...["meta", "param", "source", "track", "wbr"],
]);

/** Their text is not escaped: browsers do not unescape it. */
const raw = new Set(["script", "style"]);

const flags = new Set([
  ...["checked", "compact", "declare", "defer", "disabled", "ismap", "multiple", "nohref", "noresize"],
  ...["noshade", "nowrap", "readonly", "selected"],
]);

const addresses = new Set([
  ...["action", "background", "cite", "classid", "codebase", "data", "href", "longdesc", "profile", "src"],
  ...["usemap"],
]);

const isHtml = (name: XElement["name"]): boolean => name.namespace.uri === "";

export class HtmlWriter extends XmlResultWriter {
  protected override declaration(): void {
    // HTML has none.
  }

  protected override doctype(element: XElement): void {
    const { publicId, systemId } = this.settings;
    if (publicId === undefined && systemId === undefined) return;
    const ids = publicId === undefined ? "SYSTEM" : `PUBLIC "${publicId}"`;
    this.write(`<!DOCTYPE ${nameOf(element)} ${ids}${systemId === undefined ? "" : ` "${systemId}"`}>`);
  }

  protected override get indents(): boolean {
    return false;
  }

  protected override instruction({ target, data }: XProcessingInstruction): void {
    this.write(`<?${target}${data === "" ? "" : ` ${data}`}>`);
  }

  protected override element(element: XElement, depth: number): void {
    if (!isHtml(element.name)) {
      super.element(element, depth);
      return;
    }
    const name = element.name.local;
    this.write(`<${name}`);
    this.attributes(element);
    this.write(">");
    if (empty.has(name.toLowerCase())) return;
    if (name.toLowerCase() === "head") this.#contentType(element);
    this.content(element, depth);
    this.write(`</${name}>`);
  }

  /** Says the encoding, unless the result does itself. */
  #contentType({ children }: XElement): void {
    const isSaid = children.some(
      (child) =>
        child instanceof XElement &&
        child.name.local.toLowerCase() === "meta" &&
        child.attributes.some(({ name }) => /^(?:http-equiv|charset)$/i.test(name.local)),
    );
    if (isSaid) return;
    this.write(`<META http-equiv="Content-Type" content="text/html; charset=${this.settings.encoding}">`);
  }

  protected override attribute(attribute: XAttribute): void {
    const name = attribute.name.local.toLowerCase();
    const isFlag = flags.has(name) && attribute.value.toLowerCase() === name;
    if (isFlag) this.write(` ${nameOf(attribute)}`);
    else if (!addresses.has(name)) super.attribute(attribute);
    else this.write(` ${nameOf(attribute)}="${this.attributeText(escapedAddress(attribute.value))}"`);
  }

  protected override attributeText(value: string): string {
    const clean = this.checked(value);
    return this.encodable(clean.replace(/&(?!\{)|"/g, (sign) => (sign === "&" ? "&amp;" : "&quot;")));
  }

  protected override textNode(node: XText, parent: XContainer): void {
    const isRaw =
      node instanceof RawText ||
      (parent instanceof XElement && isHtml(parent.name) && raw.has(parent.name.local.toLowerCase()));
    const value = this.checked(node.value);
    this.write(isRaw ? this.encodable(value) : this.escaped(value));
  }
}

/** Characters beyond ASCII as URIs have them (HTML 4.0, B.2.1). */
function escapedAddress(value: string): string {
  return value.replace(/[^\0-\x7f]+/g, (text) =>
    [...Buffer.from(text, "utf8")].map((byte) => `%${byte.toString(16).toUpperCase()}`).join(""),
  );
}
