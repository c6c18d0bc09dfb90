// The YAML library's errors in words for someone who is new to YAML, each with what to do.

import type { YAMLError } from "yaml";

export type SyntaxFlaw = {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** What follows in the file is no longer read as it was meant: errors behind it would only mislead. */
  readonly isLast: boolean;
};

const TOKENS: Readonly<Record<string, string>> = {
  "flow-map-start": '"{"',
  "flow-map-end": '"}"',
  "flow-seq-start": '"["',
  "flow-seq-end": '"]"',
  "block-seq-ind": '"-"',
  "map-value-ind": '":"',
  "explicit-key-ind": '"?"',
  comma: '","',
  scalar: "text",
  "single-quoted-scalar": "quoted text",
  "double-quoted-scalar": "quoted text",
  "block-scalar": "text",
  alias: "alias",
  anchor: "anchor",
  tag: "tag",
};

const QUOTE_REFERENCE = 'put quotes around a reference inside { } or [ ]: "${env:NAME}"';

/** `text` is the whole source. */
export function syntaxFlaw(error: YAMLError, text: string): SyntaxFlaw {
  const flaw = (message: string, hint: string, isLast = false, code = "yaml-syntax"): SyntaxFlaw => {
    return { code, message, hint, isLast };
  };
  switch (error.code) {
    case "TAB_AS_INDENT":
      return flaw("a tab is used for indentation", "YAML indents with spaces only", false, "yaml-tab");
    case "BAD_INDENT":
      return badIndent(error.message, flaw);
    case "BLOCK_AS_IMPLICIT_KEY":
      return nestedKey(text, error.pos[0], flaw);
    case "BAD_SCALAR_START":
      return flaw(`a text without quotes cannot start with ${error.message.slice(-1)}`, "put it in quotes");
    case "BAD_DQ_ESCAPE":
      return flaw(
        `${error.message.replace("Invalid escape sequence", "there is no escape").trim()} in double quotes`,
        "write \\\\ for a backslash, or use single quotes",
      );
    case "MISSING_CHAR":
      return missingChar(error.message, flaw);
    case "MULTILINE_IMPLICIT_KEY":
      return flaw('this line is not "key: value"', "add a colon, or check the indentation", true);
    case "MULTIPLE_DOCS":
      return flaw(
        "the file holds more than one YAML document",
        "remove this line, or put what follows into a file of its own",
        true,
      );
    case "NON_STRING_KEY":
      return flaw("a key must be a plain text", 'write it as "key: value"', true);
    case "RESOURCE_EXHAUSTION":
      return flaw(
        "lists and maps are nested too deeply here",
        "no part of a configuration needs that",
        true,
        "too-deep",
      );
    case "TAG_RESOLVE_FAILED":
      return flaw(
        `the tag ${error.message.replace("Unresolved tag: ", "")} has no meaning here`,
        "remove it",
      );
    case "BAD_ALIAS":
      return flaw("this alias is ambiguous", 'put quotes around a text that starts with "*"');
    case "UNEXPECTED_TOKEN":
      return flaw(
        unexpected(error.message),
        text.startsWith("${", error.pos[0] - 1) ? QUOTE_REFERENCE : unexpectedHint(error.message),
        true,
      );
    default:
      return flaw(lowerFirst(error.message), "", true);
  }
}

type Make = (message: string, hint: string, isLast?: boolean, code?: string) => SyntaxFlaw;

/** Where a plain text goes on in lines below that were meant as keys: the first of them. */
export function nestedLine(text: string, at: number): number | undefined {
  const end = text.indexOf("\n", at);
  if (end < 0 || /:(?:\s|$)/.test(text.slice(at, end))) return undefined;
  return end + 1 + text.slice(end + 1).search(/\S|$/);
}

function nestedKey(text: string, at: number, flaw: Make): SyntaxFlaw {
  if (nestedLine(text, at) !== undefined) {
    const hint = "start it in the same column as the key above it, or leave the value above it out";
    return flaw("this line is indented below a key that has a value already", hint, true);
  }
  const hint = 'put quotes around a text that holds ": ", or start the inner key on a line of its own';
  return flaw('a second ": " stands on the line', hint, true);
}

function badIndent(message: string, flaw: Make): SyntaxFlaw {
  const end = /end with a (.)$/.exec(message)?.[1];
  if (end !== undefined) {
    const start = end === "]" ? "[" : "{";
    return flaw(`the "${start}" that opens here is not closed`, `add the missing ${end}`, true);
  }
  if (message.startsWith("All ")) {
    return flaw(
      "this line is not aligned with its neighbours",
      "start it in the same column as the keys around it",
      true,
    );
  }
  return flaw(lowerFirst(message), "indent the line further", true);
}

function missingChar(message: string, flaw: Make): SyntaxFlaw {
  if (message.includes("quote")) {
    return flaw("the quotes that open here are not closed", "add the closing quote", true);
  }
  if (message.includes("map values")) {
    return flaw(
      'this line is not "key: value"',
      "add a colon, a space and a value, or check the indentation",
      true,
    );
  }
  return flaw(lowerFirst(message), "", true);
}

function unexpected(message: string): string {
  const token = /^Unexpected ([a-z-]+)/.exec(message)?.[1] ?? "";
  const name = TOKENS[token];
  if (name === undefined) return lowerFirst(message);
  return name === "text"
    ? "there is text here that belongs to nothing"
    : `there is an unexpected ${name} here`;
}

function unexpectedHint(message: string): string {
  if (message.includes("same line with key")) return "start the list on a line of its own below the key";
  return "put quotes around a text that holds special characters, or check brackets and indentation";
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
