// TextReader, TextWriter, StringReader and StringWriter as expressions see them.

import type { ClrType } from "../../type/clr-type.ts";
import {
  defineType,
  type Implementation,
  type Members,
  type TypeDefinition,
} from "../../type/type-definition.ts";
import {
  boolType,
  charType,
  doubleType,
  intType,
  longType,
  objectType,
  uintType,
  ulongType,
} from "../../type/well-known.ts";
import { box, type ClrArray } from "../boxed.ts";
import { argumentNull } from "../clr-exception.ts";
import { textOf } from "../object-text.ts";
import type { Run } from "../run.ts";
import { NEW_LINE } from "./string-builder-type.ts";
import { StringReader, StringWriter } from "./string-io.ts";
import { formatArray } from "./string-join.ts";
import { textOfChars } from "./string-type.ts";

const close = (_run: Run, reader: StringReader): void => {
  reader.isClosed = true;
};

const readerMembers: Members = {
  "int Read()": (run: Run, reader: StringReader) => {
    run.spend(1);
    return reader.read();
  },
  "int Peek()": (_run: Run, reader: StringReader) => reader.peek(),
  "string ReadLine()": (run: Run, reader: StringReader) => reader.readLine(run),
  "string ReadToEnd()": (run: Run, reader: StringReader) => reader.readToEnd(run),
  "void Close()": close,
  "void Dispose()": close,
};

/** Keyword in signatures → type, of what Write takes. */
const writable: readonly (readonly [string, ClrType])[] = [
  ["string", objectType],
  ["object", objectType],
  ["bool", boolType],
  ["char", charType],
  ["int", intType],
  ["uint", uintType],
  ["long", longType],
  ["ulong", ulongType],
  ["double", doubleType],
  ["decimal", objectType],
];

const writerOf =
  (type: ClrType, end: string): Implementation =>
  (run: Run, writer: StringWriter, value: unknown) =>
    writer.write(run, textOf(box(type, value)) + end);

const nothing = (): void => undefined;

const writerMembers: Members = {
  ...Object.fromEntries(
    writable.flatMap(([keyword, type]) => [
      [`void Write(${keyword} value)`, writerOf(type, "")],
      [`void WriteLine(${keyword} value)`, writerOf(type, NEW_LINE)],
    ]),
  ),
  "void Write(char[] buffer)": (run: Run, writer: StringWriter, chars: ClrArray | null) =>
    writer.write(run, chars === null ? "" : textOfChars(run, chars)),
  "void Write(string format, params object[] arg)": (
    run: Run,
    ...[writer, format, args]: [StringWriter, string | null, ClrArray | null]
  ) => writer.write(run, formatArray(run, format, args)),
  "void WriteLine()": (run: Run, writer: StringWriter) => writer.write(run, NEW_LINE),
  "void WriteLine(string format, params object[] arg)": (
    run: Run,
    ...[writer, format, args]: [StringWriter, string | null, ClrArray | null]
  ) => writer.write(run, formatArray(run, format, args) + NEW_LINE),
  "void Flush()": nothing,
  "void Close()": nothing,
  "void Dispose()": nothing,
  "string ToString()": (_run: Run, writer: StringWriter) => writer.toString(),
};

function reader(_run: Run, text: string | null): StringReader {
  if (text === null) throw argumentNull("s");
  return new StringReader(text);
}

export const stringIoTypes: readonly TypeDefinition[] = [
  defineType({
    name: "System.IO.TextReader",
    kind: "class",
    bases: ["IDisposable"],
    isInstance: (value) => value instanceof StringReader,
    members: readerMembers,
  }),
  defineType({
    name: "System.IO.StringReader",
    kind: "class",
    bases: ["TextReader"],
    isInstance: (value) => value instanceof StringReader,
    members: { "new(string s)": reader },
  }),
  defineType({
    name: "System.IO.TextWriter",
    kind: "class",
    bases: ["IDisposable"],
    isInstance: (value) => value instanceof StringWriter,
    members: writerMembers,
  }),
  defineType({
    name: "System.IO.StringWriter",
    kind: "class",
    bases: ["TextWriter"],
    isInstance: (value) => value instanceof StringWriter,
    members: {
      "new()": () => new StringWriter(),
      "new(IFormatProvider formatProvider)": () => new StringWriter(),
    },
  }),
];
