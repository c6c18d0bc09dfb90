// One header field line as received, and the list of them that makes a header section.
// Values are latin1 strings: one char is one byte.

export type Field = {
  /** The name as the sender spelled it. */
  readonly name: string;
  /** The name in lower case: what code compares. */
  readonly key: string;
  /** The value without the white space around it (RFC 9110 §5.5). */
  readonly value: string;
  /** The line as received, without its CRLF. */
  readonly line: string;
};

/** The first value under a lower-case key, or undefined. */
export function fieldValue(fields: readonly Field[], key: string): string | undefined {
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i];
    if (field !== undefined && field.key === key) return field.value;
  }
  return undefined;
}

/** Makes a field of ours; the caller vouches that name and value hold no CR, LF or NUL. */
export function makeField(name: string, value: string): Field {
  return { name, key: name.toLowerCase(), value, line: `${name}: ${value}` };
}
