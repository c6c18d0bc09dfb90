// Distinguished names as people and tools write them, in one form: `O=Example, CN=edge` and OpenSSL's
// `O = Example, CN = edge` become what Node prints, one attribute per line.

export function distinguishedName(text: string): string {
  // A comma ends an attribute only where another one follows; others belong to a value.
  const attributes = text.trim().split(/\n|\s*(?<!\\),\s*(?=[A-Za-z][A-Za-z0-9.-]*\s*=)/);
  return attributes.map((attribute) => attribute.trim().replace(/\s*=\s*/, "=")).join("\n");
}
