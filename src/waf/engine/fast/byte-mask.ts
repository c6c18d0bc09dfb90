// Which of the 256 bytes stand in a value, as eight words of 32 bits. One reading of a value answers for
// every transformation and every byte range whether it has anything to do there.

export type ByteMask = Uint32Array;

export const newByteMask = (): ByteMask => new Uint32Array(8);

export function readByteMask(bytes: Uint8Array, length: number, mask: ByteMask): void {
  let w0 = 0;
  let w1 = 0;
  let w2 = 0;
  let w3 = 0;
  mask[4] = 0;
  mask[5] = 0;
  mask[6] = 0;
  mask[7] = 0;
  for (let i = 0; i < length; i++) {
    const code = bytes[i] ?? 0;
    const bit = 1 << (code & 31);
    // Nearly all bytes are ASCII: their words stay in registers.
    if (code >= 128) mask[(code >> 5) & 7] = (mask[(code >> 5) & 7] ?? 0) | bit;
    else if (code >= 96) w3 |= bit;
    else if (code >= 64) w2 |= bit;
    else if (code >= 32) w1 |= bit;
    else w0 |= bit;
  }
  mask[0] = w0;
  mask[1] = w1;
  mask[2] = w2;
  mask[3] = w3;
}

/** The mask of the bytes that a pattern of one character class takes. */
export function maskOfClass(pattern: RegExp): ByteMask {
  return maskWhere((byte) => {
    pattern.lastIndex = 0;
    return pattern.test(byte);
  });
}

/** The bytes, as texts of one char, of which a condition holds. */
export function maskWhere(holds: (byte: string) => boolean): ByteMask {
  const mask = newByteMask();
  for (let code = 0; code < 256; code++) {
    if (holds(String.fromCharCode(code))) mask[code >> 5] = (mask[code >> 5] ?? 0) | (1 << (code & 31));
  }
  return mask;
}

export function intersects(a: ByteMask, b: ByteMask): boolean {
  for (let i = 0; i < 8; i++) if (((a[i] ?? 0) & (b[i] ?? 0)) !== 0) return true;
  return false;
}

export function addMask(to: ByteMask, from: ByteMask): void {
  for (let i = 0; i < 8; i++) to[i] = (to[i] ?? 0) | (from[i] ?? 0);
}

export const FULL_MASK: ByteMask = new Uint32Array(8).fill(0xffffffff);
