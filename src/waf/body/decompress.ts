// Undoes one content coding within a limit of output. Small inputs at once; what is larger, or turns out to
// be, on zlib's threads, so that the event loop goes on.

import {
  brotliDecompress,
  brotliDecompressSync,
  constants,
  gunzip,
  gunzipSync,
  inflate,
  inflateRaw,
  inflateRawSync,
  inflateSync,
  zstdDecompress,
  zstdDecompressSync,
} from "node:zlib";

export type Coding = "gzip" | "deflate" | "br" | "zstd";

export type Decompressed =
  | { readonly kind: "ok"; readonly bytes: Buffer }
  /** More output than was asked for. */
  | { readonly kind: "tooLong" }
  | { readonly kind: "malformed"; readonly reason: string };

type Options = {
  readonly maxOutputLength: number;
  readonly chunkSize: number;
  readonly info: true;
  readonly params?: { readonly [key: number]: number };
};

/** One of zlib's functions, in both of its forms. */
type Format = {
  readonly now: (bytes: Buffer, options: Options) => unknown;
  readonly later: (
    bytes: Buffer,
    options: Options,
    callback: (error: Error | null, result: unknown) => void,
  ) => void;
  readonly params?: { readonly [key: number]: number };
};

const SYNC_INPUT_BYTES = 65_536;
const SYNC_OUTPUT_BYTES = 262_144;
const CHUNK_BYTES = 65_536;

const zlibFormat: Format = { now: inflateSync, later: inflate };
const rawFormat: Format = { now: inflateRawSync, later: inflateRaw };
const gzipFormats: readonly Format[] = [{ now: gunzipSync, later: gunzip }];
const brotliFormats: readonly Format[] = [{ now: brotliDecompressSync, later: brotliDecompress }];

/** RFC 9659: a window of 8 MB at the most, against frames that ask for memory. */
const zstdFormats: readonly Format[] = [
  { now: zstdDecompressSync, later: zstdDecompress, params: { [constants.ZSTD_d_windowLogMax]: 23 } },
];

function formatsOf(coding: Coding, bytes: Buffer): readonly Format[] {
  switch (coding) {
    case "gzip":
      return gzipFormats;
    case "br":
      return brotliFormats;
    case "zstd":
      return zstdFormats;
    // zlib's format (RFC 9110, section 8.4.1.2), but some send the raw one.
    case "deflate":
      return hasZlibHeader(bytes) ? [zlibFormat, rawFormat] : [rawFormat];
  }
}

/** RFC 1950, section 2.2: method 8, and a check of the first two bytes. */
function hasZlibHeader(bytes: Buffer): boolean {
  const [first = 0, second = 0] = bytes;
  return (first & 15) === 8 && (first * 256 + second) % 31 === 0;
}

export function decompress(
  coding: Coding,
  bytes: Buffer,
  maxBytes: number,
): Decompressed | Promise<Decompressed> {
  const formats = formatsOf(coding, bytes);
  if (bytes.length > SYNC_INPUT_BYTES) return decompressLater(formats, bytes, maxBytes);
  const found = decompressNow(formats, bytes, Math.min(maxBytes, SYNC_OUTPUT_BYTES));
  const isWorthMore = found.kind === "tooLong" && maxBytes > SYNC_OUTPUT_BYTES;
  return isWorthMore ? decompressLater(formats, bytes, maxBytes) : found;
}

function decompressNow(formats: readonly Format[], bytes: Buffer, maxBytes: number): Decompressed {
  let found: Decompressed = malformed();
  for (const format of formats) {
    try {
      found = resultOf(format.now(bytes, optionsFor(format, maxBytes)), bytes);
    } catch (error) {
      found = failureOf(error);
    }
    if (found.kind !== "malformed") break;
  }
  return found;
}

async function decompressLater(
  formats: readonly Format[],
  bytes: Buffer,
  maxBytes: number,
): Promise<Decompressed> {
  let found: Decompressed = malformed();
  for (const format of formats) {
    found = await new Promise<Decompressed>((resolve) => {
      format.later(bytes, optionsFor(format, maxBytes), (error, result) => {
        resolve(error === null ? resultOf(result, bytes) : failureOf(error));
      });
    });
    if (found.kind !== "malformed") break;
  }
  return found;
}

function optionsFor(format: Format, maxOutputLength: number): Options {
  const options: Options = { maxOutputLength, chunkSize: CHUNK_BYTES, info: true };
  return format.params === undefined ? options : { ...options, params: format.params };
}

/** What follows the compressed data is read by nobody here, and perhaps by somebody behind us. */
function resultOf(result: unknown, bytes: Buffer): Decompressed {
  // Node's types know the option `info`, but not what is given back for it.
  const { buffer, engine } = result as { readonly buffer: Buffer; readonly engine: { bytesWritten: number } };
  return engine.bytesWritten === bytes.length
    ? { kind: "ok", bytes: buffer }
    : malformed("something follows it");
}

function failureOf(error: unknown): Decompressed {
  const code = error instanceof Error && "code" in error ? error.code : "";
  if (code === "ERR_BUFFER_TOO_LARGE") return { kind: "tooLong" };
  return malformed(code === "Z_BUF_ERROR" ? "it is cut off" : "it is not of this coding");
}

const malformed = (reason = "it is not of this coding"): Decompressed => ({ kind: "malformed", reason });
