// A value of a description together with where it stands: what readers walk with.

import type { JsonValue } from "../contract.ts";
import { isList, isObject, pointerOf, propertyOf } from "../document/json-value.ts";
import type { SourceDocument } from "../document/source-document.ts";

export type Cursor = {
  readonly document: SourceDocument;
  readonly path: readonly string[];
  /** Undefined where nothing was written. */
  readonly value: JsonValue | undefined;
};

export function rootOf(document: SourceDocument): Cursor {
  return { document, path: [], value: document.value };
}

export function child(cursor: Cursor, key: string): Cursor {
  const { document, path, value } = cursor;
  return { document, path: [...path, key], value: propertyOf(value, key) };
}

/** The members of a map with their keys; none where it is no map. */
export function members(cursor: Cursor): [key: string, member: Cursor][] {
  if (!isObject(cursor.value)) return [];
  return Object.keys(cursor.value).map((key) => [key, child(cursor, key)]);
}

/** The items of a list; none where it is no list. */
export function items(cursor: Cursor): Cursor[] {
  if (!isList(cursor.value)) return [];
  return cursor.value.map((_, index) => child(cursor, String(index)));
}

export function textAt(cursor: Cursor, key: string): string | undefined {
  const value = propertyOf(cursor.value, key);
  return typeof value === "string" ? value : undefined;
}

export function flagAt(cursor: Cursor, key: string): boolean | undefined {
  const value = propertyOf(cursor.value, key);
  return typeof value === "boolean" ? value : undefined;
}

export function has(cursor: Cursor, key: string): boolean {
  return propertyOf(cursor.value, key) !== undefined;
}

/** The same for every cursor to the same place. */
export function identityOf(cursor: Cursor): string {
  return `${cursor.document.file}#${pointerOf(cursor.path)}`;
}
