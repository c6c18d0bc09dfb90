// The exception types, made from clr-exception.ts's table: to be caught, thrown and asked for their messages.

import {
  defineType,
  type Implementation,
  type Members,
  type TypeDefinition,
} from "../../type/type-definition.ts";
import { ClrException, derivesFrom, exceptionBases } from "../clr-exception.ts";
import { textOf } from "../object-text.ts";
import type { Run } from "../run.ts";

type Text = string | null;
type Inner = ClrException | null;

/** What `new X()` says of itself; others name their type. */
const defaultMessages: ReadonlyMap<string, string> = new Map([
  ["System.SystemException", "System error."],
  ["System.ArgumentException", "Value does not fall within the expected range."],
  ["System.ArgumentNullException", "Value cannot be null."],
  ["System.ArgumentOutOfRangeException", "Specified argument was out of the range of valid values."],
  ["System.Collections.Generic.KeyNotFoundException", "The given key was not present in the dictionary."],
  ["System.ArithmeticException", "Overflow or underflow in the arithmetic operation."],
  ["System.DivideByZeroException", "Attempted to divide by zero."],
  ["System.OverflowException", "Arithmetic operation resulted in an overflow."],
  ["System.FormatException", "One of the identified items was in an invalid format."],
  ["System.UriFormatException", "One of the identified items was in an invalid format."],
  ["System.IndexOutOfRangeException", "Index was outside the bounds of the array."],
  ["System.InvalidCastException", "Specified cast is not valid."],
  ["System.InvalidOperationException", "Operation is not valid due to the current state of the object."],
  ["System.NotSupportedException", "Specified method is not supported."],
  ["System.NotImplementedException", "The method or operation is not implemented."],
  ["System.NullReferenceException", "Object reference not set to an instance of an object."],
  ["System.OutOfMemoryException", "Insufficient memory to continue the execution of the program."],
  ["System.RankException", "Attempted to operate on an array with the incorrect number of dimensions."],
  ["System.TimeoutException", "The operation has timed out."],
  ["System.Text.RegularExpressions.RegexMatchTimeoutException", "The operation has timed out."],
  ["System.Xml.XmlException", "An XML error has occurred."],
  ["System.Security.Cryptography.CryptographicException", "Error occurred during a cryptographic operation."],
  ["System.Text.DecoderFallbackException", "Value does not fall within the expected range."],
  ["System.Text.EncoderFallbackException", "Value does not fall within the expected range."],
]);

const unnamed = (type: string): string => `Exception of type '${type}' was thrown.`;
const byDefault = (type: string): string => defaultMessages.get(type) ?? unnamed(type);

/** Types whose constructor takes a parameter's name before the message. */
const namesParameter = new Set(["System.ArgumentNullException", "System.ArgumentOutOfRangeException"]);

const PARAMETER = "\nParameter name: ";

function made(run: Run, type: string, message: string, inner: Inner = null): ClrException {
  run.spend(message.length);
  return new ClrException(type, message, inner);
}

function withParameter(message: string, parameter: Text): string {
  return parameter === null || parameter === "" ? message : message + PARAMETER + parameter;
}

function constructorsOf(type: string): Members {
  const inner: Implementation = (run: Run, message: Text, cause: Inner) =>
    made(run, type, message ?? unnamed(type), cause);
  const plain: Members = {
    "new()": (run: Run) => made(run, type, byDefault(type)),
    "new(string message, Exception innerException)": inner,
  };
  if (namesParameter.has(type)) return { ...plain, ...parameterConstructors(type) };
  if (type === "System.ObjectDisposedException") return disposedConstructors(type);
  const named: Members =
    type === "System.ArgumentException"
      ? {
          "new(string message, string paramName)": (run: Run, message: Text, parameter: Text) =>
            made(run, type, withParameter(message ?? unnamed(type), parameter)),
        }
      : {};
  return {
    ...plain,
    ...named,
    "new(string message)": (run: Run, message: Text) => made(run, type, message ?? unnamed(type)),
  };
}

function parameterConstructors(type: string): Members {
  const constructors: Members = {
    "new(string paramName)": (run: Run, parameter: Text) =>
      made(run, type, withParameter(byDefault(type), parameter)),
    "new(string paramName, string message)": (run: Run, parameter: Text, message: Text) =>
      made(run, type, withParameter(message ?? unnamed(type), parameter)),
  };
  if (type !== "System.ArgumentOutOfRangeException") return constructors;
  return {
    ...constructors,
    "new(string paramName, object actualValue, string message)": (
      run: Run,
      ...[parameter, value, message]: [Text, unknown, Text]
    ) => {
      const actual = value === null ? "" : `\nActual value was ${textOf(value)}.`;
      return made(run, type, withParameter(message ?? unnamed(type), parameter) + actual);
    },
  };
}

function disposedConstructors(type: string): Members {
  return {
    "new(string objectName)": (run: Run, name: Text) =>
      made(run, type, disposed("Cannot access a disposed object.", name)),
    "new(string objectName, string message)": (run: Run, name: Text, message: Text) =>
      made(run, type, disposed(message ?? unnamed(type), name)),
  };
}

function disposed(message: string, name: Text): string {
  return name === null || name === "" ? message : `${message}\nObject name: '${name}'.`;
}

function innermost(_run: Run, exception: ClrException): ClrException {
  let at = exception;
  while (at.inner !== null) at = at.inner;
  return at;
}

function parameterOf(_run: Run, exception: ClrException): Text {
  const at = exception.message.indexOf(PARAMETER);
  return at < 0 ? null : (exception.message.slice(at + PARAMETER.length).split("\n")[0] ?? null);
}

/** As the message says it; 0 where it says none. */
function placeOf(exception: ClrException, part: 1 | 2): number {
  return Number(/Line (\d{1,9}), position (\d{1,9})\.$/.exec(exception.message)?.[part] ?? 0);
}

const membersOf: Readonly<Record<string, Members>> = {
  "System.Exception": {
    "string Message": (_run: Run, exception: ClrException) => exception.message,
    "Exception InnerException": (_run: Run, exception: ClrException) => exception.inner,
    // Where it was thrown is told to nobody: the frames are the gateway's.
    "string StackTrace": () => null,
    "string Source": () => null,
    "Exception GetBaseException()": innermost,
    "string ToString()": (_run: Run, exception: ClrException) => textOf(exception),
  },
  "System.ArgumentException": { "string ParamName": parameterOf },
  "System.Xml.XmlException": {
    "int LineNumber": (_run: Run, exception: ClrException) => placeOf(exception, 1),
    "int LinePosition": (_run: Run, exception: ClrException) => placeOf(exception, 2),
  },
};

function exceptionType(name: string): TypeDefinition {
  const base = name === "System.Exception" ? undefined : (exceptionBases.get(name) ?? "System.Exception");
  return defineType({
    name,
    kind: "class",
    ...(base === undefined ? {} : { bases: [base] }),
    isInstance: (value) => value instanceof ClrException && derivesFrom(value.typeName, name),
    members: { ...constructorsOf(name), ...membersOf[name] },
  });
}

export const exceptionTypes: readonly TypeDefinition[] = ["System.Exception", ...exceptionBases.keys()].map(
  exceptionType,
);
