// \d \w \s and \p{…}: Unicode's categories and the blocks that .NET names.

import { isWhiteSpace } from "../text/white-space.ts";
import type { CodeTest } from "./char-set.ts";

const inCategory =
  (pattern: RegExp): CodeTest =>
  (code) =>
    pattern.test(String.fromCharCode(code));

export const isDigit: CodeTest = (code) =>
  code < 128 ? code >= 48 && code <= 57 : /^\p{Nd}$/u.test(String.fromCharCode(code));

export const isAsciiDigit: CodeTest = (code) => code >= 48 && code <= 57;

export const isAsciiWord: CodeTest = (code) =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || isAsciiDigit(code) || code === 95;

export const isWord: CodeTest = (code) =>
  code < 128 ? isAsciiWord(code) : /^[\p{L}\p{Mn}\p{Nd}\p{Pc}]$/u.test(String.fromCharCode(code));

/** For \b: the joiners belong to words too. */
export const isBoundaryWord: CodeTest = (code) => isWord(code) || code === 0x200c || code === 0x200d;

export const isSpace: CodeTest = isWhiteSpace;

export const isAsciiSpace: CodeTest = (code) => code === 32 || (code >= 9 && code <= 13);

const categories: ReadonlyMap<string, CodeTest> = new Map([
  ["L", inCategory(/^\p{L}$/u)],
  ["Lu", inCategory(/^\p{Lu}$/u)],
  ["Ll", inCategory(/^\p{Ll}$/u)],
  ["Lt", inCategory(/^\p{Lt}$/u)],
  ["Lm", inCategory(/^\p{Lm}$/u)],
  ["Lo", inCategory(/^\p{Lo}$/u)],
  ["M", inCategory(/^\p{M}$/u)],
  ["Mn", inCategory(/^\p{Mn}$/u)],
  ["Mc", inCategory(/^\p{Mc}$/u)],
  ["Me", inCategory(/^\p{Me}$/u)],
  ["N", inCategory(/^\p{N}$/u)],
  ["Nd", inCategory(/^\p{Nd}$/u)],
  ["Nl", inCategory(/^\p{Nl}$/u)],
  ["No", inCategory(/^\p{No}$/u)],
  ["P", inCategory(/^\p{P}$/u)],
  ["Pc", inCategory(/^\p{Pc}$/u)],
  ["Pd", inCategory(/^\p{Pd}$/u)],
  ["Ps", inCategory(/^\p{Ps}$/u)],
  ["Pe", inCategory(/^\p{Pe}$/u)],
  ["Pi", inCategory(/^\p{Pi}$/u)],
  ["Pf", inCategory(/^\p{Pf}$/u)],
  ["Po", inCategory(/^\p{Po}$/u)],
  ["S", inCategory(/^\p{S}$/u)],
  ["Sm", inCategory(/^\p{Sm}$/u)],
  ["Sc", inCategory(/^\p{Sc}$/u)],
  ["Sk", inCategory(/^\p{Sk}$/u)],
  ["So", inCategory(/^\p{So}$/u)],
  ["Z", inCategory(/^\p{Z}$/u)],
  ["Zs", inCategory(/^\p{Zs}$/u)],
  ["Zl", inCategory(/^\p{Zl}$/u)],
  ["Zp", inCategory(/^\p{Zp}$/u)],
  ["C", inCategory(/^\p{C}$/u)],
  ["Cc", inCategory(/^\p{Cc}$/u)],
  ["Cf", inCategory(/^\p{Cf}$/u)],
  ["Cs", inCategory(/^\p{Cs}$/u)],
  ["Co", inCategory(/^\p{Co}$/u)],
  ["Cn", inCategory(/^\p{Cn}$/u)],
]);

/** Unicode blocks by .NET's names, first and last code unit. */
const blocks: ReadonlyMap<string, readonly [number, number]> = new Map([
  ["IsBasicLatin", [0x0000, 0x007f]],
  ["IsLatin-1Supplement", [0x0080, 0x00ff]],
  ["IsLatinExtended-A", [0x0100, 0x017f]],
  ["IsLatinExtended-B", [0x0180, 0x024f]],
  ["IsIPAExtensions", [0x0250, 0x02af]],
  ["IsSpacingModifierLetters", [0x02b0, 0x02ff]],
  ["IsCombiningDiacriticalMarks", [0x0300, 0x036f]],
  ["IsGreek", [0x0370, 0x03ff]],
  ["IsGreekandCoptic", [0x0370, 0x03ff]],
  ["IsCyrillic", [0x0400, 0x04ff]],
  ["IsArmenian", [0x0530, 0x058f]],
  ["IsHebrew", [0x0590, 0x05ff]],
  ["IsArabic", [0x0600, 0x06ff]],
  ["IsSyriac", [0x0700, 0x074f]],
  ["IsDevanagari", [0x0900, 0x097f]],
  ["IsBengali", [0x0980, 0x09ff]],
  ["IsTamil", [0x0b80, 0x0bff]],
  ["IsThai", [0x0e00, 0x0e7f]],
  ["IsGeorgian", [0x10a0, 0x10ff]],
  ["IsHangulJamo", [0x1100, 0x11ff]],
  ["IsLatinExtendedAdditional", [0x1e00, 0x1eff]],
  ["IsGreekExtended", [0x1f00, 0x1fff]],
  ["IsGeneralPunctuation", [0x2000, 0x206f]],
  ["IsSuperscriptsandSubscripts", [0x2070, 0x209f]],
  ["IsCurrencySymbols", [0x20a0, 0x20cf]],
  ["IsLetterlikeSymbols", [0x2100, 0x214f]],
  ["IsNumberForms", [0x2150, 0x218f]],
  ["IsArrows", [0x2190, 0x21ff]],
  ["IsMathematicalOperators", [0x2200, 0x22ff]],
  ["IsBoxDrawing", [0x2500, 0x257f]],
  ["IsGeometricShapes", [0x25a0, 0x25ff]],
  ["IsDingbats", [0x2700, 0x27bf]],
  ["IsCJKSymbolsandPunctuation", [0x3000, 0x303f]],
  ["IsHiragana", [0x3040, 0x309f]],
  ["IsKatakana", [0x30a0, 0x30ff]],
  ["IsBopomofo", [0x3100, 0x312f]],
  ["IsCJKUnifiedIdeographsExtensionA", [0x3400, 0x4dbf]],
  ["IsCJKUnifiedIdeographs", [0x4e00, 0x9fff]],
  ["IsHangulSyllables", [0xac00, 0xd7af]],
  ["IsHighSurrogates", [0xd800, 0xdb7f]],
  ["IsLowSurrogates", [0xdc00, 0xdfff]],
  ["IsPrivateUse", [0xe000, 0xf8ff]],
  ["IsPrivateUseArea", [0xe000, 0xf8ff]],
  ["IsHalfwidthandFullwidthForms", [0xff00, 0xffef]],
  ["IsSpecials", [0xfff0, 0xffff]],
]);

/** What `\p{name}` holds; undefined for a name that there is not. */
export function namedClass(name: string): CodeTest | undefined {
  const category = categories.get(name);
  if (category !== undefined) return category;
  const block = blocks.get(name);
  return block === undefined ? undefined : (code) => code >= block[0] && code <= block[1];
}
