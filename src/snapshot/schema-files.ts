// The schemas that a configuration names: their texts, from files or from the configuration itself.

import type { Config } from "#config/config.ts";
import { besideFile, placeOf } from "#config/source.ts";
import type { Diagnostic } from "#kernel/diagnostic.ts";
import type { ServiceSchemaSpec } from "./policy-spec.ts";
import type { TextFiles } from "./text-files.ts";

/** Those that can be read; of the others, why they cannot. What is in them is for `checkSchemas`. */
export function readSchemas(
  { schemas, places }: Config,
  files: TextFiles,
): { readonly specs: readonly ServiceSchemaSpec[]; readonly diagnostics: readonly Diagnostic[] } {
  const specs: ServiceSchemaSpec[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const [id, schema] of schemas) {
    const { type: kind, file: path, text } = schema;
    if (text !== undefined) {
      const place = placeOf(places.value(schema, "text"));
      specs.push({ id, kind, file: place.file, text, place });
    } else if (path !== undefined) {
      const spot = places.value(schema, "file");
      const file = besideFile(spot, path);
      const content = files.read(file);
      if (content.kind === "text") specs.push({ id, kind, file, text: content.text });
      else {
        const name = places.isHidden(schema, "file") ? `the file at ${places.shown(schema, "file")}` : file;
        const message = `the schema ${name} cannot be used: ${content.why}`;
        const hint = "the path is relative to the file that this line stands in";
        diagnostics.push({ ...placeOf(spot), severity: "error", code: "unreadable-file", message, hint });
      }
    }
  }
  return { specs, diagnostics };
}
