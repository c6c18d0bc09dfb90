// What OracleTrees.cs does in C#, done with the value library: by the names of the rows in table/trees.json.

import { charType, doubleType, intType, longType, stringType } from "#policy/type/well-known.ts";
import { Boxed, box, ClrArray } from "#policy/value/boxed.ts";
import { boxedItems } from "#policy/value/collection/element-of.ts";
import { ClrList } from "#policy/value/collection/list.ts";
import { textOf } from "#policy/value/object-text.ts";
import {
  after,
  array,
  at,
  child,
  described,
  implicit,
  int,
  ints,
  joined,
  linq,
  none,
  object,
  objects,
  pathOf,
  property,
  setName,
  type TreeAct,
  text,
  value,
} from "./csharp-words.ts";
import { callJson, callWith, jsonRun, parseJson } from "./json-run.ts";
import { deserializing, serializing } from "./text-acts.ts";

const jsonOf = {
  people: '[{"a":1},{"a":2},{"b":1}]',
  pair: '[{"a":1},{"a":2}]',
  nested: '{"a":{"b":[1,2]}}',
};

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
