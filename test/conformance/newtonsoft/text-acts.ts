// The rows of table/trees.json that write and read JSON texts.

import { arrayOf, named, nullable } from "#policy/type/clr-type.ts";
import {
  boolType,
  byteType,
  charType,
  decimalType,
  doubleType,
  floatType,
  intType,
  longType,
  objectType,
  stringType,
} from "#policy/type/well-known.ts";
import { Boxed } from "#policy/value/boxed.ts";
import { ClrDictionary } from "#policy/value/collection/dictionary.ts";
import { KeyValuePair } from "#policy/value/collection/key-value-pair.ts";
import { ClrList } from "#policy/value/collection/list.ts";
import { Sequence } from "#policy/value/iterate.ts";
import { JToken } from "#policy/value/json/j-token.ts";
import { decimalFromText } from "#policy/value/number/decimal-text.ts";
import { textOf } from "#policy/value/object-text.ts";
import { DateTime } from "#policy/value/time/date-time.ts";
import {
  anonymous,
  array,
  deserialized,
  deserializedTo,
  dictionary,
  generic,
  indented,
  int,
  ints,
  joined,
  linq,
  none,
  object,
  objects,
  property,
  serialized,
  type TreeAct,
  text,
} from "./csharp-words.ts";
import { callJson, parseJson } from "./json-run.ts";

export const serializing: Readonly<Record<string, TreeAct>> = {
  anon: {
    make: () =>
      anonymous(
        ["a", intType, 1],
        ["b", stringType, "x"],
        ["c", stringType, null],
        ["d", doubleType, 1.5],
        ["e", arrayOf(intType), ints(1)],
        ["f", boolType, true],
      ).toString(),
  },
  "ser anon": {
    make: () =>
      serialized(
        anonymous(
          ["a", intType, 1],
          ["b", stringType, "x"],
          ["c", stringType, null],
          ["d", doubleType, 1.5],
          ["e", arrayOf(intType), ints(1)],
          ["f", boolType, true],
          ["g", charType, 99],
          ["h", arrayOf(byteType), Uint8Array.of(1, 2)],
          ["i", decimalType, decimalFromText("1.0")],
          ["m", floatType, 1],
          ["o", objectType, anonymous(["p", intType, 1])],
        ),
      ),
  },
  "ser dict": {
    make: () =>
      serialized(
        dictionary(stringType, objectType, ["a", int(1)], ["b", null], ["c", new ClrList(intType, [1, 2])]),
      ),
  },
  "ser dict int": { make: () => serialized(dictionary(intType, stringType, [1, "a"])) },
  "ser ind": {
    make: () =>
      indented(
        anonymous(
          ["a", objectType, ints()],
          ["b", objectType, anonymous()],
          ["c", objectType, dictionary(stringType, stringType)],
        ),
      ),
  },
  "ser null": { make: () => serialized(null) },
  "ser str": { make: () => serialized("a\"b'c</script>\u0001\u007f\u0085\u2028é😀/\\") },
  "ser dt": { make: () => serialized(new DateTime(637_135_310_450_000_000n, "utc")) },
  "ser dt u": { make: () => serialized(new DateTime(637_135_310_451_200_000n, "unspecified")) },
  "ser dec": { make: () => serialized(decimalFromText("1")) },
  "ser long": { make: () => serialized(new Boxed(longType, 5n)) },
  "ser bool": { make: () => serialized(true) },
  "ser nan": { make: () => serialized(new Boxed(doubleType, Number.NaN)) },
  "ser char": { make: () => serialized(new Boxed(charType, 99)) },
  "ser kvp": { make: () => serialized(new KeyValuePair(stringType, intType, "a", 1)) },
  "ser linq": { make: () => serialized(new Sequence(intType, () => [2, 4].values())) },
  "ser jo": { make: () => serialized(object(property("a", int(1)))) },
  "ser arr jo": { make: () => serialized(objects(object(property("a", int(1))), int(1), "s", null)) },
  fromobj: {
    make: () =>
      none(
        fromObject(
          "JObject",
          anonymous(
            ["a", intType, 1],
            ["b", objectType, new DateTime(0n, "unspecified")],
            ["c", objectType, Uint8Array.of(1)],
          ),
        ),
      ),
  },
  "fromobj arr": { make: () => fromObject("JObject", ints(1)) },
  "fromobj str": { make: () => fromObject("JObject", "x") },
  "fromobj null": { make: () => fromObject("JObject", null) },
  "arr fromobj": { make: () => none(fromObject("JArray", ints(1, 2))) },
  "arr fromobj obj": { make: () => fromObject("JArray", anonymous(["a", intType, 1])) },
  indented: { make: () => text(parseJson('{"a":[],"b":{},"c":[1,[2]],"d":null}')) },
  raw: { make: () => none(object(property("a", callJson("JRaw", "new(object rawJson)", "{x}")))) },
  "ctor ind": { make: () => text(array(constructorOf("Date", int(1), int(2)), constructorOf("X"))) },
};

function fromObject(type: "JObject" | "JArray", content: unknown): unknown {
  return callJson(type, `static ${type} FromObject(object o)`, content);
}

function constructorOf(name: string, ...content: unknown[]): unknown {
  return callJson("JConstructor", "new(string name, params object[] content)", name, objects(...content));
}

const strings = generic("Dictionary", stringType, stringType);
const listed = (result: unknown): string => joined(result);
const entries = (result: unknown, show: (item: unknown) => string): string =>
  result instanceof ClrDictionary
    ? [...result.entries()].map(([key, item]) => `${String(key)}=${show(item)}`).join(",")
    : "";

function kindOf(item: unknown): string {
  const name =
    item instanceof JToken ? item.clrName : item instanceof Boxed ? "System.Int64" : "System.String";
  return name.slice(name.lastIndexOf(".") + 1);
}

export const deserializing: Readonly<Record<string, TreeAct>> = {
  deser: { make: () => deserialized('{"a":1}') },
  deser5: { make: () => deserialized("5") },
  deserstr: { make: () => deserialized('"x"') },
  desernull: { make: () => deserialized("null") },
  deserempty: { make: () => deserialized("") },
  "desernul arg": { make: () => deserialized(null) },
  "deser bad": { make: () => deserialized("x") },
  "deser cut": { make: () => deserialized('{"a":1') },
  "deser more": { make: () => deserialized("{} x") },
  "deser<JObject>": { make: () => deserializedTo(linq("JObject"), '{"a":1}') },
  "deser<JObject> arr": { make: () => deserializedTo(linq("JObject"), "[1]") },
  "deser<JObject> empty": { make: () => deserializedTo(linq("JObject"), "") },
  "deser<JArray> obj": { make: () => deserializedTo(linq("JArray"), "{}") },
  "deser<int>": { make: () => deserializedTo(intType, "5"), type: intType },
  "deser<int> s": { make: () => deserializedTo(intType, '"5"'), type: intType },
  "deser<int> x": { make: () => deserializedTo(intType, '"x"'), type: intType },
  "deser<int> 1.5": { make: () => deserializedTo(intType, "1.5"), type: intType },
  "deser<int> null": { make: () => deserializedTo(intType, "null"), type: intType },
  "deser<int> obj": { make: () => deserializedTo(intType, "{}"), type: intType },
  "deser<int> empty": { make: () => deserializedTo(intType, ""), type: intType },
  "deser<int?> null": { make: () => deserializedTo(nullable(intType), "null") },
  "deser<string> 5": { make: () => deserializedTo(stringType, "5") },
  "deser<string> true": { make: () => deserializedTo(stringType, "true") },
  "deser<string> obj": { make: () => deserializedTo(stringType, "{}") },
  "deser<string> date": { make: () => deserializedTo(stringType, '"2020-01-01T10:00:00+02:00"') },
  "deser<bool> str": { make: () => deserializedTo(boolType, '"true"') },
  "deser<bool> 1": { make: () => deserializedTo(boolType, "1") },
  "deser<double> 1": { make: () => deserializedTo(doubleType, "1"), type: doubleType },
  "deser<DateTime>": { make: () => deserializedTo(named("System.DateTime"), '"2020-01-01T10:00:00Z"') },
  "deser<dict>": {
    make: () => entries(deserializedTo(strings, '{"a":1,"b":"x","c":null,"d":true}'), textOf),
  },
  "deser<dict obj>": {
    make: () =>
      entries(
        deserializedTo(generic("Dictionary", stringType, objectType), '{"a":1,"b":"x","c":[1],"d":{}}'),
        kindOf,
      ),
  },
  "deser<dict nested>": { make: () => deserializedTo(strings, '{"a":{}}') },
  "deser<dict arr>": { make: () => deserializedTo(strings, "[]") },
  "deser<list>": { make: () => listed(deserializedTo(generic("List", intType), "[1,2]")) },
  "deser<list x>": { make: () => deserializedTo(generic("List", intType), '[1,"x"]') },
  "deser<list obj>": { make: () => deserializedTo(generic("List", intType), "{}") },
  "deser<str[]>": { make: () => listed(deserializedTo(arrayOf(stringType), '[1,null,"a",true]')) },
  "deser<byte[]>": { make: () => lengthOf(deserializedTo(arrayOf(byteType), '"AQI="')), type: intType },
  "deser<object>": { make: () => deserializedTo(objectType, "[1]") },
};

function lengthOf(bytes: unknown): number {
  return bytes instanceof Uint8Array ? bytes.length : -1;
}
