// Exceptions of System.Xml.

import { ClrException } from "../clr-exception.ts";

/** Lines are ended by `\n`, `\r` or both; line and position count from 1. */
export type XmlPlace = { readonly line: number; readonly position: number };

export function xmlError(message: string, place?: XmlPlace): ClrException {
  const at = place === undefined ? "" : ` Line ${place.line}, position ${place.position}.`;
  return new ClrException("System.Xml.XmlException", message + at);
}

export function invalidOperation(message: string): ClrException {
  return new ClrException("System.InvalidOperationException", message);
}

export function xpathError(message: string): ClrException {
  return new ClrException("System.Xml.XPath.XPathException", message);
}

const hex = (code: number): string => `0x${code.toString(16).toUpperCase().padStart(2, "0")}`;

/** `'x', hexadecimal value 0x78`: NUL is shown as a dot. */
export function characterText(code: number): string {
  return `'${code === 0 ? "." : String.fromCharCode(code)}', hexadecimal value ${hex(code)}`;
}

export function badNameStart(code: number): string {
  return `Name cannot begin with the '${String.fromCharCode(code)}' character, hexadecimal value ${hex(code)}.`;
}

export function badNameCharacter(code: number): string {
  return `The '${String.fromCharCode(code)}' character, hexadecimal value ${hex(code)}, cannot be included in a name.`;
}

export const invalidCharacter = (code: number): string => `${characterText(code)}, is an invalid character.`;
