// The files that an import makes, in memory until all of it is done.

import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export class OutputFolder {
  readonly #files = new Map<string, string>();
  /** As a case-insensitive file system would see them. */
  readonly #taken = new Set<string>();

  /** The path that the text gets, which is `path` unless that is taken. @param path relative, with slashes */
  add(path: string, text: string): string {
    let free = path;
    for (let count = 2; this.#taken.has(free.toLowerCase()); count++) {
      free = path.replace(/(\.[^./]*)?$/, (extension) => `-${count}${extension}`);
    }
    this.#taken.add(free.toLowerCase());
    this.#files.set(free, text);
    return free;
  }

  get files(): ReadonlyMap<string, string> {
    return this.#files;
  }

  /** Throws an Error where the folder holds something, and the system's where it cannot be written. */
  write(folder: string): void {
    mkdirSync(folder, { recursive: true });
    if (readdirSync(folder).length > 0)
      throw new Error(`${folder} is not empty: name a new folder with --out`);
    for (const [path, text] of this.#files) {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text, { flag: "wx" });
    }
  }
}

/** A name of a resource as part of a path. */
export const pathName = (name: string): string => name.replace(/[^A-Za-z0-9_.=-]/g, "-").replace(/^\.+/, "");
