// Queue<T> and Stack<T>: lists of which one end, or both, are used.

import type { ClrType } from "../../type/clr-type.ts";
import { defineType, type Members, reified, type TypeDefinition } from "../../type/type-definition.ts";
import { ClrException } from "../clr-exception.ts";
import { ClrObject } from "../clr-object.ts";
import { reflectionName } from "../clr-type-name.ts";
import type { Run } from "../run.ts";
import { makeTypedArray } from "./make-typed-array.ts";
import { containsItem, toArray } from "./sequence-access.ts";

class Line extends ClrObject {
  readonly name: "Queue" | "Stack";
  readonly element: ClrType;
  /** In the order in which they will be taken. */
  items: unknown[] = [];

  constructor(name: "Queue" | "Stack", element: ClrType) {
    super();
    this.name = name;
    this.element = element;
  }

  get clrName(): string {
    return `System.Collections.Generic.${this.name}\`1[${reflectionName(this.element)}]`;
  }

  [Symbol.iterator](): Iterator<unknown> {
    return this.items[Symbol.iterator]();
  }

  add(run: Run, item: unknown): void {
    run.allocate(8);
    if (this.name === "Queue") this.items.push(item);
    else {
      run.spend(this.items.length);
      this.items.unshift(item);
    }
  }

  /** @throws ClrException InvalidOperationException when it is empty */
  first(): unknown {
    if (this.items.length > 0) return this.items[0];
    throw new ClrException("System.InvalidOperationException", `${this.name} empty.`);
  }

  take(run: Run): unknown {
    const item = this.first();
    run.spend(this.items.length);
    this.items.shift();
    return item;
  }
}

function membersOf(name: "Queue" | "Stack", put: string, take: string): Members {
  return {
    "new()": reified((_run: Run, types: readonly ClrType[]) => make(name, types)),
    "new(int capacity)": reified((_run: Run, types: readonly ClrType[]) => make(name, types)),
    "new(IEnumerable<T> collection)": reified((run: Run, types: readonly ClrType[], items: unknown) => {
      const line = make(name, types);
      for (const item of toArray(run, items)) line.add(run, item);
      return line;
    }),
    "int Count": (_run: Run, self: Line) => self.items.length,
    [`void ${put}(T item)`]: (run: Run, self: Line, item: unknown) => self.add(run, item),
    [`T ${take}()`]: (run: Run, self: Line) => self.take(run),
    "T Peek()": (_run: Run, self: Line) => self.first(),
    "void Clear()": (_run: Run, self: Line) => {
      self.items = [];
    },
    "bool Contains(T item)": (run: Run, self: Line, item: unknown) => containsItem(run, self, item),
    "T[] ToArray()": (run: Run, self: Line) => makeTypedArray(self.element, toArray(run, self)),
  };
}

function make(name: "Queue" | "Stack", types: readonly ClrType[]): Line {
  return new Line(name, types[0] ?? { kind: "error" });
}

export const queueTypes: readonly TypeDefinition[] = [
  defineType({
    name: "System.Collections.Generic.Queue<T>",
    kind: "class",
    bases: ["IReadOnlyCollection<T>"],
    isInstance: (value) => value instanceof Line && value.name === "Queue",
    members: membersOf("Queue", "Enqueue", "Dequeue"),
  }),
  defineType({
    name: "System.Collections.Generic.Stack<T>",
    kind: "class",
    bases: ["IReadOnlyCollection<T>"],
    isInstance: (value) => value instanceof Line && value.name === "Stack",
    members: membersOf("Stack", "Push", "Pop"),
  }),
];
