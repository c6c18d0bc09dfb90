// Objects of the tables as C# makes them, by the last part of their type's name.

import { knownCertificate, knownKey } from "../../harness/known-keys.ts";

/** `quote` makes a literal of C#. */
export type OracleLiteral = (text: string, quote: (text: string) => string) => string;

const bytes = (hex: string): string =>
  `new byte[] { ${(hex.match(/../g) ?? []).map((pair) => `0x${pair}`).join(", ")} }`;

/** `SHA256`, or `HMACSHA256:` and the key in hexadecimal. */
function hashAlgorithm(text: string): string {
  const [name = "", key] = text.split(":");
  return key === undefined ? `${name}.Create()` : `new ${name}(${bytes(key)})`;
}

/** `encrypt:CBC:PKCS7:key:vector`, both in hexadecimal. */
function transform(text: string): string {
  const [direction = "", mode = "", padding = "", key = "", iv = ""] = text.split(":");
  const settings = `Mode = CipherMode.${mode}, Padding = PaddingMode.${padding}, Key = ${bytes(key)}, IV = ${bytes(iv)}`;
  return `new AesManaged { ${settings} }.Create${direction === "encrypt" ? "Encryptor" : "Decryptor"}()`;
}

/** The known key as FromXmlString takes it. */
function rsa(): string {
  const { n, e, d, p, q, dp, dq, qi } = knownKey;
  const fields = { Modulus: n, Exponent: e, P: p, Q: q, DP: dp, DQ: dq, InverseQ: qi, D: d };
  const parts = Object.entries(fields).map(([name, value]) => {
    return `<${name}>${Buffer.from(value, "base64url").toString("base64")}</${name}>`;
  });
  const xml = `<RSAKeyValue>${parts.join("")}</RSAKeyValue>`;
  return `((Func<RSA>)(() => { var key = new RSACryptoServiceProvider(); key.FromXmlString("${xml}"); return key; }))()`;
}

const certificate = (): string => `new X509Certificate2(Convert.FromBase64String("${knownCertificate}"))`;

export const oracleLiterals: Readonly<Record<string, OracleLiteral>> = {
  Regex: (text, quote) => `new Regex(${quote(text)})`,
  Uri: (text, quote) => `new Uri(${quote(text)}, UriKind.RelativeOrAbsolute)`,
  UriBuilder: (text, quote) => `new UriBuilder(${quote(text)})`,
  IPAddress: (text) => `IPAddress.Parse("${text}")`,
  HashAlgorithm: hashAlgorithm,
  HMAC: hashAlgorithm,
  KeyedHashAlgorithm: hashAlgorithm,
  ICryptoTransform: transform,
  SymmetricAlgorithm: (text) => `${text}.Create()`,
  RSA: rsa,
  X509Certificate: certificate,
  X509Certificate2: certificate,
  Oid: (text, quote) => `new Oid(${quote(text)})`,
};
