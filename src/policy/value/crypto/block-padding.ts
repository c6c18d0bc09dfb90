// PaddingMode: how the last block is filled, and emptied again.

import { cryptographicException } from "./crypto-error.ts";

export const paddingModes = { None: 1, PKCS7: 2, Zeros: 3, ANSIX923: 4, ISO10126: 5 } as const;

/** @throws ClrException CryptographicException for a broken block without padding */
export function pad(
  bytes: Uint8Array,
  block: number,
  mode: number,
  randomBytes: (count: number) => Uint8Array,
): Uint8Array {
  const over = bytes.length % block;
  if (mode === paddingModes.None) {
    if (over !== 0) throw cryptographicException("Length of the data to encrypt is invalid.");
    return bytes;
  }
  const count = mode === paddingModes.Zeros && over === 0 ? 0 : block - over;
  const padded = new Uint8Array(bytes.length + count);
  padded.set(bytes);
  if (mode === paddingModes.PKCS7) padded.fill(count, bytes.length);
  if (mode === paddingModes.ISO10126) padded.set(randomBytes(count), bytes.length);
  if (mode === paddingModes.ANSIX923 || mode === paddingModes.ISO10126) padded[padded.length - 1] = count;
  return padded;
}

/** @throws ClrException CryptographicException */
export function unpad(bytes: Uint8Array, block: number, mode: number): Uint8Array {
  if (mode === paddingModes.None || mode === paddingModes.Zeros || bytes.length === 0) return bytes;
  const count = bytes.at(-1) ?? 0;
  const filled = bytes.subarray(bytes.length - count, bytes.length - 1);
  const expected = mode === paddingModes.PKCS7 ? count : 0;
  const isWrong =
    count === 0 ||
    count > block ||
    (mode !== paddingModes.ISO10126 && filled.some((byte) => byte !== expected));
  if (isWrong) throw cryptographicException("Padding is invalid and cannot be removed.");
  return bytes.subarray(0, bytes.length - count);
}
