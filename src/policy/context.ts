// What others fill `context` with: its model, and the values of the CLR that it holds.

import { zeroOf } from "./expression/bind/default-value.ts";
import { named } from "./type/clr-type.ts";
import { doubleType, intType, longType, stringType } from "./type/well-known.ts";
import { Boxed } from "./value/boxed.ts";
import type { JToken } from "./value/json/j-token.ts";
import { parseArray, parseObject } from "./value/json/load-token.ts";
import { library } from "./value/library.ts";
import { Run } from "./value/run.ts";
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

export function longValue(value: bigint): unknown {
  return new Boxed(longType, value);
}

/** For texts of our own, which need no budget. */
function freeRun(): Run {
  const world = { now: () => 0, random: () => 0, randomBytes: (count: number) => new Uint8Array(count) };
  const catalogue = library();
  const types = {
    zeroOf: (type: Parameters<typeof zeroOf>[1]) => zeroOf(catalogue, type),
    isInstance: () => false,
  };
  return new Run(world, types, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
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
