// Calls a member of the value library with operands of a table, and shows its answer as ask-clr.ts does.

import { type ClrType, named } from "#policy/type/clr-type.ts";
import type { Implementation, TypeDefinition } from "#policy/type/type-definition.ts";
import { keywordTypes } from "#policy/type/well-known.ts";
import { Boxed, box, ClrArray, Ref } from "#policy/value/boxed.ts";
import { ClrException } from "#policy/value/clr-exception.ts";
import { parseGuid } from "#policy/value/core/guid.ts";
import { ClrRandom } from "#policy/value/core/random.ts";
import { binaryArithmetic, unaryArithmetic } from "#policy/value/number/arithmetic.ts";
import { decimalFromText } from "#policy/value/number/decimal-text.ts";
import { formatDouble } from "#policy/value/number/format-number.ts";
import { numericConversion } from "#policy/value/number/numeric-conversion.ts";
import { numberText, textOf } from "#policy/value/object-text.ts";
import { encodingNamed, TextEncoding } from "#policy/value/text/encoding.ts";
import { StringBuilder } from "#policy/value/text/string-builder.ts";
import { comparerNamed } from "#policy/value/text/string-comparer.ts";
import { callMember, policyRun } from "../../harness/policy-run.ts";
import { type ClrTableRow, type Operand, readSignature, scalarText } from "./clr-table.ts";
import { showObject, valueOperands } from "./value-operands.ts";

type Definitions = ReadonlyMap<string, TypeDefinition>;

/** The answer as text; exceptions as `!type: "message"`. */
export function answerOf(definitions: Definitions, { type, signature, operands }: ClrTableRow): string {
  const body = definitions.get(type)?.members[signature] ?? languageMember(signature);
  if (body === undefined) return "no such member";
  if (typeof body !== "function") return "not callable without types";
  const { form, isStatic, returns, parameters } = readSignature(signature);
  const values = [...operands];
  const receiver =
    isStatic || form === "constructor" ? [] : [operandOf(definitions, type, values.shift() ?? null)];
  const refs: { readonly ref: Ref; readonly type: string }[] = [];
  const args = parameters.map((parameter) => {
    if (!parameter.isOut) return operandOf(definitions, parameter.type, values.shift() ?? null);
    const ref = new Ref(undefined);
    refs.push({ ref, type: parameter.type });
    return ref;
  });
  try {
    const result = callMember(body, policyRun(), ...receiver, ...args);
    if (returns === "void") return "void";
    const shown = refs.map(({ ref, type: outType }) => `; ${show(ref.value, outType)}`);
    return show(result, form === "constructor" ? type : returns) + shown.join("");
  } catch (error) {
    if (error instanceof ClrException) return `!${error.typeName}: ${quoted(error.message)}`;
    throw error;
  }
}

/** Operators and conversions of numbers are the language's own, not members of a type. */
function languageMember(signature: string): Implementation | undefined {
  const { form, isChecked, name, parameters, returns } = readSignature(signature);
  const [first, second] = parameters;
  if (first === undefined) return undefined;
  const kind = operandKinds.find((each) => each === first.type);
  const operation =
    form === "conversion"
      ? numericConversion(typeOf(first.type), typeOf(returns), isChecked)
      : form === "operator" && kind !== undefined && second === undefined
        ? unaryArithmetic(kind, unaryOperators.find((each) => each === name) ?? "!", isChecked)
        : form === "operator" && kind !== undefined
          ? binaryArithmetic(kind, binaryOperators.find((each) => each === name) ?? "==", isChecked)
          : undefined;
  if (operation === undefined) return undefined;
  return (_run, ...operands: never[]) => Reflect.apply(operation, undefined, operands);
}

const operandKinds = [
  "int",
  "uint",
  "long",
  "ulong",
  "float",
  "double",
  "decimal",
  "bool",
  "string",
] as const;
const unaryOperators = ["-", "~", "!"] as const;
const binaryOperators = [
  ...(["*", "/", "%", "+", "-", "<<", ">>", "<", ">", "<=", ">=", "==", "!=", "&", "^", "|"] as const),
];

const itemOf = (type: string): string | undefined => /^(?:IEnumerable<)?(.+?)(?:\[\]|>)$/.exec(type)?.[1];

function typeOf(name: string): ClrType {
  return keywordTypes.get(name) ?? named(name.includes(".") ? name : `System.${name}`);
}

function operandOf(definitions: Definitions, type: string, operand: Operand): unknown {
  if (operand === null) return null;
  if (type === "object" || type === "System.Object") return objectOf(definitions, operand);
  const item = itemOf(type);
  if (Array.isArray(operand) && item !== undefined) {
    if (item === "byte") return Uint8Array.from(operand.map(Number));
    return new ClrArray(
      typeOf(item),
      operand.map((each: Operand) => operandOf(definitions, item, each)),
    );
  }
  const text = scalarText(operand);
  const make = valueOperands[type.slice(type.lastIndexOf(".") + 1)];
  if (make !== undefined) return make(policyRun(), text);
  switch (type.replace(/^(System\.)?(Text\.)?/, "")) {
    case "string":
    case "String":
      return text;
    case "char":
    case "Char":
      return typeof operand === "number" ? operand : text.charCodeAt(0);
    case "bool":
    case "Boolean":
      return operand;
    case "long":
    case "ulong":
    case "Int64":
    case "UInt64":
      return BigInt(text);
    case "decimal":
    case "Decimal":
      return decimalFromText(text);
    case "float":
    case "Single":
      return Math.fround(Number(text));
    case "IFormatProvider":
      return null;
    case "Guid":
      return parseGuid(text);
    case "StringBuilder":
      return new StringBuilder(text);
    case "Encoding":
      return encodingNamed(text);
    case "StringComparer":
      return comparerNamed(text);
    case "Random":
      return new ClrRandom(Number(text));
    default:
      return typeof operand === "number" ? operand : numberOrEnum(definitions, type, text);
  }
}

function numberOrEnum(definitions: Definitions, type: string, text: string): number {
  for (const { name, values } of definitions.values()) {
    if (values === undefined || (name !== type && !name.endsWith(`.${type}`))) continue;
    return text.split("|").reduce((sum, each) => sum | (values[each] ?? Number.NaN), 0);
  }
  return Number(text);
}

function objectOf(definitions: Definitions, operand: Operand): unknown {
  if (typeof operand !== "object" || operand === null || Array.isArray(operand)) return operand;
  const [[type, value] = ["int", 0]] = Object.entries(operand);
  return box(typeOf(type), operandOf(definitions, type, value));
}

function show(value: unknown, type: string): string {
  if (value === null) return "null";
  if (value instanceof Boxed) return showNumber(value.value, value.type);
  if (typeof value === "string" || value instanceof StringBuilder) return quoted(value.toString());
  if (typeof value === "number" || typeof value === "bigint") return showNumber(value, fullTypeOf(type));
  if (value instanceof Uint8Array) return `[${[...value].join(", ")}]`;
  if (value instanceof ClrArray) {
    const { items, element } = value;
    return `[${items.map((item) => show(box(element, item), "object")).join(", ")}]`;
  }
  const shown = showObject(value, quoted);
  if (shown !== undefined) return shown;
  return value instanceof TextEncoding ? value.webName : textOf(value).replaceAll("\n", "\\u000a");
}

function fullTypeOf(type: string): ClrType {
  const known = keywordTypes.get(type);
  if (known !== undefined) return known;
  return named(type.startsWith("System.") ? type : `System.${type}`);
}

function showNumber(value: number | bigint, type: ClrType): string {
  const name = type.kind === "named" ? type.name : "";
  if (name === "System.Char") return `char ${value}`;
  if (name === "System.Double") return formatDouble(Number(value), 15, "R");
  if (name === "System.Single") return formatDouble(Number(value), 7, "R");
  return numberText(type, value, null);
}

function quoted(text: string): string {
  let result = '"';
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 34 || code === 92) result += `\\${text[at]}`;
    else if (code < 32 || code > 126) result += `\\u${code.toString(16).padStart(4, "0")}`;
    else result += text[at];
  }
  return `${result}"`;
}
