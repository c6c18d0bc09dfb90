// Func, Action and the older delegates that the collections take.

import { defineType, type TypeDefinition } from "../../type/type-definition.ts";

const isInstance = (value: unknown): boolean => typeof value === "function";

function delegate(name: string, invoke: string): TypeDefinition {
  return defineType({ name: `System.${name}`, kind: "delegate", invoke, isInstance, members: {} });
}

function inputs(count: number): string[] {
  return Array.from({ length: count }, (_, index) => (count === 1 ? "T" : `T${index + 1}`));
}

function parameterList(types: readonly string[]): string {
  return types.map((type, index) => `${type} arg${index + 1}`).join(", ");
}

const funcs = [0, 1, 2, 3, 4, 5].map((count) => {
  const types = inputs(count);
  return delegate(`Func<${[...types, "TResult"].join(", ")}>`, `TResult Invoke(${parameterList(types)})`);
});

const actions = [1, 2, 3, 4].map((count) => {
  const types = inputs(count);
  return delegate(`Action<${types.join(", ")}>`, `void Invoke(${parameterList(types)})`);
});

export const delegateTypes: readonly TypeDefinition[] = [
  ...funcs,
  delegate("Action", "void Invoke()"),
  ...actions,
  delegate("Predicate<T>", "bool Invoke(T obj)"),
  delegate("Comparison<T>", "int Invoke(T x, T y)"),
  delegate("Converter<TInput, TOutput>", "TOutput Invoke(TInput input)"),
];
