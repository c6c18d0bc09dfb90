// Char.GetNumericValue: digits of every script, fractions and numbers in circles.

const decimalDigit = /^\p{Nd}$/u;

/** -1 for what is no number. */
export function numericValueOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const char = String.fromCharCode(code);
  if (decimalDigit.test(char)) return digitValue(code);
  const roman = romanValue(code);
  if (roman !== undefined) return roman;
  const text = char.normalize("NFKC").replace("\u2044", "/");
  const parts = /^\(?(\d+)(?:\/(\d+))?[.)]?$/.exec(text);
  if (parts === null) return -1;
  return Number(parts[1]) / Number(parts[2] ?? 1);
}

/** Digits of a script stand in runs of ten, from zero to nine. */
function digitValue(code: number): number {
  let zero = code;
  while (zero > 0 && code - zero < 9 && decimalDigit.test(String.fromCharCode(zero - 1))) zero -= 1;
  return (code - zero) % 10;
}

const largeRomans = [50, 100, 500, 1000];

/** Roman numerals of one to twelve and the larger letters, in capitals and small. */
function romanValue(code: number): number | undefined {
  if (code === 0x2181) return 5000;
  if (code === 0x2182) return 10000;
  if (code < 0x2160 || code > 0x2180) return undefined;
  const place = (code - 0x2160) % 16;
  return code === 0x2180 ? 1000 : place < 12 ? place + 1 : largeRomans[place - 12];
}
