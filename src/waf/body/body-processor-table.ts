// The body processors by name, as `ctl:requestBodyProcessor` names them, and which one a Content-Type calls
// for where no rule says so. Rules of a configuration usually do (modsecurity.conf-recommended).

import { processJson } from "./json.ts";
import { processMultipart } from "./multipart.ts";
import type { BodyProcessor } from "./parsed-body.ts";
import { processRaw } from "./raw.ts";
import { processUrlencoded } from "./urlencoded.ts";
import { processXml } from "./xml.ts";

export type BodyProcessorName = "URLENCODED" | "MULTIPART" | "JSON" | "XML" | "RAW";

const processors: Readonly<Record<BodyProcessorName, BodyProcessor>> = {
  URLENCODED: processUrlencoded,
  MULTIPART: processMultipart,
  JSON: processJson,
  XML: processXml,
  RAW: processRaw,
};

/** @param name without regard to case */
export function findBodyProcessor(name: string): BodyProcessor | undefined {
  const key = name.toUpperCase();
  return isProcessorName(key) ? processors[key] : undefined;
}

const isProcessorName = (name: string): name is BodyProcessorName => Object.hasOwn(processors, name);

/** The processor of a Content-Type, by its media type alone; undefined where none reads it. */
export function processorFor(contentType: string): BodyProcessorName | undefined {
  const mediaType = /^[\t ]*([^\t ;,]*)/u.exec(contentType)?.[1]?.toLowerCase() ?? "";
  if (mediaType === "application/x-www-form-urlencoded") return "URLENCODED";
  if (mediaType === "multipart/form-data") return "MULTIPART";
  if (mediaType === "application/json" || /^application\/[^/]+\+json$/u.test(mediaType)) return "JSON";
  return /^(?:text|application)\/(?:xml|[^/]+\+xml)$/u.test(mediaType) ? "XML" : undefined;
}
