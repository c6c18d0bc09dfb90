// Writes the answers of a real CLR into tables: `sh bin/node test/conformance/clr/ask-clr.ts TABLE.txt…`.
// Needs Mono (mono-mcs, mono-runtime, libmono-cil-dev); the tests need only the tables.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type ClrTableRow,
  type Operand,
  readClrTable,
  readSignature,
  scalarText,
  withAnswers,
} from "./clr-table.ts";
import { oracleLiterals } from "./oracle-literals.ts";

const prelude = `using System; using System.Text; using System.Linq; using System.Globalization; using System.IO;
using System.Collections; using System.Collections.Generic; using System.Net;
using System.Text.RegularExpressions; using System.Security.Cryptography; using System.Security.Cryptography.X509Certificates;
static class Program {
  static T V<T>(T value) { return value; }
  static string Quote(string s) {
    var b = new StringBuilder("\\"");
    foreach (char c in s) {
      if (c == '"' || c == '\\\\') b.Append('\\\\').Append(c);
      else if (c < 32 || c > 126) b.Append("\\\\u").Append(((int)c).ToString("x4"));
      else b.Append(c);
    }
    return b.Append('"').ToString();
  }
  static string Show(object o) {
    if (o == null) return "null";
    if (o is string) return Quote((string)o);
    if (o is StringBuilder) return Quote(o.ToString());
    if (o is char) return "char " + (int)(char)o;
    if (o is double) return ((double)o).ToString("R");
    if (o is float) return ((float)o).ToString("R");
    if (o is Match) return ShowMatch((Match)o);
    if (o is Oid) return ((Oid)o).Value;
    if (o is X500DistinguishedName) return ((X500DistinguishedName)o).Name;
    if (o is IEnumerable) return "[" + string.Join(", ", ((IEnumerable)o).Cast<object>().Select(Show)) + "]";
    if (o is Encoding) return ((Encoding)o).WebName;
    return o.ToString().Replace("\\n", "\\\\u000a");
  }
  static string ShowMatch(Match m) {
    if (!m.Success) return "no match";
    var b = new StringBuilder(m.Index + " " + Quote(m.Value));
    for (int i = 1; i < m.Groups.Count; i++)
      b.Append("; ").Append(m.Groups[i].Name).Append(": ").Append(string.Join(", ",
        m.Groups[i].Captures.Cast<Capture>().Select(c => c.Index + " " + Quote(c.Value))));
    return b.ToString();
  }
  static void T(Func<string> f) {
    string r;
    try { r = f(); } catch (Exception e) {
      r = "!" + e.GetType().FullName + ": " + Quote(e.Message);
    }
    Console.WriteLine(r);
  }
  static void Main() {
    System.Threading.Thread.CurrentThread.CurrentCulture = CultureInfo.InvariantCulture;
`;

function ask(rows: readonly ClrTableRow[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), "clr-"));
  const source = join(folder, "ask.cs");
  const program = join(folder, "ask.exe");
  const probes = rows.map(
    (row, index) => `static void T${index}() {\n#line ${index + 1} "row"\n${probeOf(row)}\n}`,
  );
  const calls = rows.map((_, index) => `    T${index}();`);
  writeFileSync(source, `${prelude}${calls.join("\n")}\n  }\n${probes.join("\n")}\n}\n`);
  execFileSync(
    "mcs",
    ["-r:System.Core.dll", "-langversion:7.2", "-nowarn:0168,0219,0612,0618", `-out:${program}`, source],
    {
      stdio: "inherit",
    },
  );
  return execFileSync("mono", [program], { encoding: "utf8" }).trimEnd().split("\n");
}

function probeOf({ type, signature, operands }: ClrTableRow): string {
  const { form, isStatic, isChecked, returns, name, parameters } = readSignature(signature);
  const outs = parameters.filter(({ isOut }) => isOut);
  const declared = outs.map(({ type: outType }, index) => `${csharp(outType)} o${index};`).join(" ");
  const values = [...operands];
  const receiver = isStatic || form === "constructor" ? "" : literal(type, values.shift() ?? null);
  let out = 0;
  const args = parameters.map((parameter) => {
    if (!parameter.isOut) return literal(parameter.type, values.shift() ?? null);
    out += 1;
    return `out o${out - 1}`;
  });
  const target = isStatic ? type : receiver;
  const call = {
    constructor: `new ${type}(${args.join(", ")})`,
    member: `${target}.${name}`,
    indexer: `${target}[${args.join(", ")}]`,
    operator: args.length === 1 ? `${name}${args[0]}` : `${args[0]} ${name} ${args[1]}`,
    conversion: `(${returns})${args[0]}`,
    call: `${target}.${name}(${args.join(", ")})`,
  }[form];
  const shown = outs.map((_, index) => ` + "; " + Show(o${index})`).join("");
  if (returns === "void") return `T(() => { ${call}; return "void"; });`;
  return `T(() => { ${declared} var r = ${isChecked ? "checked" : "unchecked"}(${call}); return Show(r)${shown}; });`;
}

const csharp = (type: string): string => (type === "IFormatProvider" ? "CultureInfo" : type);

const suffixes: Readonly<Record<string, string>> = {
  uint: "u",
  long: "L",
  ulong: "ul",
  float: "f",
  decimal: "m",
};

function literal(type: string, operand: Operand): string {
  return `V<${csharp(type)}>(${literalOf(type, operand)})`;
}

function literalOf(type: string, operand: Operand): string {
  if (operand === null) return `null`;
  if (type === "object") return objectLiteral(operand);
  const item = /^(?:IEnumerable<)?(.+?)(?:\[\]|>)$/.exec(type)?.[1];
  if (Array.isArray(operand) && item !== undefined) {
    return `new ${item}[] { ${operand.map((each) => literalOf(item, each)).join(", ")} }`;
  }
  const short = type.replace("System.", "");
  const text = scalarText(operand);
  const make = oracleLiterals[type.slice(type.lastIndexOf(".") + 1)];
  if (make !== undefined) return make(text, quoted);
  switch (short) {
    case "string":
    case "String":
      return quoted(text);
    case "char":
    case "Char":
      return typeof operand === "number" ? `(char)${operand}` : `(char)${text.charCodeAt(0)}`;
    case "bool":
    case "Boolean":
      return text;
    case "IFormatProvider":
      return "CultureInfo.InvariantCulture";
    case "Guid":
    case "Version":
      return `new Guid(${quoted(text)})`;
    case "Text.StringBuilder":
    case "StringBuilder":
      return `new StringBuilder(${quoted(text)})`;
    case "Text.Encoding":
    case "Encoding":
      return `Encoding.GetEncoding(${quoted(text)})`;
    case "StringComparer":
      return `StringComparer.${text}`;
    case "Random":
      return `new Random(${text})`;
    case "double":
    case "Double":
    case "float":
    case "Single":
      return floatingLiteral(short, text);
    default:
      return numberOrEnum(short, operand);
  }
}

function floatingLiteral(type: string, text: string): string {
  const name = type === "float" || type === "Single" ? "float" : "double";
  if (text === "NaN") return `${name}.NaN`;
  if (text === "Infinity") return `${name}.PositiveInfinity`;
  if (text === "-Infinity") return `${name}.NegativeInfinity`;
  return `(${text}${name === "float" ? "f" : "d"})`;
}

const keywords: Readonly<Record<string, string>> = {
  ...{ SByte: "sbyte", Byte: "byte", Int16: "short", UInt16: "ushort", Int32: "int", UInt32: "uint" },
  ...{ Int64: "long", UInt64: "ulong", Decimal: "decimal" },
};

function numberOrEnum(type: string, operand: Operand): string {
  const keyword = keywords[type] ?? type;
  const isNumber = Object.values(keywords).includes(keyword);
  if (isNumber) return `(${keyword})(${scalarText(operand)}${suffixes[keyword] ?? ""})`;
  if (typeof operand === "number") return `(${keyword})${operand}`;
  return scalarText(operand)
    .split("|")
    .map((name) => `${keyword}.${name}`)
    .join(" | ");
}

/** Text, booleans and null as they are; the rest says its type: `{"int": 3}`. */
function objectLiteral(operand: Operand): string {
  if (typeof operand === "string") return quoted(operand);
  if (typeof operand === "boolean") return String(operand);
  const [[type, value] = ["int", 0]] = Object.entries(operand as Readonly<Record<string, Operand>>);
  return literal(type, value);
}

function quoted(text: string): string {
  const escaped = [...Array(text.length).keys()].map((at) => {
    const code = text.charCodeAt(at);
    const isPlain = code >= 32 && code < 127 && code !== 34 && code !== 92;
    return isPlain ? text[at] : `\\u${code.toString(16).padStart(4, "0")}`;
  });
  return `"${escaped.join("")}"`;
}

for (const path of process.argv.slice(2)) {
  const text = readFileSync(path, "utf8");
  const rows = readClrTable(text);
  writeFileSync(path, withAnswers(text, ask(rows)));
}
