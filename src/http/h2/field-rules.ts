// What may stand in a field of HTTP/2 (RFC 9113 §8.2.1), by the stricter of its rules and those of HTTP/1.1,
// in which most backends will read it.

import { isFieldValue, isToken } from "../field.ts";

const UPPER = /[A-Z]/;
const WHITE = /^[\t ]|[\t ]$/;

export function isH2FieldName(name: string): boolean {
  return isToken(name) && !UPPER.test(name);
}

/** HTTP/1.1 has white space around a value that does not belong to it; here it would belong to it. */
export function isH2FieldValue(value: string): boolean {
  return isFieldValue(value) && !WHITE.test(value);
}
