// The files that a rotation leaves behind: their names, their compression, and which of them go. Works beside
// the writing; what a crash left half done is done anew by the next tidying.

import { createReadStream, createWriteStream } from "node:fs";
import { access, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { RotateSpec } from "../sink-spec.ts";
import type { FailureReport } from "./line-sink.ts";

/** `20261121T081907412Z`, a number where two came in one millisecond, and what became of it. */
const STAMP = /^[0-9]{8}T[0-9]{9}Z(?:-[0-9]+)?(?<end>|\.gz|\.gz\.part)$/;
const FILE_MODE = 0o640;

export class Archives {
  readonly #path: string;
  readonly #rotate: RotateSpec;
  readonly #report: FailureReport;
  readonly #closing = new AbortController();
  #work: Promise<void> = Promise.resolve();

  constructor(path: string, rotate: RotateSpec, report: FailureReport) {
    this.#path = path;
    this.#rotate = rotate;
    this.#report = report;
  }

  /** A name that no file has; names sort by time. */
  async newName(): Promise<string> {
    const stamp = new Date().toISOString().replace(/[-:.]/g, "");
    for (let i = 0; ; i++) {
      const name = `${this.#path}.${stamp}${i === 0 ? "" : `-${i}`}`;
      if (!(await exists(name)) && !(await exists(`${name}.gz`))) return name;
    }
  }

  /** Compresses and removes what is due. Returns at once; one tidying follows the other. */
  tidy(): void {
    this.#work = this.#work.then(() => this.#tidy()).catch((error: unknown) => this.#failed(error));
  }

  #failed(error: unknown): void {
    if (this.#closing.signal.aborted) return;
    this.#report.failed(error, "archives of the access log cannot be tidied up");
  }

  async #tidy(): Promise<void> {
    const folder = dirname(this.#path);
    const prefix = `${basename(this.#path)}.`;
    const stamped = (await readdir(folder)).filter(
      (name) => name.startsWith(prefix) && STAMP.test(name.slice(prefix.length)),
    );
    const halves = stamped.filter((name) => name.endsWith(".part"));
    const archives = stamped.filter((name) => !name.endsWith(".part")).toSorted();
    const surplus = archives.slice(0, Math.max(0, archives.length - this.#rotate.keep));
    for (const name of [...halves, ...surplus]) await rm(join(folder, name), { force: true });
    if (!this.#rotate.compress) return;
    for (const name of archives.slice(surplus.length)) {
      if (!name.endsWith(".gz")) await this.#compress(join(folder, name));
    }
  }

  /** The whole archive is there before its name is, and the original goes last. */
  async #compress(path: string): Promise<void> {
    const part = `${path}.gz.part`;
    const { signal } = this.#closing;
    try {
      const compressed = createWriteStream(part, { mode: FILE_MODE });
      await pipeline(createReadStream(path), createGzip(), compressed, { signal });
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
    await rename(part, `${path}.gz`);
    await rm(path);
  }

  /** What is not done by now is left to the next start. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#work;
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
