// Exceptions with the names of the CLR, since policies catch them by type, print their messages, and see them
// in context.LastError.

export class ClrException extends Error {
  /** Full name: `System.FormatException`. */
  readonly typeName: string;
  readonly inner: ClrException | null;

  constructor(typeName: string, message: string, inner: ClrException | null = null) {
    super(message);
    this.name = typeName;
    this.typeName = typeName;
    this.inner = inner;
  }
}

/**
 * Exception → its base class. What is not here derives from System.Exception. The catalogue makes its
 * types from this table.
 */
export const exceptionBases: ReadonlyMap<string, string> = new Map([
  ["System.SystemException", "System.Exception"],
  ["System.ArgumentException", "System.SystemException"],
  ["System.ArgumentNullException", "System.ArgumentException"],
  ["System.ArgumentOutOfRangeException", "System.ArgumentException"],
  ["System.Collections.Generic.KeyNotFoundException", "System.SystemException"],
  ["System.ArithmeticException", "System.SystemException"],
  ["System.DivideByZeroException", "System.ArithmeticException"],
  ["System.OverflowException", "System.ArithmeticException"],
  ["System.FormatException", "System.SystemException"],
  ["System.UriFormatException", "System.FormatException"],
  ["System.IndexOutOfRangeException", "System.SystemException"],
  ["System.InvalidCastException", "System.SystemException"],
  ["System.InvalidOperationException", "System.SystemException"],
  ["System.NotSupportedException", "System.SystemException"],
  ["System.NotImplementedException", "System.SystemException"],
  ["System.ObjectDisposedException", "System.InvalidOperationException"],
  ["System.NullReferenceException", "System.SystemException"],
  ["System.OutOfMemoryException", "System.SystemException"],
  ["System.RankException", "System.SystemException"],
  ["System.TimeZoneNotFoundException", "System.Exception"],
  ["System.Xml.XmlException", "System.SystemException"],
  ["System.Xml.XPath.XPathException", "System.SystemException"],
  ["System.Security.Cryptography.CryptographicException", "System.SystemException"],
  ["System.Text.DecoderFallbackException", "System.ArgumentException"],
  ["System.Text.EncoderFallbackException", "System.ArgumentException"],
  ["System.Text.RegularExpressions.RegexMatchTimeoutException", "System.TimeoutException"],
  ["System.TimeoutException", "System.SystemException"],
  ["Newtonsoft.Json.JsonException", "System.Exception"],
  ["Newtonsoft.Json.JsonReaderException", "Newtonsoft.Json.JsonException"],
  ["Newtonsoft.Json.JsonSerializationException", "Newtonsoft.Json.JsonException"],
]);

/** Whether an exception of type `name` is caught by `catch (base)`. */
export function derivesFrom(name: string, base: string): boolean {
  for (let at: string | undefined = name; at !== undefined; ) {
    if (at === base) return true;
    at = at === "System.Exception" ? undefined : (exceptionBases.get(at) ?? "System.Exception");
  }
  return base === "System.Object";
}

export const nullReference = (): ClrException =>
  new ClrException("System.NullReferenceException", "Object reference not set to an instance of an object");

export function argumentNull(parameter: string): ClrException {
  return new ClrException(
    "System.ArgumentNullException",
    `Value cannot be null.\nParameter name: ${parameter}`,
  );
}

export function argumentOutOfRange(parameter: string, message: string): ClrException {
  return new ClrException("System.ArgumentOutOfRangeException", `${message}\nParameter name: ${parameter}`);
}

export function argumentException(message: string, parameter?: string): ClrException {
  const suffix = parameter === undefined ? "" : `\nParameter name: ${parameter}`;
  return new ClrException("System.ArgumentException", message + suffix);
}

export function formatException(message: string): ClrException {
  return new ClrException("System.FormatException", message);
}

export function indexOutOfRange(): ClrException {
  return new ClrException("System.IndexOutOfRangeException", "Index was outside the bounds of the array.");
}

export function collectionModified(): ClrException {
  return new ClrException(
    "System.InvalidOperationException",
    "Collection was modified; enumeration operation may not execute.",
  );
}

export function invalidCast(message: string): ClrException {
  return new ClrException("System.InvalidCastException", message);
}

export function notSupported(message: string): ClrException {
  return new ClrException("System.NotSupportedException", message);
}
