// The tags of access lines: written in a configuration, or given by a function.

export function isTag(value: unknown): value is string {
  return typeof value === "string" && /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/.test(value);
}
