// What loading a configuration needs of the outside, and the record of every file that it looked at.

import type { ProvidedSecret, ProviderSpec } from "#secret/provider.ts";
import type { SecretReference } from "#secret/secret-reference.ts";
import type { LoadedCertificate } from "./config.ts";

export type ConfigPorts = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Throws what node:fs throws. Reads regular files only. */
  readonly readFile: (path: string) => Uint8Array;
  /** The files that a pattern matches, in any order; only called for texts with `*` or `?`. */
  readonly glob: (pattern: string) => readonly string[];
  readonly hostName: () => string;
  readonly cores: () => number;
  /** Ms since the epoch. */
  readonly now: () => number;
  /** The certificate of that name that serves already, where a node is asked to read its files again. */
  readonly certificateInUse: (name: string) => LoadedCertificate | undefined;
  /** A provider's secret, as it was fetched; left out where nobody fetches any. */
  readonly providedSecret?: (spec: ProviderSpec, reference: SecretReference) => ProvidedValue;
};

/** `pending` where it was not asked for yet. */
export type ProvidedValue = ProvidedSecret | { readonly pending: true } | { readonly why: string };

export type FileText =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "failure"; readonly why: string };

const MAX_FILE_BYTES = 64 * 2 ** 20;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "there is no such file",
  EISDIR: "it is a directory",
  EACCES: "access is denied",
  EPERM: "access is denied",
  ELOOP: "its symbolic links go round in a circle",
};

export type FileBytes =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "failure"; readonly why: string };

export class Files {
  readonly ports: ConfigPorts;
  readonly #looked = new Set<string>();

  constructor(ports: ConfigPorts) {
    this.ports = ports;
  }

  /** Every path that was read or tried, in order: what to watch for changes. */
  get looked(): string[] {
    return [...this.#looked];
  }

  text(path: string): FileText {
    const read = this.bytes(path);
    if (read.kind === "failure") return read;
    try {
      const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(read.bytes);
      return { kind: "text", text };
    } catch (error) {
      return { kind: "failure", why: reasonOf(error) };
    }
  }

  bytes(path: string): FileBytes {
    this.#looked.add(path);
    try {
      const bytes = this.ports.readFile(path);
      if (bytes.length > MAX_FILE_BYTES) return { kind: "failure", why: "it is larger than 64MiB" };
      return { kind: "bytes", bytes };
    } catch (error) {
      return { kind: "failure", why: reasonOf(error) };
    }
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") return "it is not UTF-8 text";
  return REASONS[code] ?? (code === "" ? "it cannot be read" : `it cannot be read (${code})`);
}
