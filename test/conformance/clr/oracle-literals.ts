// Objects of the tables as C# makes them, by the last part of their type's name.

/** `quote` makes a literal of C#. */
export type OracleLiteral = (text: string, quote: (text: string) => string) => string;

const bytes = (hex: string): string =>
  `new byte[] { ${(hex.match(/../g) ?? []).map((pair) => `0x${pair}`).join(", ")} }`;

/** `SHA256`, or `HMACSHA256:` and the key in hexadecimal. */
function hashAlgorithm(text: string): string {
  const [name = "", key] = text.split(":");
  return key === undefined ? `${name}.Create()` : `new ${name}(${bytes(key)})`;
}

export const oracleLiterals: Readonly<Record<string, OracleLiteral>> = {
  Regex: (text, quote) => `new Regex(${quote(text)})`,
  Uri: (text, quote) => `new Uri(${quote(text)}, UriKind.RelativeOrAbsolute)`,
  UriBuilder: (text, quote) => `new UriBuilder(${quote(text)})`,
  IPAddress: (text) => `IPAddress.Parse("${text}")`,
  HashAlgorithm: hashAlgorithm,
  HMAC: hashAlgorithm,
  KeyedHashAlgorithm: hashAlgorithm,
};
