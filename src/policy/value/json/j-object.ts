// Newtonsoft.Json.Linq.JObject: properties in the order in which they came, each name once.

import { argumentException, argumentNull } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { JContainer } from "./j-container.ts";
import { JProperty } from "./j-property.ts";
import type { JToken } from "./j-token.ts";
import type { JsonTextWriter } from "./json-text-writer.ts";

export class JObject extends JContainer {
  readonly clrName = "Newtonsoft.Json.Linq.JObject";
  readonly typeName = "Object";
  readonly #named = new Map<string, JProperty>();

  property(name: string): JProperty | null {
    return this.#named.get(name) ?? null;
  }

  get properties(): readonly JProperty[] {
    return this.items.filter((item) => item instanceof JProperty);
  }

  /** The value of a property; null where there is none. */
  get(name: string): JToken | null {
    return this.#named.get(name)?.value ?? null;
  }

  /** `this[name] = value`: null becomes a JSON null. */
  put(run: Run, name: string, value: JToken | null): void {
    const property = this.property(name);
    if (property !== null) {
      property.setValue(run, value);
      return;
    }
    const added = new JProperty(name);
    added.setValue(run, value);
    this.insert(run, this.items.length, added);
  }

  /** @throws ClrException ArgumentNullException, ArgumentException for a name that is there already */
  addProperty(run: Run, name: string | null, value: JToken | null): void {
    if (name === null) throw argumentNull("name");
    const added = new JProperty(name);
    added.setValue(run, value);
    this.insert(run, this.items.length, added);
  }

  removeProperty(run: Run, name: string): boolean {
    const property = this.property(name);
    return property !== null && this.remove(run, property);
  }

  override insert(run: Run, index: number, token: JToken): void {
    if (token.typeName !== "Comment") super.insert(run, index, token);
  }

  protected override validate(token: JToken, existing: JToken | null): void {
    if (!(token instanceof JProperty)) throw this.cannotAdd(token);
    const isSameName = existing instanceof JProperty && existing.name === token.name;
    if (!isSameName && this.#named.has(token.name)) {
      throw argumentException(
        `Can not add property ${token.name} to ${this.clrName}. Property with the same name already exists on object.`,
      );
    }
  }

  protected override attached(token: JToken): void {
    if (token instanceof JProperty) this.#named.set(token.name, token);
  }

  protected override detached(token: JToken): void {
    if (token instanceof JProperty) this.#named.delete(token.name);
  }

  protected override emptyCopy(): JContainer {
    return new JObject();
  }

  /** The order of properties does not count. */
  protected override hasEqualItems(run: Run, other: JContainer, depth: number): boolean {
    if (!(other instanceof JObject)) return false;
    return this.properties.every((property) => {
      const counterpart = other.property(property.name);
      return counterpart !== null && property.deepEquals(run, counterpart, depth + 1);
    });
  }

  override writeTo(writer: JsonTextWriter): void {
    writer.open("}");
    for (const item of this.items) item.writeTo(writer);
    writer.close();
  }
}
