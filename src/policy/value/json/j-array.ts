// Newtonsoft.Json.Linq.JArray.

import { JContainer } from "./j-container.ts";
import type { JsonTextWriter } from "./json-text-writer.ts";

export class JArray extends JContainer {
  readonly clrName = "Newtonsoft.Json.Linq.JArray";
  readonly typeName = "Array";

  protected override emptyCopy(): JContainer {
    return new JArray();
  }

  override writeTo(writer: JsonTextWriter): void {
    writer.open("]");
    for (const item of this.items) item.writeTo(writer);
    writer.close();
  }
}
