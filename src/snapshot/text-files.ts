// Files beside a configuration that are read when it is compiled, and the record of which: what to watch.

import { type ConfigPorts, Files, type FileText } from "#config/files.ts";

export class TextFiles {
  readonly #files: Files;
  readonly #texts = new Map<string, FileText>();

  constructor(ports: ConfigPorts) {
    this.#files = new Files(ports);
  }

  /** UTF-8; a byte order mark stays. */
  read(path: string): FileText {
    const text = this.#texts.get(path) ?? this.#files.text(path);
    this.#texts.set(path, text);
    return text;
  }

  /** Every path that was read or tried. */
  get looked(): readonly string[] {
    return this.#files.looked;
  }
}
