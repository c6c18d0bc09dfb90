// System.Tuple and its generic classes as expressions see them.

import { defineType, type Members, reified, type TypeDefinition } from "../../type/type-definition.ts";
import type { Run } from "../run.ts";
import { ClrTuple } from "./tuple.ts";

const MOST_ITEMS = 7;

const made = reified((run, types, ...items: unknown[]) => {
  run.allocate(16 * items.length);
  return new ClrTuple(types, items);
});

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

function parametersOf(count: number): string {
  return numbers(count)
    .map((number) => `T${number}`)
    .join(", ");
}

function itemsOf(count: number): string {
  return numbers(count)
    .map((number) => `T${number} item${number}`)
    .join(", ");
}

function tupleOf(count: number): TypeDefinition {
  const properties: Members = Object.fromEntries(
    numbers(count).map((number) => [
      `T${number} Item${number}`,
      (_run: Run, tuple: ClrTuple) => tuple.items[number - 1],
    ]),
  );
  return defineType({
    name: `System.Tuple<${parametersOf(count)}>`,
    kind: "class",
    bases: ["IComparable"],
    isInstance: (value, types) =>
      value instanceof ClrTuple && value.clrName === new ClrTuple(types, []).clrName,
    members: { [`new(${itemsOf(count)})`]: made, ...properties },
  });
}

const create: Members = Object.fromEntries(
  numbers(MOST_ITEMS).map((count) => {
    const types = parametersOf(count);
    return [`static Tuple<${types}> Create<${types}>(${itemsOf(count)})`, made];
  }),
);

export const tupleTypes: readonly TypeDefinition[] = [
  defineType({ name: "System.Tuple", kind: "static", members: create }),
  ...numbers(MOST_ITEMS).map(tupleOf),
];
