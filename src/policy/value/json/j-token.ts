// Newtonsoft.Json.Linq.JToken: a node of a JSON tree. Equality is identity; JValue alone compares values.

import { ClrObject } from "../clr-object.ts";
import type { Run } from "../run.ts";
import type { JContainer } from "./j-container.ts";
import { type JTokenTypeName, tokenTypes } from "./json-enums.ts";
import { JsonTextWriter } from "./json-text-writer.ts";

/** What one node of a tree costs in memory. */
export const TOKEN_BYTES = 96;

export abstract class JToken extends ClrObject {
  /** Set by the container that holds it. */
  parent: JContainer | null = null;

  abstract readonly typeName: JTokenTypeName;

  /** JTokenType in static representation. */
  get type(): number {
    return tokenTypes[this.typeName];
  }

  get children(): readonly JToken[] {
    return [];
  }

  abstract writeTo(writer: JsonTextWriter): void;
  /** A copy without a parent. `depth` is how far below the copy's root this node stands. */
  abstract clone(run: Run, depth?: number): JToken;
  abstract deepEquals(run: Run, other: JToken, depth?: number): boolean;

  /** IEnumerable<JToken>: the children as they are now. */
  [Symbol.iterator](): Iterator<JToken> {
    return this.children.values();
  }

  get root(): JToken {
    let at: JToken = this;
    while (at.parent !== null) at = at.parent;
    return at;
  }

  /** Indented JSON; JValue says its bare value instead. */
  override toString(): string {
    const writer = new JsonTextWriter(true);
    this.writeTo(writer);
    return writer.text;
  }
}
