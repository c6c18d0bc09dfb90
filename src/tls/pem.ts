// PEM (RFC 7468): blocks of base64 between lines that say what they hold.

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\s]+)-----END \1-----/g;

/** The DER of every block with this label, in order. */
export function pemBlocks(text: string, label: string): Buffer[] {
  return [...text.matchAll(BLOCK)]
    .filter(([, found]) => found === label)
    .map(([, , body = ""]) => Buffer.from(body, "base64"));
}

/** A text rather than the path of a file. */
export function isPem(text: string): boolean {
  return text.includes("-----BEGIN ");
}
