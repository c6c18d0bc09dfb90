// What others fill `context` with: its model, and the values of the CLR that it holds.

import { named } from "./type/clr-type.ts";
import { doubleType, intType, longType, stringType } from "./type/well-known.ts";
import { Boxed } from "./value/boxed.ts";
import { freeRun } from "./value/free-run.ts";
import type { JToken } from "./value/json/j-token.ts";
import { parseArray, parseObject } from "./value/json/load-token.ts";
import { parseBodyXml } from "./value/xml/body-xml.ts";

export type { ContextModel, UrlModel } from "./value/context/context-model.ts";
export { MessageBody } from "./value/context/message-body.ts";
export { modelObject } from "./value/context/property-members.ts";
export { objectsMap, StringMap, textsMap } from "./value/context/string-map.ts";
export { parseGuid } from "./value/core/guid.ts";
export { Certificate } from "./value/crypto/certificate.ts";
export { type JwtModel, jwtObject } from "./value/crypto/jwt.ts";
export { DateTime } from "./value/time/date-time.ts";
export { TimeSpan } from "./value/time/time-span.ts";

export { stringType as stringValueType };

/** A number as context variables hold it. */
export function numberValue(type: "int" | "double", value: number): unknown {
  return new Boxed(type === "int" ? intType : doubleType, value);
}

/** The number that a variable holds, or that its text says; NaN where it is none. */
export function numberIn(value: unknown): number {
  if (value instanceof Boxed) return Number(value.value);
  return typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
}

export function longValue(value: bigint): unknown {
  return new Boxed(longType, value);
}

/** @throws ClrException JsonReaderException */
export function parseJsonObject(text: string): JToken {
  return parseObject(freeRun(), text);
}

/** @throws ClrException JsonReaderException */
export function parseJsonArray(text: string): JToken {
  return parseArray(freeRun(), text);
}

/** @throws ClrException XmlException */
export function parseXmlElement(text: string): unknown {
  return parseBodyXml(freeRun(), text, named("System.Xml.Linq.XElement"));
}
