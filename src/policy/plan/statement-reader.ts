// An element as the compilers of ../run read it: attributes, children and text by name, as values of a call.

import type { Place } from "#kernel/diagnostic.ts";
import {
  attributeOf,
  childElements,
  isExpressionText,
  type PolicyElement,
  type SourceText,
} from "../document/document-tree.ts";
import { joinSources } from "../document/join-sources.ts";
import type { Section } from "../statement/schema.ts";
import type { Statement } from "./plan.ts";
import type { SectionCompiler } from "./section-compiler.ts";
import { boolValue, constant, numberValueOf, objectValue, textValue, type Value } from "./value.ts";

export class StatementReader {
  readonly element: PolicyElement;
  readonly #compiler: SectionCompiler;
  /** The way to the element in its section. */
  readonly path: string;
  readonly #children: Statement[] = [];

  constructor(element: PolicyElement, compiler: SectionCompiler, path: string) {
    this.element = element;
    this.#compiler = compiler;
    this.path = path;
  }

  get name(): string {
    return this.element.name;
  }

  get place(): Place {
    return this.element.place;
  }

  get section(): Section {
    return this.#compiler.section;
  }

  /** What stands inside it, as far as it was asked for. */
  get inner(): readonly Statement[] {
    return this.#children;
  }

  // ── attributes ──

  has(name: string): boolean {
    return attributeOf(this.element, name) !== undefined;
  }

  /** A literal attribute, named values put in; undefined where it is not there. */
  literal(name: string): string | undefined {
    return this.#attribute(name)?.text.trim();
  }

  literalBool(name: string, otherwise: boolean): boolean {
    return this.literal(name)?.toLowerCase() === "true" || (!this.has(name) && otherwise);
  }

  literalNumber(name: string, otherwise: number): number {
    const text = this.literal(name);
    return text === undefined ? otherwise : Number(text);
  }

  isExpression(name: string): boolean {
    return isExpressionText(this.#attribute(name)?.text ?? "");
  }

  text(name: string): Value<string> | undefined {
    const source = this.#attribute(name);
    return source && textValue(source, name);
  }

  /** For attributes with a default, and for those that the check demands: "" then. */
  textOr(name: string, otherwise: string): Value<string> {
    return this.text(name) ?? constant(otherwise);
  }

  bool(name: string, otherwise: boolean): Value<boolean> {
    const source = this.#attribute(name);
    return source === undefined ? constant(otherwise) : boolValue(source, name);
  }

  number(name: string, otherwise: number): Value<number> {
    const source = this.#attribute(name);
    return source === undefined ? constant(otherwise) : numberValueOf(source, name);
  }

  object(name: string): Value<unknown> | undefined {
    const source = this.#attribute(name);
    return source && objectValue(source, name);
  }

  // ── children and text ──

  child(name: string): StatementReader | undefined {
    return this.children(name)[0];
  }

  children(name: string): readonly StatementReader[] {
    return childElements(this.element)
      .filter((child) => child.name === name)
      .map(
        (child, index) => new StatementReader(child, this.#compiler, `${this.path}/${name}[${index + 1}]`),
      );
  }

  /** All of its children, in their order. */
  elements(): readonly StatementReader[] {
    const counts = new Map<string, number>();
    return childElements(this.element).map((child) => {
      const count = (counts.get(child.name) ?? 0) + 1;
      counts.set(child.name, count);
      return new StatementReader(child, this.#compiler, `${this.path}/${child.name}[${count}]`);
    });
  }

  get isExpressionContent(): boolean {
    return isExpressionText(this.#text()?.text ?? "");
  }

  /** The text inside it without the white space around it. */
  trimmedContent(): Value<string> | undefined {
    const source = this.#text();
    if (source === undefined) return undefined;
    const read = textValue(source, this.name);
    if (isExpressionText(source.text)) return read;
    return constant(source.text.trim());
  }

  /** The text inside it, as it stands; undefined where there is none. */
  content(): Value<string> | undefined {
    const source = this.#text();
    return source && textValue(source, this.name);
  }

  /** The text inside it that is no expression, white space around it aside. */
  literalContent(): string | undefined {
    return this.#text()?.text.trim();
  }

  /** The text inside it as it is written, be it an expression or not: for languages of their own. */
  writtenContent(): string {
    return this.#text()?.text ?? "";
  }

  contentObject(): Value<unknown> | undefined {
    const source = this.#text();
    return source && objectValue(source, this.name);
  }

  /** The policies inside it, ready to run. */
  statements(): readonly Statement[] {
    const statements = this.#compiler.statements(this.element, this.path);
    this.#children.push(...statements);
    return statements;
  }

  /** The policies inside a child of it: a branch, or another part that holds some. */
  adopt(child: StatementReader): readonly Statement[] {
    const statements = child.statements();
    this.#children.push(...statements);
    return statements;
  }

  /** The policies of a fragment, in the place of this element. */
  fragment(id: string): readonly Statement[] {
    const statements = this.#compiler.fragment(id, this.place, this.path);
    this.#children.push(...statements);
    return statements;
  }

  /** A value of a part that is read by its own rules, named values put in. */
  prepare(source: SourceText): SourceText {
    return this.#compiler.prepare(source);
  }

  // ── what it needs ──

  /** The body of the message that the section is about has to be there as a whole when this runs. */
  needsBody(): void {
    this.#compiler.needsBody(
      this.section === "outbound" || this.section === "on-error" ? "response" : "request",
    );
  }

  #attribute(name: string): SourceText | undefined {
    const attribute = attributeOf(this.element, name);
    return attribute && this.#compiler.prepare(attribute.value);
  }

  #text(): SourceText | undefined {
    const pieces = this.element.content.flatMap((one) => (one.kind === "text" ? [one.source] : []));
    const source = joinSources(pieces);
    return source && this.#compiler.prepare(source);
  }
}
