// RegexOptions: the numbers of the .NET Framework.

export const regexOptions = {
  None: 0,
  IgnoreCase: 1,
  Multiline: 2,
  ExplicitCapture: 4,
  Compiled: 8,
  Singleline: 16,
  IgnorePatternWhitespace: 32,
  RightToLeft: 64,
  ECMAScript: 256,
  CultureInvariant: 512,
} as const;

const { IgnoreCase, Multiline, ECMAScript, Compiled } = regexOptions;

/** Whether the numbers are options, and ECMAScript stands only with those that it allows. */
export function areValidOptions(options: number): boolean {
  if (options < 0 || options >= 1024 || (options & 128) !== 0) return false;
  const allowed = ECMAScript | IgnoreCase | Multiline | Compiled | 512;
  return (options & ECMAScript) === 0 || (options & ~allowed) === 0;
}
