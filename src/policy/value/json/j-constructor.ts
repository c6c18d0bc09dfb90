// Newtonsoft.Json.Linq.JConstructor: `new Date(1, 2)`.

import { argumentException } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { JContainer } from "./j-container.ts";
import type { JToken } from "./j-token.ts";
import type { JsonTextWriter } from "./json-text-writer.ts";

export class JConstructor extends JContainer {
  readonly clrName = "Newtonsoft.Json.Linq.JConstructor";
  readonly typeName = "Constructor";
  readonly name: string;

  /** @throws ClrException ArgumentException */
  constructor(name: string) {
    super();
    if (name === "") throw argumentException("Constructor name cannot be empty.\nParameter name: name");
    this.name = name;
  }

  protected override emptyCopy(): JContainer {
    return new JConstructor(this.name);
  }

  override deepEquals(run: Run, other: JToken, depth = 0): boolean {
    return other instanceof JConstructor && other.name === this.name && super.deepEquals(run, other, depth);
  }

  override writeTo(writer: JsonTextWriter): void {
    writer.open(")", `new ${this.name}`);
    for (const item of this.items) item.writeTo(writer);
    writer.close();
  }
}
