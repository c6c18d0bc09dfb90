// Octal escapes, which JavaScript and C have alike.

/** How many octal digits stand from a place on, at most three. */
export function octalRun(text: string, at: number): number {
  let count = 0;
  while (count < 3 && isOctal(text.charCodeAt(at + count))) count++;
  return count;
}

/** The number that so many octal digits make; all of them are digits. */
export function octalNumber(text: string, at: number, count: number): number {
  let number = 0;
  for (let i = at; i < at + count; i++) number = number * 8 + text.charCodeAt(i) - 0x30;
  return number;
}

const isOctal = (code: number): boolean => code >= 0x30 && code <= 0x37;
