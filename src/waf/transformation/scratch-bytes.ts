// Memory that transformations write their result to before it becomes text: one piece for all of a thread,
// since none of them waits. Text made in one go is flat; text made by adding chars is a tree that the next
// step walks.

const KEPT_BYTES = 1 << 20;

let kept = Buffer.allocUnsafeSlow(8192);

/** At least `size` bytes, with anything in them, until the next call. */
export function scratchBytes(size: number): Buffer {
  if (size <= kept.length) return kept;
  const larger = Buffer.allocUnsafeSlow(Math.max(size, 2 * kept.length));
  if (larger.length <= KEPT_BYTES) kept = larger;
  return larger;
}

/** The first `length` bytes as text; `input` itself where they say the same. */
export function textOf(bytes: Buffer, length: number, input: string): string {
  const text = bytes.toString("latin1", 0, length);
  return text === input ? input : text;
}
