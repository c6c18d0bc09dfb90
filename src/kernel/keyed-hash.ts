// HalfSipHash-2-4 with 64 bits of output (Aumasson, Bernstein; reference at github.com/veorq/SipHash): a hash
// of texts that nobody can make collide without its seed. For tables whose keys come from clients; no more
// than that, for a key of 64 bits is no secret to keep.

export type Seed = readonly [number, number];

const state = new Int32Array(4);

/**
 * Hashes `salt` and the text into out[0] and out[1]. Never gives two zeros: tables keep those for an empty
 * place. Texts differ where their UTF-16 units do; a text of latin1 is hashed as its bytes.
 */
export function keyedHash(text: string, salt: number, seed: Seed, out: Int32Array): void {
  begin(seed);
  compress(salt);
  if (!isLatin1Hashed(text)) {
    begin(seed);
    compress(~salt);
    hashUnits(text);
  }
  finish(out);
  if (out[0] === 0 && out[1] === 0) out[0] = 1;
}

/**
 * 32 bits of hash for the four words of an address (an IPv4 address is one word and zeros): some
 * multiplications under the seed instead of the rounds above, for only an operator can put addresses in.
 */
export function keyedWordHash(
  a: number,
  b: number,
  c: number,
  d: number,
  salt: number,
  [k0, k1]: Seed,
): number {
  let hash = stir(k0 ^ salt, a ^ k1);
  if ((b | c | d) !== 0) hash = stir(stir(stir(hash, b), c), d);
  return hash ^ (hash >>> 13);
}

function stir(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, 0x85ebca6b);
  return Math.imul(product ^ (product >>> 15), 0xc2b2ae35) ^ (product >>> 16);
}

/** The plain function over bytes, as the reference defines it: what its vectors test. */
export function halfSipHash(bytes: Uint8Array, seed: Seed, out: Int32Array): void {
  begin(seed);
  isLatin1Hashed(Buffer.from(bytes).toString("latin1"));
  finish(out);
}

function begin([k0, k1]: Seed): void {
  state[0] = k0;
  state[1] = k1 ^ 0xee;
  state[2] = 0x6c796765 ^ k0;
  state[3] = 0x74656462 ^ k1;
}

function compress(word: number): void {
  state[3] = (state[3] ?? 0) ^ word;
  mix(2);
  state[0] = (state[0] ?? 0) ^ word;
}

/** Four chars to a word, the last with the length; false at the first char that is not latin1. */
function isLatin1Hashed(text: string): boolean {
  const { length } = text;
  const whole = length & ~3;
  let all = 0;
  let [v0 = 0, v1 = 0, v2 = 0, v3 = 0] = [state[0], state[1], state[2], state[3]];
  for (let i = 0; i < whole; i += 4) {
    const a = text.charCodeAt(i);
    const b = text.charCodeAt(i + 1);
    const c = text.charCodeAt(i + 2);
    const d = text.charCodeAt(i + 3);
    all |= a | b | c | d;
    const word = a | (b << 8) | (c << 16) | (d << 24);
    // As `compress` does it, but with all that it works on in registers: tokens are long.
    v3 ^= word;
    for (let round = 0; round < 2; round++) {
      v0 = (v0 + v1) | 0;
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
      v2 = (v2 << 16) | (v2 >>> 16);
    }
    v0 ^= word;
  }
  state[0] = v0;
  state[1] = v1;
  state[2] = v2;
  state[3] = v3;
  let last = length << 24;
  for (let i = whole; i < length; i++) {
    const code = text.charCodeAt(i);
    all |= code;
    last |= code << (8 * (i - whole));
  }
  compress(last);
  return all < 256;
}

function hashUnits(text: string): void {
  for (let i = 0; i + 1 < text.length; i += 2) compress(text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16));
  compress(text.length & 1 ? text.charCodeAt(text.length - 1) : 0);
  compress(text.length);
}

function finish(out: Int32Array): void {
  state[2] = (state[2] ?? 0) ^ 0xee;
  mix(4);
  out[0] = (state[1] ?? 0) ^ (state[3] ?? 0);
  state[1] = (state[1] ?? 0) ^ 0xdd;
  mix(4);
  out[1] = (state[1] ?? 0) ^ (state[3] ?? 0);
}

function mix(rounds: number): void {
  let [v0 = 0, v1 = 0, v2 = 0, v3 = 0] = [state[0], state[1], state[2], state[3]];
  for (let i = 0; i < rounds; i++) {
    v0 = (v0 + v1) | 0;
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
    v2 = (v2 << 16) | (v2 >>> 16);
  }
  state[0] = v0;
  state[1] = v1;
  state[2] = v2;
  state[3] = v3;
}
