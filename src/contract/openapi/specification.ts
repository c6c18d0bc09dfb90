// Which specification a description follows, by its own word.

import type { Diagnostic } from "#kernel/diagnostic.ts";
import type { SpecificationVersion } from "../contract.ts";
import { type Cursor, textAt } from "./cursor.ts";

export function versionOf(root: Cursor): SpecificationVersion | undefined {
  if (textAt(root, "swagger") === "2.0") return "2.0";
  const version = /^3\.([01])\.\d+/.exec(textAt(root, "openapi") ?? "");
  if (version === null) return undefined;
  return version[1] === "0" ? "3.0" : "3.1";
}

export function unknownVersion(root: Cursor): Diagnostic {
  return {
    ...root.document.placeOf(textAt(root, "openapi") === undefined ? ["swagger"] : ["openapi"]),
    severity: "error",
    code: "unknown-version",
    message: "this is no description of OpenAPI 2.0, 3.0 or 3.1",
    hint: 'start it with openapi: "3.1.0", or swagger: "2.0"',
  };
}
