// A part of a byte[], as members take it: array, offset, count.

import { argumentException, argumentNull, argumentOutOfRange } from "../clr-exception.ts";

/** `parameter`: the array's name in messages.
 * @throws ClrException ArgumentNullException, ArgumentOutOfRangeException, ArgumentException */
export function byteRange(
  bytes: Uint8Array | null,
  offset: number,
  count: number,
  parameter = "buffer",
): Uint8Array {
  if (bytes === null) throw argumentNull(parameter);
  if (offset < 0) throw argumentOutOfRange("offset", "Non-negative number required.");
  if (count < 0 || count > bytes.length) throw argumentException("Value was invalid.");
  if (bytes.length - count < offset) {
    throw argumentException(
      "Offset and length were out of bounds for the array or count is greater than the number of elements from index to the end of the source collection.",
    );
  }
  return bytes.subarray(offset, offset + count);
}
