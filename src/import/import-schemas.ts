// Schemas of a service: each becomes a file, and an entry of `schemas`.

import { type ImportContext, nameOf } from "./import-context.ts";
import type { ImportedResource } from "./imported-resource.ts";
import { pathName } from "./output-folder.ts";
import type { YamlValue } from "./yaml-value.ts";

const EXTENSIONS = { json: "json", xml: "xsd" };

/** By id. */
export function importSchemas(context: ImportContext): Readonly<Record<string, YamlValue>> {
  const found = context.all(["schemas"]).flatMap((resource): [string, YamlValue][] => {
    const type = resource.properties.text("schemaType")?.toLowerCase();
    const id = nameOf(resource);
    if (type !== "json" && type !== "xml") {
      const message = `the schema ${id} is of a type that is not known: ${type ?? "none is written"}`;
      const hint = "schemas of a service are of the type json or xml: take it over by hand";
      context.report.unsupported(resource.place, "schema-type", message, hint);
      return [];
    }
    const text = textOf(resource);
    if (text === undefined) {
      const message = `the text of the schema ${id} is missing, or known to a deployment only`;
      context.report.unsupported(resource.place, "no-document", message, "add it by hand");
      return [];
    }
    const file = context.output.add(`schemas/${pathName(id)}.${EXTENSIONS[type]}`, text);
    return [[id, { type, file }]];
  });
  return Object.fromEntries(found);
}

/** Azure keeps schemas of JSON as `document`, others as the text `value`; templates have either. */
function textOf({ properties }: ImportedResource): string | undefined {
  const value = properties.isUnresolved("value") ? undefined : properties.text("value");
  const text = value ?? properties.json("document") ?? properties.json("value");
  return text === undefined || text.endsWith("\n") ? text : `${text}\n`;
}
