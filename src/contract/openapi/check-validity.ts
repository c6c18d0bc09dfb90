// Whether a description is one by the letter: the official schemas of OpenAPI, each mistake with its place.
// Its references are followed elsewhere.

import type { Validator } from "@seriousme/openapi-schema-validator";
import type { ErrorObject } from "ajv/dist/2020.js";
import type { Diagnostic } from "#kernel/diagnostic.ts";
import { pathOfPointer } from "../document/json-value.ts";
import type { SourceDocument } from "../document/source-document.ts";
import { errorMessage } from "../schema/compile-schema.ts";

/** Keywords whose errors only say that those of their parts count. */
const FRAMES = new Set(["oneOf", "anyOf", "allOf", "if", "not", "$ref", "$dynamicRef"]);

/** Empty where it is valid. A version must have been found in it. */
export async function checkValidity(document: SourceDocument): Promise<readonly Diagnostic[]> {
  const errors = await schemaErrors(document);
  if (errors === "forbidden") return [codeForbidden(document)];
  const ofSchema = errors.filter(({ schemaPath }) => schemaPath !== undefined);
  return relevant(ofSchema).map((error) => toDiagnostic(document, error));
}

let validator: Promise<Validator> | undefined;

/** Loaded, with schemas that are compiled once, when it is used: only who imports descriptions needs it. */
async function loadValidator(): Promise<Validator> {
  const library = await import("@seriousme/openapi-schema-validator");
  return new library.Validator({ allErrors: true, logger: false });
}

/** `forbidden` where the process allows no generated code, which the schemas are compiled to. */
async function schemaErrors(document: SourceDocument): Promise<readonly ErrorObject[] | "forbidden"> {
  validator ??= loadValidator();
  // A document with a version is a map; the library is given one of its own, since it may write into it.
  const copy = structuredClone(document.value) as Record<string, unknown>;
  try {
    const { valid, errors } = await (await validator).validate(copy);
    return valid || !Array.isArray(errors) ? [] : errors;
  } catch (error) {
    if (error instanceof EvalError) return "forbidden";
    throw error;
  }
}

function codeForbidden(document: SourceDocument): Diagnostic {
  return {
    ...document.placeOf([]),
    severity: "error",
    code: "code-generation-forbidden",
    message: "this process forbids generated code, which descriptions are validated by",
    hint: "start node without --disallow-code-generation-from-strings",
  };
}

/**
 * Of a choice that failed, every branch tells its errors; those count that got farthest, where a `$ref` was
 * not what was meant. The rest is noise: the same place is told once.
 */
function relevant(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const told = errors.filter(({ keyword }) => !FRAMES.has(keyword));
  const candidates = told.length > 0 ? told : errors;
  const isAboutReference = ({ keyword, params }: ErrorObject): boolean =>
    keyword === "required" && params["missingProperty"] === "$ref";
  const kept = candidates.filter((error) => !isAboutReference(error));
  const byPlace = new Map<string, ErrorObject>();
  for (const error of kept.length > 0 ? kept : candidates) {
    const key = `${error.instancePath} ${errorMessage(error)}`;
    if (!byPlace.has(key)) byPlace.set(key, error);
  }
  return [...byPlace.values()];
}

function toDiagnostic(document: SourceDocument, error: ErrorObject): Diagnostic {
  const path = pathOfPointer(error.instancePath);
  const extra: unknown = error.params["additionalProperty"] ?? error.params["unevaluatedProperty"];
  const at = typeof extra === "string" ? [...path, extra] : path;
  return {
    ...document.placeOf(at),
    severity: "error",
    code: "invalid-description",
    message: `${path.at(-1) ?? "the description"} ${errorMessage(error)}`,
    hint: "",
  };
}
