// Finds what serves a host: its exact name, then the longest wildcard suffix, then `*`.

export class HostTable<T> {
  private readonly exact = new Map<string, T>();
  private readonly suffixes = new Map<string, T>();
  private any: T | undefined;

  /** @param pattern lower case: `a.example`, `*.example`, or `*` */
  add(pattern: string, entry: T): void {
    if (pattern === "*") this.any ??= entry;
    else if (pattern.startsWith("*.")) this.suffixes.set(pattern.slice(1), entry);
    else this.exact.set(pattern, entry);
  }

  /** @param host lower case, without port */
  find(host: string): T | undefined {
    const entry = this.exact.get(host);
    if (entry !== undefined) return entry;
    if (this.suffixes.size > 0) {
      for (let dot = host.indexOf(".", 1); dot >= 0; dot = host.indexOf(".", dot + 1)) {
        const match = this.suffixes.get(host.slice(dot));
        if (match !== undefined) return match;
      }
    }
    return this.any;
  }
}
