// References between the schemas of a contract.

/** A name inside of a reference: as a piece of a JSON pointer, inside of a URI. */
export function definitionReference(name: string): string {
  return `#/$defs/${encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1"))}`;
}

/** The name that a reference holds; undefined where it is none of ours. */
export function definitionName(reference: string): string | undefined {
  if (!reference.startsWith("#/$defs/")) return undefined;
  return decodeURIComponent(reference.slice("#/$defs/".length)).replaceAll("~1", "/").replaceAll("~0", "~");
}
