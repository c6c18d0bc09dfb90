// The text that both ends of the fault bench know: an answer that was cut, mixed with another's or given to
// the wrong client differs from it.

/** So many bytes made of the id. */
export function echoText(id: string, bytes: number): string {
  const unit = `${id};`;
  return unit.repeat(Math.ceil(bytes / unit.length)).slice(0, bytes);
}
