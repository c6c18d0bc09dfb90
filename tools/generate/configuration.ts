// docs/reference/configuration.md and the schema for editors, from the configuration's schema.

import { editorSchema } from "../configuration/editor-schema.ts";
import { configurationReference } from "../configuration/reference-page.ts";

export function outputs(): { readonly path: string; readonly content: string }[] {
  return [
    { path: "schema/portcullis.schema.json", content: editorSchema() },
    { path: "docs/reference/configuration.md", content: configurationReference() },
  ];
}
