// Reads a tar archive (POSIX ustar, with the long names of pax and GNU) that lies in memory. Files only:
// links and devices are told as such, and a path that would leave the folder ends the reading.

export type TarEntry = {
  readonly path: string;
  readonly kind: "file" | "folder" | "other";
  readonly content: Uint8Array;
};

export class TarError extends Error {}

const BLOCK = 512;
const MAX_ENTRIES = 20_000;

/** Throws a `TarError` for what is no such archive, or is not to be unpacked. */
export function readTar(bytes: Uint8Array): readonly TarEntry[] {
  const entries: TarEntry[] = [];
  let longPath = "";
  for (let at = 0; at + BLOCK <= bytes.length; ) {
    const header = bytes.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) return entries;
    checkSum(header);
    const size = octal(header, 124, 12);
    const content = bytes.subarray(at + BLOCK, at + BLOCK + size);
    if (content.length < size) throw new TarError("the archive ends inside a file");
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === "x" || type === "L") {
      longPath = type === "L" ? text(content) : paxPath(text(content), longPath);
      continue;
    }
    if (type === "g") continue;
    const path = longPath === "" ? headerPath(header) : longPath;
    longPath = "";
    entries.push({ path: safePath(path), kind: kindOf(type), content });
    if (entries.length > MAX_ENTRIES) throw new TarError(`the archive has more than ${MAX_ENTRIES} entries`);
  }
  throw new TarError("the archive has no end");
}

function kindOf(type: string): TarEntry["kind"] {
  if (type === "0" || type === "\0") return "file";
  return type === "5" ? "folder" : "other";
}

/** The sum of all bytes of the header, its own eight counted as blanks. */
function checkSum(header: Uint8Array): void {
  let sum = 0;
  for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 0x20 : (header[i] ?? 0);
  if (sum !== octal(header, 148, 8)) throw new TarError("this is no tar archive, or it is damaged");
}

function octal(header: Uint8Array, start: number, length: number): number {
  const digits = text(header.subarray(start, start + length)).trim();
  if (!/^[0-7]{0,11}$/.test(digits)) throw new TarError("a size in the archive cannot be read");
  return digits === "" ? 0 : Number.parseInt(digits, 8);
}

/** Up to the first NUL. */
function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString("utf8");
}

function headerPath(header: Uint8Array): string {
  const name = text(header.subarray(0, 100));
  const isUstar = text(header.subarray(257, 263)).startsWith("ustar");
  const prefix = isUstar ? text(header.subarray(345, 500)) : "";
  return prefix === "" ? name : `${prefix}/${name}`;
}

/** Records are `<length> <key>=<value>\n`. */
function paxPath(records: string, before: string): string {
  const found = /^\d+ path=(.*)$/m.exec(records);
  return found?.[1] ?? before;
}

function safePath(path: string): string {
  const clean = path.replace(/^(?:\.\/)+/, "").replace(/\/+$/, "");
  const isOutside = clean.startsWith("/") || clean.includes("\\") || clean.split("/").includes("..");
  if (isOutside || /[\0-\x1f]/.test(clean))
    throw new TarError(`the path ${JSON.stringify(path)} leaves the folder`);
  return clean;
}
