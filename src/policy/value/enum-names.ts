// The names of enum values, for their text: an enum stands in memory as its number. `defineType` hands in
// every enum.

type EnumNames = { readonly names: ReadonlyMap<number, string>; readonly isFlags: boolean };

const known = new Map<string, EnumNames>();

/** `isFlags`: whether values print as sums (`IgnoreCase, Multiline`), as [Flags] has it. */
export function rememberEnum(name: string, values: Readonly<Record<string, number>>, isFlags: boolean): void {
  const names = new Map<number, string>();
  for (const [text, value] of Object.entries(values)) if (!names.has(value)) names.set(value, text);
  known.set(name, { names, isFlags });
}

/** Enum.ToString(): the name, the names of the flags, or else the number. */
export function enumText(typeName: string, value: number): string {
  const found = known.get(typeName);
  const name = found?.names.get(value);
  if (name !== undefined) return name;
  return (found?.isFlags === true ? flagsText(found.names, value) : undefined) ?? String(value);
}

export function isKnownEnum(typeName: string): boolean {
  return known.has(typeName);
}

function flagsText(names: ReadonlyMap<number, string>, value: number): string | undefined {
  let rest = value;
  const parts: string[] = [];
  for (const [flag, name] of [...names].sort(([a], [b]) => b - a)) {
    if (flag === 0 || (rest & flag) !== flag) continue;
    rest &= ~flag;
    parts.unshift(name);
  }
  return rest === 0 && parts.length > 0 ? parts.join(", ") : undefined;
}
