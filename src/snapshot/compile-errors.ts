// Error responses of the configuration → those of the snapshot.

import type { Site } from "#config/config.ts";
import type { ErrorPage } from "#config/error-pages.ts";
import type { ErrorBody, ErrorSpec, ErrorVariable } from "./error-spec.ts";

export function compileErrors(
  errors: Site["errors"],
  texts: ReadonlyMap<ErrorPage, string>,
): readonly ErrorSpec[] {
  return [...errors].map(([on, page]) => {
    const text = texts.get(page) ?? page.body;
    return {
      on,
      status: page.status ?? 0,
      contentType: page.contentType,
      body: text === undefined ? undefined : readBody(text),
      fields: [...page.headers],
      interceptBackend: page.interceptBackend,
      offersProblem: page.problem,
    };
  });
}

const VARIABLES: readonly ErrorVariable[] = ["request.id", "status", "title", "reason"];

/** Braces are common in style sheets and scripts: only the variables themselves are taken for such. */
function readBody(text: string): ErrorBody {
  const pieces = text.split(/\{(request\.id|status|title|reason)\}/);
  const parts = pieces.map((piece, i) => {
    const name = i % 2 === 1 ? VARIABLES.find((variable) => variable === piece) : undefined;
    return name === undefined ? Buffer.from(piece, "utf8").toString("latin1") : { name };
  });
  return parts.filter((part) => part !== "");
}
