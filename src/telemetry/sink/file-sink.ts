// Access lines in a file, which rotates by itself where it is told to, and is opened anew where something
// else rotates it. Whole lines only stand in every file: rotation comes between two batches.

import { type FileHandle, open, rename } from "node:fs/promises";
import { type FileSpec, sinkName } from "../sink-spec.ts";
import { Archives } from "./archives.ts";
import { FailureReport, type LineSink, type SinkTools } from "./line-sink.ts";

const FILE_MODE = 0o640;
/** Where a rotation failed, the file is written on, and the next try comes after this. */
const ROTATE_RETRY_MS = 30_000;

export async function openFileSink(spec: FileSpec, tools: SinkTools): Promise<LineSink> {
  return new FileSink(spec, tools, await openForAppend(spec.path));
}

/** `bornMs` is when its first line may have been written. */
type OpenFile = {
  readonly handle: FileHandle;
  readonly isRegular: boolean;
  readonly bornMs: number;
  size: number;
};

async function openForAppend(path: string): Promise<OpenFile> {
  const handle = await open(path, "a", FILE_MODE);
  const stat = await handle.stat();
  const { size, birthtimeMs, mtimeMs } = stat;
  const bornMs = size === 0 ? Date.now() : birthtimeMs > 0 ? birthtimeMs : mtimeMs;
  return { handle, isRegular: stat.isFile(), bornMs, size };
}

class FileSink implements LineSink {
  readonly name: string;
  readonly #spec: FileSpec;
  readonly #tools: SinkTools;
  readonly #report: FailureReport;
  readonly #archives: Archives | undefined;
  #file: OpenFile;
  #isReopenAsked = false;
  #rotateNotBeforeMs = 0;

  constructor(spec: FileSpec, tools: SinkTools, file: OpenFile) {
    this.name = sinkName(spec);
    this.#spec = spec;
    this.#tools = tools;
    this.#report = new FailureReport(this.name, tools);
    this.#file = file;
    this.#archives = spec.rotate && new Archives(spec.path, spec.rotate, this.#report);
    this.#archives?.tidy();
  }

  async take(lines: Buffer, from: number): Promise<number> {
    if (from === 0) await this.#change(lines.length);
    const { bytesWritten } = await this.#file.handle.write(lines, from, lines.length - from);
    this.#file.size += bytesWritten;
    return bytesWritten;
  }

  async maintain(): Promise<void> {
    await this.#change(0);
  }

  reopen(): void {
    this.#isReopenAsked = true;
  }

  /** Before a line, or while there is none: the file may be another one from here on. */
  async #change(nextBytes: number): Promise<void> {
    try {
      if (this.#isReopenAsked) await this.#openAnew();
      if (this.#isDue(nextBytes)) await this.#rotate();
    } catch (error) {
      this.#rotateNotBeforeMs = performance.now() + ROTATE_RETRY_MS;
      this.#report.failed(error, "the access log cannot be rotated; the old file is written on");
    }
  }

  async #openAnew(): Promise<void> {
    this.#isReopenAsked = false;
    await this.#replace(await openForAppend(this.#spec.path));
    this.#tools.log.info("reopened the access log", { sink: this.name });
  }

  #isDue(nextBytes: number): boolean {
    const { rotate } = this.#spec;
    const { size, bornMs, isRegular } = this.#file;
    if (rotate === undefined || size === 0 || !isRegular) return false;
    if (performance.now() < this.#rotateNotBeforeMs) return false;
    return size + nextBytes > rotate.sizeBytes || Date.now() - bornMs >= rotate.ageMs;
  }

  /** The name goes over in one step; whoever looks sees the old file or the new one. */
  async #rotate(): Promise<void> {
    const { path } = this.#spec;
    const archive = await this.#archives?.newName();
    if (archive === undefined) return;
    await rename(path, archive);
    await this.#replace(await openForAppend(path));
    this.#tools.log.info("rotated the access log", { sink: this.name, archive });
    this.#archives?.tidy();
  }

  async #replace(file: OpenFile): Promise<void> {
    const { handle } = this.#file;
    this.#file = file;
    await handle.close();
  }

  async close(): Promise<void> {
    await this.#file.handle.close();
    await this.#archives?.close();
  }
}
