// The characters of XML 1.0 (fourth edition, as .NET has them): what a text may hold, what a name is made of.

import { argumentNull } from "../clr-exception.ts";
import { badNameCharacter, badNameStart, xmlError } from "./xml-error.ts";

export const isXmlSpace = (code: number): boolean => code === 32 || code === 10 || code === 9 || code === 13;

/** Of UTF-16 code units: surrogates are judged by pairs, see `firstInvalid`. */
export function isNameStart(code: number): boolean {
  if (code < 128) return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
  return code < 0xd800 && /^\p{L}$/u.test(String.fromCharCode(code));
}

/** Without the colon, which separates a prefix. */
export function isNamePart(code: number): boolean {
  if (code < 128) return isNameStart(code) || (code >= 48 && code <= 57) || code === 45 || code === 46;
  return code < 0xd800 && /^[\p{L}\p{Nd}\p{M}\u00b7]$/u.test(String.fromCharCode(code));
}

/** The place of the first code unit that no XML text may hold, or -1. */
export function firstInvalid(text: string, start = 0, end = text.length): number {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20) {
      if (!isXmlSpace(code)) return at;
    } else if (code >= 0xd800) {
      if (code > 0xdfff ? code > 0xfffd : !isPair(code, text.charCodeAt(at + 1))) return at;
      if (code <= 0xdfff) at++;
    }
  }
  return -1;
}

const isPair = (high: number, low: number): boolean => high <= 0xdbff && low >= 0xdc00 && low <= 0xdfff;

/** A name without a colon. @throws ClrException XmlException, ArgumentNullException */
export function verifyNcName(name: string | null): string {
  if (name === null || name === "") throw argumentNull("name");
  if (!isNameStart(name.charCodeAt(0))) throw xmlError(badNameStart(name.charCodeAt(0)));
  for (let at = 1; at < name.length; at++) {
    if (!isNamePart(name.charCodeAt(at))) throw xmlError(badNameCharacter(name.charCodeAt(at)));
  }
  return name;
}

export function isBlankXml(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (!isXmlSpace(text.charCodeAt(at))) return false;
  return true;
}
