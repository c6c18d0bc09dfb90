// The names of all transformations: rules are checked against them while they are read. What they do stands
// in the module's transformation table. `none` is not one: it empties the list.

export const transformationNames: readonly string[] = [
  ...["base64Decode", "base64DecodeExt", "base64Encode", "cmdLine", "compressWhitespace", "cssDecode"],
  ...[
    "escapeSeqDecode",
    "hexDecode",
    "hexEncode",
    "htmlEntityDecode",
    "jsDecode",
    "length",
    "lowercase",
    "md5",
  ],
  ...[
    "normalizePath",
    "normalizePathWin",
    "parityEven7bit",
    "parityOdd7bit",
    "parityZero7bit",
    "removeComments",
  ],
  ...["removeCommentsChar", "removeNulls", "removeWhitespace", "replaceComments", "replaceNulls", "sha1"],
  ...["sqlHexDecode", "trim", "trimLeft", "trimRight", "uppercase", "urlDecode", "urlDecodeUni", "urlEncode"],
  "utf8toUnicode",
];

const aliases: readonly (readonly [string, string])[] = [
  ["normalisePath", "normalizePath"],
  ["normalisePathWin", "normalizePathWin"],
];

const byName = new Map([
  ...transformationNames.map((name) => [name.toLowerCase(), name] as const),
  ...aliases.map(([alias, name]) => [alias.toLowerCase(), name] as const),
]);

/** The canonical name, found in any case of letters and under either spelling. */
export const findTransformation = (name: string): string | undefined => byName.get(name.toLowerCase());
