// Newtonsoft's exceptions and the place that their messages end with.

import { ClrException } from "../clr-exception.ts";

/** Line and position are those of the reader, 1-based; absent where a tree is read and not a text. */
export type JsonPlace = { readonly path: string; readonly line?: number; readonly position?: number };

export function jsonReaderError(place: JsonPlace, message: string): ClrException {
  return new ClrException("Newtonsoft.Json.JsonReaderException", withPlace(place, message));
}

export function jsonSerializationError(place: JsonPlace, message: string): ClrException {
  return new ClrException("Newtonsoft.Json.JsonSerializationException", withPlace(place, message));
}

export function jsonError(message: string): ClrException {
  return new ClrException("Newtonsoft.Json.JsonException", message);
}

export function invalidOperation(message: string): ClrException {
  return new ClrException("System.InvalidOperationException", message);
}

/** The message gets its full stop, then `Path 'a[0].b', line 1, position 7.` */
function withPlace(place: JsonPlace, message: string): string {
  const sentence = message.endsWith(".") ? message : `${message}.`;
  const line = place.line === undefined ? "" : `, line ${place.line}, position ${place.position ?? 0}`;
  return `${sentence} Path '${place.path}'${line}.`;
}
