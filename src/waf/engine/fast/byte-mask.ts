// Which of the 256 bytes stand in a value, as eight words of 32 bits. One reading of a value answers for
// every transformation and every byte range whether it has anything to do there.

export type ByteMask = Uint32Array;

export const newByteMask = (): ByteMask => new Uint32Array(8);

/** From so many bytes on, it is for less to mark them first and look at the marks then. */
const LONG = 96;
/** By byte: 1 where it was met. All 0 between two calls. */
const marks = new Uint8Array(256);

export function readByteMask(bytes: Uint8Array, length: number, mask: ByteMask): void {
  if (length >= LONG) readLong(bytes, length, mask);
  else readShort(bytes, length, mask);
}

/** Without a branch by what a byte is: in tokens nothing foretells the next one. */
function readLong(bytes: Uint8Array, length: number, mask: ByteMask): void {
  for (let i = 0; i < length; i++) marks[bytes[i] ?? 0] = 1;
  for (let word = 0; word < 8; word++) {
    let bits = 0;
    for (let bit = 0; bit < 32; bit++) bits |= (marks[word * 32 + bit] ?? 0) << bit;
    mask[word] = bits;
  }
  marks.fill(0);
}

function readShort(bytes: Uint8Array, length: number, mask: ByteMask): void {
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
  // ASCII first, and without a branch for each word: asked some hundred times for a request.
  const ascii =
    ((a[0] ?? 0) & (b[0] ?? 0)) |
    ((a[1] ?? 0) & (b[1] ?? 0)) |
    ((a[2] ?? 0) & (b[2] ?? 0)) |
    ((a[3] ?? 0) & (b[3] ?? 0));
  if (ascii !== 0) return true;
  const others =
    ((a[4] ?? 0) & (b[4] ?? 0)) |
    ((a[5] ?? 0) & (b[5] ?? 0)) |
    ((a[6] ?? 0) & (b[6] ?? 0)) |
    ((a[7] ?? 0) & (b[7] ?? 0));
  return others !== 0;
}

export function addMask(to: ByteMask, from: ByteMask): void {
  for (let i = 0; i < 8; i++) to[i] = (to[i] ?? 0) | (from[i] ?? 0);
}

export const FULL_MASK: ByteMask = new Uint32Array(8).fill(0xffffffff);
