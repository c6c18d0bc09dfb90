// The extension methods of the policy expression reference on headers, variables, claims and forms.

import { type ClrType, typeName } from "../../type/clr-type.ts";
import { defineType, type Members, reified } from "../../type/type-definition.ts";
import { Boxed, ClrArray } from "../boxed.ts";
import { ClrException, nullReference } from "../clr-exception.ts";
import { clrTypeNameOf } from "../clr-type-name.ts";
import type { ReadOnlyMap } from "../collection/read-only-map.ts";
import { iterate } from "../iterate.ts";
import { textOf } from "../object-text.ts";
import type { Run } from "../run.ts";

/** Values of one name are joined with commas. */
function joinedOrDefault(
  run: Run,
  self: ReadOnlyMap | null,
  key: unknown,
  fallback: string | null = null,
): string | null {
  if (self === null) throw nullReference();
  const found = self.find(key);
  if (!(found instanceof ClrArray)) return fallback;
  const texts = found.items.map((item) => textOf(item));
  run.spend(texts.length);
  return texts.join(",");
}

function textOrDefault(
  _run: Run,
  self: ReadOnlyMap | null,
  key: unknown,
  fallback: string | null = null,
): unknown {
  if (self === null) throw nullReference();
  const found = self.find(key);
  return found === undefined ? fallback : found;
}

/** A value of another type is an InvalidCastException, as the reference says. */
function typedOrDefault(
  run: Run,
  types: readonly ClrType[],
  self: ReadOnlyMap | null,
  key: unknown,
  ...fallback: readonly unknown[]
): unknown {
  if (self === null) throw nullReference();
  const [type = { kind: "error" } as const] = types;
  const found = self.find(key);
  if (found === undefined) return fallback.length > 0 ? fallback[0] : run.types.zeroOf(type);
  if (found === null) {
    const zero = run.types.zeroOf(type);
    if (zero !== null) throw nullReference();
    return null;
  }
  if (!run.types.isInstance(type, found)) throw wrongType(found, type);
  const isObject = typeName(type) === "System.Object";
  return !isObject && found instanceof Boxed ? found.value : found;
}

/** CollectionExtensions has it: Azure's own documents read variables without saying a type. */
function objectOrDefault(_run: Run, self: ReadOnlyMap | null, key: unknown): unknown {
  if (self === null) throw nullReference();
  return self.find(key) ?? null;
}

function wrongType(value: unknown, type: ClrType): ClrException {
  const message = `Unable to cast object of type '${clrTypeNameOf(value)}' to type '${typeName(type)}'.`;
  return new ClrException("System.InvalidCastException", message);
}

/** `a=1&b=x`, names and values encoded as forms are. */
function formText(run: Run, self: ReadOnlyMap | null): string {
  if (self === null) throw nullReference();
  const form = new URLSearchParams();
  for (const [name, values] of self.entries()) {
    for (const value of iterate(run, values)) form.append(textOf(name), textOf(value));
  }
  const text = form.toString();
  run.allocate(text.length * 2);
  return text;
}

const texts = "this IReadOnlyDictionary<string, string[]> dictionary, string key";
const single = "this IReadOnlyDictionary<string, string> dictionary, string key";
const objects = "this IReadOnlyDictionary<string, object> dictionary, string key";
const form = "this IDictionary<string, IList<string>> form";

const members: Members = {
  [`static string GetValueOrDefault(${texts})`]: joinedOrDefault,
  [`static string GetValueOrDefault(${texts}, string defaultValue)`]: joinedOrDefault,
  [`static string[] GetValueOrDefault(${texts}, string[] defaultValue)`]: textOrDefault,
  [`static string GetValueOrDefault(${single})`]: textOrDefault,
  [`static string GetValueOrDefault(${single}, string defaultValue)`]: textOrDefault,
  [`static object GetValueOrDefault(${objects})`]: objectOrDefault,
  [`static T GetValueOrDefault<T>(${objects})`]: reified(typedOrDefault),
  [`static T GetValueOrDefault<T>(${objects}, T defaultValue)`]: reified(typedOrDefault),
  [`static string ToQueryString(${form})`]: formText,
  [`static string ToFormUrlEncodedContent(${form})`]: formText,
};

export const extensionType = defineType({
  name: "PolicyExtensions",
  kind: "static",
  members,
});
