// Octal escapes, which JavaScript and C have alike.

/** How many octal digits stand from a place on, at most three. */
export function octalRun(text: string, at: number): number {
  let count = 0;
  while (count < 3 && isOctal(text.charCodeAt(at + count))) count++;
  return count;
}

const isOctal = (code: number): boolean => code >= 0x30 && code <= 0x37;
