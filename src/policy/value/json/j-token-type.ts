// What an expression can do with a JToken.

import type { ClrType } from "../../type/clr-type.ts";
import { defineType, type Members, reified } from "../../type/type-definition.ts";
import { argumentNull } from "../clr-exception.ts";
import { Sequence } from "../iterate.ts";
import type { Run } from "../run.ts";
import { childOf, setChildOf } from "./child-of.ts";
import { valueAs } from "./convert-token.ts";
import { tokenToObject } from "./deserialize.ts";
import { JContainer } from "./j-container.ts";
import { JToken } from "./j-token.ts";
import { JValue } from "./j-value.ts";
import { tokenType } from "./json-class-types.ts";
import { formattings } from "./json-enums.ts";
import { invalidOperation } from "./json-error.ts";
import { JsonTextWriter } from "./json-text-writer.ts";
import { parseToken } from "./load-token.ts";
import { selectToken, selectTokens } from "./select-tokens.ts";
import { tokenFrom } from "./token-from.ts";
import { tokenOperators } from "./token-operators.ts";
import { neighbour, pathOf, placeOf } from "./token-path.ts";

const reading: Members = {
  "static JToken Parse(string json)": parseToken,
  "static JToken FromObject(object o)": (run, value: unknown) => {
    if (value === null) throw argumentNull("o");
    return tokenFrom(run, value);
  },
  "static bool DeepEquals(JToken t1, JToken t2)": (run, a: JToken | null, b: JToken | null) =>
    a === b || (a !== null && b !== null && a.deepEquals(run, b)),
  "JToken DeepClone()": (run, token: JToken) => token.clone(run),
  "T ToObject<T>()": reified((run, [type], token: JToken) => tokenToObject(run, token, known(type))),
  "JTokenType Type": (_run, token: JToken) => token.type,
  "string ToString()": tokenText,
  "string ToString(Formatting formatting)": (run, token: JToken, formatting: number) =>
    written(run, token, formatting === formattings.Indented),
  "bool Equals(object obj)": (_run, token: JToken, other: unknown) => token.equals(other),
};

const family: Members = {
  "JContainer Parent": (_run, token: JToken) => token.parent,
  "JToken Root": (_run, token: JToken) => token.root,
  "JToken Next": (run, token: JToken) => neighbour(run, token, 1),
  "JToken Previous": (run, token: JToken) => neighbour(run, token, -1),
  "JToken First": (_run, token: JToken) => container(token).children[0] ?? null,
  "JToken Last": (_run, token: JToken) => container(token).children.at(-1) ?? null,
  "bool HasValues": (_run, token: JToken) => token.children.length > 0,
  "string Path": pathOf,
  "IJEnumerable<JToken> Children()": (_run, token: JToken) =>
    new Sequence(tokenType, () => token[Symbol.iterator]()),
  "IEnumerable<T> Children<T>()": reified((run, [type], token: JToken) => {
    const wanted = known(type);
    const found = (): JToken[] => token.children.filter((child) => run.types.isInstance(wanted, child));
    return new Sequence(wanted, () => found().values());
  }),
  "IEnumerable<JToken> Ancestors()": (_run, token: JToken) =>
    new Sequence(tokenType, () => ancestors(token.parent)),
  "IEnumerable<JToken> AncestorsAndSelf()": (_run, token: JToken) =>
    new Sequence(tokenType, () => ancestors(token)),
  "IEnumerable<JToken> AfterSelf()": (run, token: JToken) =>
    new Sequence(tokenType, () => beside(run, token, 1)),
  "IEnumerable<JToken> BeforeSelf()": (run, token: JToken) =>
    new Sequence(tokenType, () => beside(run, token, -1)),
};

const access: Members = {
  "JToken this[object key]": (_run, token: JToken, key: unknown) => childOf(token, key),
  "set JToken this[object key]": setChildOf,
  "T Value<T>(object key)": reified((run, [type], token: JToken, key: unknown) => {
    const child = childOf(token, key);
    return child === null ? run.types.zeroOf(known(type)) : valueAs(run, child, known(type));
  }),
  "IEnumerable<T> Values<T>()": reified((run, [type], token: JToken) => {
    const children = container(token).children;
    return new Sequence(known(type), () =>
      children.values().map((child) => valueAs(run, child, known(type))),
    );
  }),
  "JToken SelectToken(string path)": (run, token: JToken, path: string | null) =>
    selectToken(run, token, path, false),
  "JToken SelectToken(string path, bool errorWhenNoMatch)": selectToken,
  "IEnumerable<JToken> SelectTokens(string path)": (run, token: JToken, path: string | null) =>
    selection(run, token, path, false),
  "IEnumerable<JToken> SelectTokens(string path, bool errorWhenNoMatch)": selection,
};

const changing: Members = {
  "void Remove()": (run, token: JToken) => {
    parentOf(token).remove(run, token);
  },
  "void Replace(JToken value)": (run, token: JToken, value: JToken | null) => {
    const parent = parentOf(token);
    parent.set(run, placeOf(run, parent, token), value ?? new JValue(null));
  },
  "void AddAfterSelf(object content)": (run, token: JToken, content: unknown) => {
    const parent = parentOf(token);
    parent.addAt(run, placeOf(run, parent, token) + 1, content);
  },
  "void AddBeforeSelf(object content)": (run, token: JToken, content: unknown) => {
    const parent = parentOf(token);
    parent.addAt(run, placeOf(run, parent, token), content);
  },
};

export const jTokenType = defineType({
  name: "Newtonsoft.Json.Linq.JToken",
  kind: "class",
  bases: ["IJEnumerable<JToken>"],
  isInstance: (value) => value instanceof JToken,
  members: { ...reading, ...family, ...access, ...changing, ...tokenOperators },
});

/** A reified member always gets its types. */
function known(type: ClrType | undefined): ClrType {
  if (type === undefined) throw new TypeError("a reified member was called without its type argument");
  return type;
}

/** JToken.ToString(): a value's bare text, anything else as indented JSON. */
function tokenText(run: Run, token: JToken): string {
  if (!(token instanceof JValue)) return written(run, token, true);
  const text = token.toString();
  run.spend(text.length);
  return text;
}

function written(run: Run, token: JToken, isIndented: boolean): string {
  const writer = new JsonTextWriter(isIndented, run);
  token.writeTo(writer);
  return writer.text;
}

function container(token: JToken): JContainer {
  if (token instanceof JContainer) return token;
  throw invalidOperation(`Cannot access child value on ${token.clrName}.`);
}

function parentOf(token: JToken): JContainer {
  if (token.parent === null) throw invalidOperation("The parent is missing.");
  return token.parent;
}

function* ancestors(from: JToken | null): Generator<JToken, void> {
  for (let at = from; at !== null; at = at.parent) yield at;
}

function beside(run: Run, token: JToken, direction: 1 | -1): Iterator<JToken> {
  const { parent } = token;
  if (parent === null) return [].values();
  const place = placeOf(run, parent, token);
  const { children } = parent;
  return (direction > 0 ? children.slice(place + 1) : children.slice(0, place)).values();
}

/** The path is read at once, the tree when the sequence is enumerated. */
function selection(run: Run, token: JToken, path: string | null, isStrict: boolean): Sequence {
  const first = selectTokens(run, token, path, isStrict);
  let isUsed = false;
  return new Sequence(tokenType, () => {
    const tokens = isUsed ? selectTokens(run, token, path, isStrict) : first;
    isUsed = true;
    return tokens[Symbol.iterator]();
  });
}
