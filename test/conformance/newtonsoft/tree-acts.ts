// What OracleTrees.cs does in C#, done with the value library: by the names of the rows in table/trees.json.

import { arrayOf, type ClrType, named, nullable } from "#policy/type/clr-type.ts";
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
import { AnonymousObject } from "#policy/value/anonymous-object.ts";
import { Boxed, box, ClrArray } from "#policy/value/boxed.ts";
import { ClrDictionary } from "#policy/value/collection/dictionary.ts";
import { boxedItems } from "#policy/value/collection/element-of.ts";
import { KeyValuePair } from "#policy/value/collection/key-value-pair.ts";
import { ClrList } from "#policy/value/collection/list.ts";
import { Sequence } from "#policy/value/iterate.ts";
import { JToken } from "#policy/value/json/j-token.ts";
import { decimalFromText } from "#policy/value/number/decimal-text.ts";
import { textOf } from "#policy/value/object-text.ts";
import { DateTime } from "#policy/value/time/date-time.ts";
import { callJson, callWith, jsonRun, parseJson } from "./json-run.ts";

/** A name of table/trees.json → the answer in static representation, and its type where that is no object. */
export type TreeAct = { readonly make: () => unknown; readonly type?: ClrType };

const linq = (name: string): ClrType => named(`Newtonsoft.Json.Linq.${name}`);
const generic = (name: string, ...args: ClrType[]): ClrType =>
  named(`System.Collections.Generic.${name}`, ...args);

const int = (value: number): Boxed => new Boxed(intType, value);
const objects = (...items: unknown[]): ClrArray => new ClrArray(objectType, items);
const ints = (...items: number[]): ClrArray => new ClrArray(intType, items);

function anonymous(...fields: readonly (readonly [string, ClrType, unknown])[]): AnonymousObject {
  const types = fields.map(([name, type]) => ({ name, type }));
  return new AnonymousObject(
    { kind: "anonymous", fields: types },
    fields.map(([, , value]) => value),
  );
}

function dictionary(
  key: ClrType,
  value: ClrType,
  ...entries: readonly (readonly [unknown, unknown])[]
): ClrDictionary {
  const made = new ClrDictionary(key, value);
  for (const [name, item] of entries) made.add(name, item);
  return made;
}

const serialized = (value: unknown): unknown =>
  callJson("JsonConvert", "static string SerializeObject(object value)", value);
const indented = (value: unknown): unknown =>
  callJson("JsonConvert", "static string SerializeObject(object value, Formatting formatting)", value, 1);
const deserialized = (text: string | null): unknown =>
  callJson("JsonConvert", "static object DeserializeObject(string value)", text);
const deserializedTo = (type: ClrType, text: string): unknown =>
  callWith([type], "JsonConvert", "static T DeserializeObject<T>(string value)", text);

const property = (name: string | null, content: unknown): unknown =>
  callJson("JProperty", "new(string name, object content)", name, content);
const array = (...content: unknown[]): JToken =>
  tokenOf(callJson("JArray", "new(params object[] content)", objects(...content)));
const object = (...content: unknown[]): JToken =>
  tokenOf(callJson("JObject", "new(params object[] content)", objects(...content)));
const value = (content: unknown): JToken => tokenOf(callJson("JValue", "new(object value)", content));
const implicit = (content: number): unknown =>
  callJson("JToken", "static implicit operator JToken(int value)", content);

function tokenOf(result: unknown): JToken {
  if (result instanceof JToken) return result;
  throw new TypeError("a token was expected");
}

const text = (token: unknown): unknown => callJson("JToken", "string ToString()", token);
const none = (token: unknown): unknown =>
  callJson("JToken", "string ToString(Formatting formatting)", token, 0);
const child = (token: unknown, key: unknown): unknown =>
  callJson("JToken", "JToken this[object key]", token, key);
const setName = (token: unknown, name: string, content: unknown): unknown =>
  callJson("JObject", "set JToken this[string propertyName]", token, name, content);
const at = (token: unknown, index: number): unknown =>
  callJson("JArray", "JToken this[int index]", token, index);
const pathOf = (token: unknown): string => String(callJson("JToken", "string Path", token));
const joined = (sequence: unknown): string => [...boxedItems(jsonRun(), sequence)].map(textOf).join(",");
const described = (sequence: unknown): string =>
  [...boxedItems(jsonRun(), sequence)]
    .map((token) => `${pathOf(token)}:${tokenOf(token).typeName}`)
    .join(";");

/** Does `change` to a token and tells the token. */
function after(token: JToken, change: (token: JToken) => unknown): unknown {
  change(token);
  return none(token);
}

const jsonOf = {
  people: '[{"a":1},{"a":2},{"b":1}]',
  pair: '[{"a":1},{"a":2}]',
  nested: '{"a":{"b":[1,2]}}',
};

const serializing: Readonly<Record<string, TreeAct>> = {
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

const deserializing: Readonly<Record<string, TreeAct>> = {
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

const building: Readonly<Record<string, TreeAct>> = {
  "prop tostring": { make: () => text(property("a", int(1))) },
  "prop none": { make: () => none(property("a b", int(1))) },
  "prop arr": {
    make: () =>
      none(callJson("JProperty", "new(string name, params object[] content)", "a", objects(int(1), int(2)))),
  },
  "prop list": { make: () => none(property("a", new ClrArray(stringType, ["x", "y"]))) },
  "prop char": { make: () => property("a", new Boxed(charType, 99)) },
  "prop null": { make: () => property(null, int(1)) },
  "jarray nested": { make: () => none(array(array(int(1), int(2)), ints(3, 4))) },
  "jarray of jarray": { make: () => none(callJson("JArray", "new(JArray other)", array(int(1), int(2)))) },
  "jarray prop": { make: () => array(property("a", int(1))) },
  "jobject val": { make: () => object(int(1)) },
  "jobject dup": { make: () => object(property("a", int(1)), property("a", int(2))) },
  "jobject list": {
    make: () =>
      none(
        callJson("JObject", "new(object content)", new ClrList(linq("JProperty"), [property("a", int(1))])),
      ),
  },
  "add dup": {
    make: () =>
      after(object(), (made) => {
        for (const number of [1, 2])
          callJson("JObject", "void Add(string propertyName, JToken value)", made, "a", implicit(number));
      }),
  },
  "set null": { make: () => after(object(), (made) => setName(made, "a", null)) },
  "set twice": {
    make: () =>
      after(object(), (made) => {
        setName(made, "a", implicit(1));
        setName(made, "b", implicit(2));
        setName(made, "a", implicit(3));
      }),
  },
  "clone on 2nd parent": {
    make: () => {
      const shared = object(property("x", int(1)));
      return after(object(), (made) => {
        setName(made, "a", shared);
        setName(made, "b", shared);
        setName(shared, "x", implicit(2));
      });
    },
  },
  "arr idx": { make: () => at(array(int(1), int(2)), 5) },
  "arr idx neg": { make: () => at(array(int(1), int(2)), -1) },
  "arr set": {
    make: () => callJson("JArray", "set JToken this[int index]", array(int(1), int(2)), 5, implicit(3)),
  },
  "arr str": { make: () => child(array(int(1), int(2)), "x") },
  "arr null key": { make: () => child(array(int(1), int(2)), null) },
  "obj int": { make: () => child(object(), int(0)) },
  "obj set int": {
    make: () => callJson("JToken", "set JToken this[object key]", object(), int(0), implicit(1)),
  },
  "obj null key": { make: () => callJson("JObject", "JToken this[string propertyName]", object(), null) },
  "prop idx": { make: () => child(property("a", object(property("b", int(1)))), "b") },
  "remove missing": { make: () => callJson("JObject", "bool Remove(string propertyName)", object(), "x") },
  "remove null": { make: () => callJson("JObject", "bool Remove(string propertyName)", object(), null) },
  "tok remove root": { make: () => callJson("JToken", "void Remove()", object()) },
  replace: {
    make: () =>
      after(parseJson('{"a":1}'), (made) =>
        callJson("JToken", "void Replace(JToken value)", child(made, "a"), array(int(1))),
      ),
  },
  addafter: {
    make: () =>
      after(array(int(1), int(3)), (made) => {
        callJson("JToken", "void AddAfterSelf(object content)", at(made, 0), int(2));
        callJson("JToken", "void AddBeforeSelf(object content)", at(made, 0), int(0));
      }),
  },
  "addafter none": { make: () => callJson("JToken", "void AddAfterSelf(object content)", object(), int(2)) },
  insert: {
    make: () =>
      after(array(int(1), int(3)), (made) =>
        callJson("JArray", "void Insert(int index, JToken item)", made, 1, implicit(2)),
      ),
  },
  "insert far": {
    make: () =>
      callJson("JArray", "void Insert(int index, JToken item)", array(int(1), int(3)), 5, implicit(2)),
  },
  indexof: {
    make: () => callJson("JArray", "int IndexOf(JToken item)", array(int(1), int(3)), implicit(3)),
    type: intType,
  },
  contains: {
    make: () => callJson("JArray", "bool Contains(JToken item)", array(int(1), int(3)), implicit(3)),
  },
  removeall: { make: () => cleared("JContainer", "void RemoveAll()"), type: intType },
  clear: { make: () => cleared("JArray", "void Clear()"), type: intType },
  addfirst: {
    make: () =>
      after(array(int(1), int(2)), (made) =>
        callJson("JContainer", "void AddFirst(object content)", made, int(0)),
      ),
  },
  removeat: { make: () => callJson("JArray", "void RemoveAt(int index)", array(int(1), int(2)), 3) },
  merge: {
    make: () =>
      after(parseJson('{"a":{"x":1},"b":[1],"c":1}'), (made) =>
        callJson(
          "JContainer",
          "void Merge(object content)",
          made,
          parseJson('{"a":{"y":2},"b":[2],"c":null,"d":4}'),
        ),
      ),
  },
  "prop value null": {
    make: () => {
      const made = property("a", int(1));
      callJson("JProperty", "set JToken Value", made, null);
      return text(made);
    },
  },
};

function cleared(type: string, signature: string): unknown {
  const made = array(int(1), int(2));
  callJson(type, signature, made);
  return callJson("JContainer", "int Count", made);
}

const token = (name: string, ...operands: unknown[]): unknown => callJson("JToken", name, ...operands);
const compare = (left: unknown, right: unknown): TreeAct => ({
  make: () =>
    callJson("JValue", "int CompareTo(JValue obj)", value(left), right === null ? null : value(right)),
  type: intType,
});
const equals = (left: unknown, right: unknown): TreeAct => ({
  make: () => token("bool Equals(object obj)", value(left), right),
});
const deep = (left: string, right: string): TreeAct => ({
  make: () => token("static bool DeepEquals(JToken t1, JToken t2)", parseJson(left), parseJson(right)),
});
const valuesKey = "static IJEnumerable<JToken> Values(this IEnumerable<JToken> source, object key)";
const valuesTyped = "static IEnumerable<U> Values<U>(this IEnumerable<JToken> source)";

const reading: Readonly<Record<string, TreeAct>> = {
  "first empty": { make: () => token("JToken First", array()) },
  last: { make: () => token("JToken Last", array(int(1), int(2))) },
  descendants: {
    make: () =>
      described(callJson("JContainer", "IEnumerable<JToken> Descendants()", parseJson(jsonOf.nested))),
  },
  ancestors: {
    make: () =>
      described(
        token(
          "IEnumerable<JToken> Ancestors()",
          child(child(child(parseJson(jsonOf.nested), "a"), "b"), int(0)),
        ),
      ),
  },
  path: {
    make: () => {
      const found = token(
        "JToken SelectToken(string path)",
        parseJson('{"a b":{"c.d":[1,{"e\'f":5}]}}'),
        "['a b']['c.d'][1]",
      );
      return pathOf(token("JToken First", token("JToken First", found)));
    },
  },
  deepeq: deep('{"a":1,"b":2}', '{"b":2,"a":1.0}'),
  deepeq2: deep('{"a":1,"b":2}', '{"b":2,"a":1}'),
  "deepeq null": { make: () => token("static bool DeepEquals(JToken t1, JToken t2)", null, null) },
  eq: equals(int(1), value(new Boxed(longType, 1n))),
  "eq int double": equals(int(1), value(new Boxed(doubleType, 1))),
  "eq str": equals("a", "a"),
  cmp: compare(int(1), int(2)),
  "cmp str": compare("b", "a"),
  "cmp null": compare(int(1), null),
  "cmp int str": compare(int(1), "x"),
  getvalue: {
    make: () =>
      callJson(
        "JObject",
        "JToken GetValue(string propertyName, StringComparison comparison)",
        parseJson('{"Ab":1}'),
        "ab",
        5,
      ),
  },
  "getvalue none": {
    make: () => callJson("JObject", "JToken GetValue(string propertyName)", parseJson('{"Ab":1}'), "ab"),
  },
  "ext value": {
    make: () =>
      callWith([intType], "Extensions", "static U Value<U>(this IEnumerable<JToken> value)", parseJson("5")),
    type: intType,
  },
  "ext values": { make: () => joined(callWith([intType], "Extensions", valuesTyped, parseJson("[1,2]"))) },
  "ext values str": {
    make: () => joined(callWith([stringType], "Extensions", valuesTyped, parseJson('[1,"a",null]'))),
  },
  "ext values key": { make: () => joined(callJson("Extensions", valuesKey, parseJson(jsonOf.people), "a")) },
  "ext values<int> key": {
    make: () =>
      joined(
        callWith(
          [intType],
          "Extensions",
          "static IEnumerable<U> Values<U>(this IEnumerable<JToken> source, object key)",
          parseJson(jsonOf.pair),
          "a",
        ),
      ),
  },
  "obj values": {
    make: () =>
      joined(
        callJson(
          "Extensions",
          "static IJEnumerable<JToken> Values(this IEnumerable<JToken> source)",
          parseJson('{"a":1,"b":2}'),
        ),
      ),
  },
  "obj propvalues": {
    make: () =>
      joined(callJson("JObject", "IJEnumerable<JToken> PropertyValues()", parseJson('{"a":1,"b":2}'))),
  },
  "children idx": {
    make: () =>
      joined(
        callJson("IJEnumerable<T>", "IJEnumerable<JToken> this[object key]", parseJson(jsonOf.pair), "a"),
      ),
  },
  "children<T>": {
    make: () =>
      [
        ...boxedItems(
          jsonRun(),
          callWith([linq("JObject")], "JToken", "IEnumerable<T> Children<T>()", parseJson('[1,{"a":2}]')),
        ),
      ].length,
    type: intType,
  },
  "tostring null fmt": {
    make: () => callJson("JValue", "string ToString(string format)", value(new Boxed(doubleType, 1.5)), "F2"),
  },
  "jvalue date tostring": { make: () => text(parseJson('"2020-01-01T10:00:00Z"')) },
  "jvalue date str": {
    make: () => token("static explicit operator string(JToken value)", parseJson('"2020-01-01T10:00:00Z"')),
  },
  "jvalue float": { make: () => text(parseJson("1.0")) },
  "jvalue bytes": { make: () => text(value(Uint8Array.of(1))) },
  "jvalue bytes str": {
    make: () => token("static explicit operator string(JToken value)", value(Uint8Array.of(1))),
  },
  concat: { make: () => `x${["true", "null", "[1]"].map((json) => textOf(parseJson(json))).join("")}` },
  "set value": {
    make: () => {
      const made = value(int(1));
      callJson("JValue", "set object Value", made, "x");
      return textOf(box(linq("JTokenType"), token("JTokenType Type", made)));
    },
  },
};

export const treeActs: ReadonlyMap<string, TreeAct> = new Map(
  Object.entries({ ...serializing, ...deserializing, ...building, ...reading }),
);
