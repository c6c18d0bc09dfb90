// Counts on a command line.

/** Throws where the text is not a whole number of at least 1. */
export function wholeNumber(option: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new Error(`${option} needs a whole number, not "${text}"`);
  return number;
}
