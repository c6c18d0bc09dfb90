// What an operation would answer, from its description alone: an example where there is one, else a value
// made of the schema.

import type { Contract, JsonSchema, JsonValue, MediaType, Operation, ResponseContract } from "./contract.ts";
import { sampleValue } from "./example/sample-value.ts";
import { writeXml } from "./example/write-xml.ts";

export type ExampleResponse = { readonly contentType: string; readonly body: string };

/**
 * @param contentType of the media type that is asked for; the first there is, where it is undefined
 * @returns undefined where the description has no content for that status
 */
export function exampleResponse(
  contract: Contract,
  operation: Operation,
  status: number,
  contentType: string | undefined,
): ExampleResponse | undefined {
  const response = responseFor(operation.responses, status);
  const wanted = contentType?.split(";")[0]?.trim().toLowerCase();
  const media = response?.content.find((one) => wanted === undefined || one.contentType === wanted);
  if (media === undefined) return undefined;
  const [example] = media.examples;
  const type = contentType ?? media.contentType;
  if (example !== undefined) return { contentType: type, body: written(media, example) };
  if (media.schema === undefined) return undefined;
  const lookup = (name: string): JsonSchema => contract.schemas[name] ?? true;
  return { contentType: type, body: written(media, sampleValue(lookup(media.schema), lookup)) };
}

/** The response of a status itself, then of its class, then the default. */
export function responseFor(
  responses: readonly ResponseContract[],
  status: number,
): ResponseContract | undefined {
  const candidates = [String(status), `${Math.trunc(status / 100)}XX`, "default"];
  for (const candidate of candidates) {
    const found = responses.find((response) => response.status === candidate);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Azure keeps examples as texts: one that holds a document is that document. */
function written({ contentType, schema }: MediaType, value: JsonValue): string {
  if (/^(?:application|text)\/(?:[^/]+\+)?json$/.test(contentType)) {
    return typeof value === "string" && isDocument(value) ? value : JSON.stringify(value);
  }
  if (typeof value === "string") return value;
  if (/^(?:application|text)\/(?:[^/]+\+)?xml$/.test(contentType)) {
    const name = schema === undefined || schema.startsWith("#") ? "root" : schema;
    return `<?xml version="1.0" encoding="utf-8"?>\n${writeXml(name, value)}`;
  }
  return JSON.stringify(value);
}

function isDocument(text: string): boolean {
  if (!/^\s*[{[]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
