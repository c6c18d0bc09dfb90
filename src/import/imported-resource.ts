// A resource of Azure API Management as it was found in a folder or a template: its type, its names, its
// properties, and where they stand.

import type { Place } from "#kernel/diagnostic.ts";
import type { Properties } from "./properties.ts";

/** A policy document or an API description, wherever it stood. */
export type ImportedText = {
  readonly text: string;
  /** The place in what was imported that stands for a place in the text. */
  readonly placeAt: (line: number, column: number) => Place;
  /** `.yaml`, `.json`, `.xml`, of a file; empty where it stood in a property. */
  readonly extension: string;
};

export type ImportedResource = {
  /** Below `Microsoft.ApiManagement/service`: `apis/operations/policies`. */
  readonly type: string;
  /** A name for each part of the type, without the service's: `["orders", "get-order", "policy"]`. */
  readonly names: readonly string[];
  readonly place: Place;
  readonly properties: Properties;
  /** What stands in a file of its own. */
  readonly content: ImportedText | undefined;
};

/** The whole text of a file, whose places are its own. */
export function fileText(file: string, text: string, extension: string): ImportedText {
  return { text, extension, placeAt: (line, column) => ({ file, line, column }) };
}
