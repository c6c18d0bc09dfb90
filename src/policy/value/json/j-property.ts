// Newtonsoft.Json.Linq.JProperty: a name and, once it is read, exactly one value.

import { argumentNull } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { JArray } from "./j-array.ts";
import { isSequence, JContainer, tokenOf } from "./j-container.ts";
import type { JToken } from "./j-token.ts";
import { JValue } from "./j-value.ts";
import { jsonError } from "./json-error.ts";
import type { JsonTextWriter } from "./json-text-writer.ts";

export class JProperty extends JContainer {
  readonly clrName = "Newtonsoft.Json.Linq.JProperty";
  readonly typeName = "Property";
  readonly name: string;

  constructor(name: string) {
    super();
    this.name = name;
  }

  get value(): JToken | null {
    return this.items[0] ?? null;
  }

  setValue(run: Run, token: JToken | null): void {
    const value = token ?? new JValue(null);
    if (this.items.length === 0) super.insert(run, 0, value);
    else this.set(run, 0, value);
  }

  override insert(run: Run, _index: number, token: JToken): void {
    if (token.typeName === "Comment") return;
    if (this.items.length > 0) throw jsonError(`${this.clrName} cannot have multiple values.`);
    super.insert(run, 0, token);
  }

  override remove(_run: Run, token: JToken): boolean {
    if (token.parent === this) throw this.#isFixed();
    return false;
  }

  override removeAt(_index: number): void {
    throw this.#isFixed();
  }

  override removeAll(): void {
    throw this.#isFixed();
  }

  #isFixed(): Error {
    return jsonError(`Cannot add or remove items from ${this.clrName}.`);
  }

  protected override emptyCopy(): JContainer {
    return new JProperty(this.name);
  }

  override deepEquals(run: Run, other: JToken, depth = 0): boolean {
    return other instanceof JProperty && other.name === this.name && super.deepEquals(run, other, depth);
  }

  override writeTo(writer: JsonTextWriter): void {
    writer.name(this.name);
    if (this.value === null) writer.value("null");
    else this.value.writeTo(writer);
  }
}

/**
 * `new JProperty(name, content)`: several values become an array.
 * @throws ClrException ArgumentNullException, ArgumentException
 */
export function makeProperty(run: Run, name: string | null, content: unknown): JProperty {
  if (name === null) throw argumentNull("name");
  const property = new JProperty(name);
  if (!isSequence(content)) {
    property.setValue(run, tokenOf(run, content));
    return property;
  }
  const array = new JArray();
  array.add(run, content);
  property.setValue(run, array);
  return property;
}
