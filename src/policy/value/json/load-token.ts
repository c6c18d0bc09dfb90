// JSON text → tree, with what Newtonsoft.Json 13 says where it is none. Comments are left out.

import { argumentNull, type ClrException } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { JArray } from "./j-array.ts";
import { JConstructor } from "./j-constructor.ts";
import type { JContainer } from "./j-container.ts";
import { JObject } from "./j-object.ts";
import { JProperty } from "./j-property.ts";
import type { JToken } from "./j-token.ts";
import { JValue } from "./j-value.ts";
import { JsonTextReader } from "./json-text-reader.ts";

/** JToken.Parse. @throws ClrException ArgumentNullException, JsonReaderException */
export function parseToken(run: Run, text: string | null, findsDates = true): JToken {
  const reader = readerOf(run, text, findsDates);
  if (!reader.read()) throw reader.fail("Error reading JToken from JsonReader.");
  return toEnd(reader, tokenAt(run, reader));
}

/** JObject.Parse. @throws ClrException ArgumentNullException, JsonReaderException */
export function parseObject(run: Run, text: string | null): JObject {
  const reader = toContent(readerOf(run, text), "JObject");
  if (reader.token !== "StartObject") throw notA(reader, "JObject", "an object");
  return toEnd(reader, fill(run, reader, new JObject(), "JObject"));
}

/** JArray.Parse. @throws ClrException ArgumentNullException, JsonReaderException */
export function parseArray(run: Run, text: string | null): JArray {
  const reader = toContent(readerOf(run, text), "JArray");
  if (reader.token !== "StartArray") throw notA(reader, "JArray", "an array");
  return toEnd(reader, fill(run, reader, new JArray(), "JArray"));
}

function readerOf(run: Run, text: string | null, findsDates = true): JsonTextReader {
  if (text === null) throw argumentNull("s");
  return new JsonTextReader(run, text, findsDates);
}

/** To the first token that is no comment. */
function toContent(reader: JsonTextReader, name: string): JsonTextReader {
  do {
    if (!reader.read()) throw reader.fail(`Error reading ${name} from JsonReader.`);
  } while (reader.token === "Comment");
  return reader;
}

function notA(reader: JsonTextReader, name: string, what: string): Error {
  return reader.fail(
    `Error reading ${name} from JsonReader. Current JsonReader item is not ${what}: ${reader.token}`,
  );
}

/** What follows the value may be a comment; anything else the reader refuses. */
function toEnd<T extends JToken>(reader: JsonTextReader, token: T): T {
  while (reader.read()) {
    // The reader itself throws for more content.
  }
  return token;
}

/** The token that the reader stands on, with all that is in it. `cutShort`: what to throw without its end. */
export function tokenAt(run: Run, reader: JsonTextReader, cutShort?: () => ClrException): JToken {
  switch (reader.token) {
    case "StartObject":
      return fill(run, reader, new JObject(), "JObject", cutShort);
    case "StartArray":
      return fill(run, reader, new JArray(), "JArray", cutShort);
    case "StartConstructor":
      return fill(run, reader, new JConstructor(String(reader.value)), "JConstructor", cutShort);
    case "EndObject":
    case "EndArray":
    case "EndConstructor":
      throw reader.fail(`Error reading JToken from JsonReader. Unexpected token: ${reader.token}`);
    default:
      return valueAt(reader);
  }
}

function valueAt(reader: JsonTextReader): JValue {
  if (reader.token === "Comment") return new JValue(reader.value, "Comment");
  return reader.token === "Undefined" ? new JValue(null, "Undefined") : new JValue(reader.value);
}

/** Reads up to the end of the container whose start the reader stands on. */
function fill<T extends JContainer>(
  run: Run,
  reader: JsonTextReader,
  container: T,
  name: string,
  cutShort?: () => ClrException,
): T {
  const depth = reader.depth;
  if (!reader.read()) throw cutShort?.() ?? reader.fail(`Error reading ${name} from JsonReader.`);
  let at: JContainer | null = container;
  do {
    at = place(run, reader, at);
    if (reader.depth < depth) return container;
  } while (reader.read() && at !== null);
  throw cutShort?.() ?? reader.fail(`Unexpected end of content while loading ${name}.`);
}

/** Puts the present token into `at` and gives back the container that the next one goes into. */
function place(run: Run, reader: JsonTextReader, at: JContainer): JContainer {
  switch (reader.token) {
    case "Comment":
      return at;
    case "EndObject":
    case "EndArray":
    case "EndConstructor":
      return outOf(at);
    case "PropertyName":
      return startProperty(run, at, String(reader.value));
    case "StartObject":
      return startContainer(run, at, new JObject());
    case "StartArray":
      return startContainer(run, at, new JArray());
    case "StartConstructor":
      return startContainer(run, at, new JConstructor(String(reader.value)));
    default:
      at.add(run, valueAt(reader));
      return at instanceof JProperty ? (at.parent ?? at) : at;
  }
}

function startContainer(run: Run, at: JContainer, made: JContainer): JContainer {
  at.add(run, made);
  return made;
}

/** A closed container's property is complete with it. */
function outOf(at: JContainer): JContainer {
  const parent = at.parent;
  if (parent === null) return at;
  return parent instanceof JProperty ? (parent.parent ?? parent) : parent;
}

/** A name that comes twice: the last value stands, in the place of the first. */
function startProperty(run: Run, at: JContainer, name: string): JProperty {
  const property = new JProperty(name);
  const existing = at instanceof JObject ? at.property(name) : null;
  if (existing === null) at.insert(run, at.children.length, property);
  else at.set(run, at.children.indexOf(existing), property);
  return property;
}
