// The conversion operators of JToken: implicit from the types that JSON has values for, explicit to them.

import type { ClrType } from "../../type/clr-type.ts";
import { named } from "../../type/clr-type.ts";
import type { Implementation, Members } from "../../type/type-definition.ts";
import { keywordTypes } from "../../type/well-known.ts";
import { box } from "../boxed.ts";
import { castToBytes, castToGuid, castToNullable, castToString, castToValue } from "./convert-token.ts";
import { type JToken, TOKEN_BYTES } from "./j-token.ts";
import { JValue } from "./j-value.ts";

const numbers = [
  "sbyte",
  "byte",
  "short",
  "ushort",
  "int",
  "uint",
  "long",
  "ulong",
  "float",
  "double",
  "decimal",
];
const convertible = ["bool", ...numbers, "DateTime"];

/** Value types that become JSON values and have no simple way back. */
const onlyImplicit = ["DateTimeOffset", "TimeSpan", "Guid"];

function typeOf(keyword: string): ClrType {
  return keywordTypes.get(keyword) ?? named(`System.${keyword}`);
}

export const tokenOperators: Members = {
  ...Object.fromEntries([...convertible, "char"].flatMap(explicitPair)),
  "static explicit operator string(JToken value)": (_run, token: JToken | null) => castToString(token),
  "static explicit operator byte[](JToken value)": (run, token: JToken | null) => castToBytes(run, token),
  "static explicit operator Guid(JToken value)": (_run, token: JToken | null) => castToGuid(token, false),
  "static explicit operator Guid?(JToken value)": (_run, token: JToken | null) => castToGuid(token, true),
  ...Object.fromEntries([...convertible, ...onlyImplicit].flatMap(implicitPair)),
  "static implicit operator JToken(string value)": (run, value: string | null) => {
    run.allocate(TOKEN_BYTES);
    return new JValue(value, "String");
  },
  "static implicit operator JToken(byte[] value)": (run, value: Uint8Array | null) => {
    run.allocate(TOKEN_BYTES);
    return new JValue(value, "Bytes");
  },
  "static implicit operator JToken(Uri value)": (run, value: unknown) => {
    run.allocate(TOKEN_BYTES);
    return new JValue(value);
  },
};

function explicitPair(keyword: string): [string, Implementation][] {
  const type = typeOf(keyword);
  return [
    [
      `static explicit operator ${keyword}(JToken value)`,
      (run, token: JToken | null) => castToValue(run, token, type),
    ],
    [
      `static explicit operator ${keyword}?(JToken value)`,
      (_run, token: JToken | null) => castToNullable(token, type),
    ],
  ];
}

function implicitPair(keyword: string): [string, Implementation][] {
  const type = typeOf(keyword);
  const make: Implementation = (run, value: unknown) => {
    run.allocate(TOKEN_BYTES);
    return new JValue(box(type, value));
  };
  return [
    [`static implicit operator JToken(${keyword} value)`, make],
    [`static implicit operator JToken(${keyword}? value)`, make],
  ];
}
