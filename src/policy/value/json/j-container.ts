// Newtonsoft.Json.Linq.JContainer: what objects, arrays, properties and constructors share. A token stands in
// one container at most: one that has a parent already is copied.

import { ClrArray } from "../boxed.ts";
import { BudgetExceeded } from "../budget-exceeded.ts";
import { argumentException, argumentOutOfRange } from "../clr-exception.ts";
import { boxedItems } from "../collection/element-of.ts";
import type { Run } from "../run.ts";
import { JToken, TOKEN_BYTES } from "./j-token.ts";
import { JValue } from "./j-value.ts";

/** Deeper trees are not copied or compared: the call stack would end first. */
const MAX_DEPTH = 1_000;

export abstract class JContainer extends JToken {
  protected readonly items: JToken[] = [];

  /** An empty container of the same kind and name. */
  protected abstract emptyCopy(): JContainer;

  override get children(): readonly JToken[] {
    return this.items;
  }

  /** `content` is in object representation: a token, a value, or a sequence of them. */
  add(run: Run, content: unknown): void {
    this.addAt(run, this.items.length, content);
  }

  addAt(run: Run, index: number, content: unknown): void {
    if (!isSequence(content)) {
      this.insert(run, index, tokenOf(run, content));
      return;
    }
    let at = index;
    for (const item of boxedItems(run, content)) this.addAt(run, at++, item);
  }

  /** @throws ClrException ArgumentException where this container holds no such token */
  insert(run: Run, index: number, token: JToken): void {
    const item = this.#own(run, token);
    this.validate(item, null);
    if (index < 0 || index > this.items.length) {
      throw argumentOutOfRange("index", "Index must be within the bounds of the List.");
    }
    run.spend(1);
    this.items.splice(index, 0, item);
    item.parent = this;
    this.attached(item);
  }

  set(run: Run, index: number, token: JToken): void {
    const existing = this.items[index];
    if (index < 0) throw argumentOutOfRange("index", "Index is less than 0.");
    if (existing === undefined) {
      throw argumentOutOfRange("index", "Index is equal to or greater than Count.");
    }
    // Newtonsoft keeps a value that would not change: whoever holds the old token still sees it in its tree.
    if (existing instanceof JValue && existing.equals(token)) return;
    const item = this.#own(run, token);
    this.validate(item, existing);
    this.items[index] = item;
    existing.parent = null;
    this.detached(existing);
    item.parent = this;
    this.attached(item);
  }

  removeAt(index: number): void {
    const existing = this.items[index];
    if (index < 0) throw argumentOutOfRange("index", "Index is less than 0.");
    if (existing === undefined) {
      throw argumentOutOfRange("index", "Index is equal to or greater than Count.");
    }
    this.items.splice(index, 1);
    existing.parent = null;
    this.detached(existing);
  }

  remove(run: Run, token: JToken): boolean {
    run.spend(this.items.length);
    const index = this.items.indexOf(token);
    if (index < 0) return false;
    this.removeAt(index);
    return true;
  }

  removeAll(): void {
    for (const item of this.items) {
      item.parent = null;
      this.detached(item);
    }
    this.items.length = 0;
  }

  protected validate(token: JToken, _existing: JToken | null): void {
    if (token.typeName === "Property") throw this.cannotAdd(token);
  }

  protected cannotAdd(token: JToken): Error {
    return argumentException(`Can not add ${token.clrName} to ${this.clrName}.`);
  }

  protected attached(_token: JToken): void {
    // JObject keeps an index of its properties.
  }

  protected detached(_token: JToken): void {
    // The other side of `attached`.
  }

  #own(run: Run, token: JToken): JToken {
    const isRootOfThis = token.children.length > 0 && this.root === token;
    return token.parent !== null || token === this || isRootOfThis ? token.clone(run) : token;
  }

  override clone(run: Run, depth = 0): JToken {
    if (depth > MAX_DEPTH) throw new BudgetExceeded("depth");
    run.allocate(TOKEN_BYTES);
    const copy = this.emptyCopy();
    for (const item of this.items) {
      run.spend(1);
      copy.insert(run, copy.items.length, item.clone(run, depth + 1));
    }
    return copy;
  }

  override deepEquals(run: Run, other: JToken, depth = 0): boolean {
    if (depth > MAX_DEPTH) throw new BudgetExceeded("depth");
    run.spend(1);
    if (!(other instanceof JContainer) || other.typeName !== this.typeName) return false;
    return other.items.length === this.items.length && this.hasEqualItems(run, other, depth);
  }

  protected hasEqualItems(run: Run, other: JContainer, depth: number): boolean {
    return this.items.every((item, index) => {
      const counterpart = other.items[index];
      return counterpart !== undefined && item.deepEquals(run, counterpart, depth + 1);
    });
  }
}

/** A token as it is, any other value in object representation as a JValue. */
export function tokenOf(run: Run, content: unknown): JToken {
  if (content instanceof JToken) return content;
  run.allocate(TOKEN_BYTES);
  return new JValue(content);
}

/** What is added item by item: every sequence but strings, tokens and bytes. */
export function isSequence(content: unknown): content is Iterable<unknown> | ClrArray {
  if (content instanceof ClrArray) return true;
  if (typeof content !== "object" || content === null) return false;
  return !(content instanceof JToken || content instanceof Uint8Array) && Symbol.iterator in content;
}
