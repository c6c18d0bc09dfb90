// Writes the quotas' counts to the store every second, and when the node stops. What was counted after the
// last of them is lost where the process is killed.

import type { QuotaKeeper, QuotaRow } from "#fleet/fleet.ts";
import type { QuotaRepository } from "#store/store.ts";

const EVERY_MS = 1000;

export class QuotaCheckpoint {
  readonly #repository: QuotaRepository;
  readonly #quotas: QuotaKeeper;
  readonly #onError: (error: unknown) => void;
  readonly #timer: NodeJS.Timeout;
  #kept = 0;
  #writing: Promise<void> | undefined;

  constructor(repository: QuotaRepository, quotas: QuotaKeeper, onError: (error: unknown) => void) {
    this.#repository = repository;
    this.#quotas = quotas;
    this.#onError = onError;
    this.#kept = markOf([...quotas.rows()]);
    this.#timer = setInterval(() => void this.#write(), EVERY_MS);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#writing;
    await this.#write();
  }

  #write(): Promise<void> {
    // One that still waits for the disk is enough: the next one takes what came meanwhile.
    this.#writing ??= this.#writeOnce().finally(() => {
      this.#writing = undefined;
    });
    return this.#writing;
  }

  async #writeOnce(): Promise<void> {
    const rows = [...this.#quotas.rows()];
    const mark = markOf(rows);
    if (mark === this.#kept) return;
    try {
      await this.#repository.replace(rows.map(keptRow));
      this.#kept = mark;
    } catch (error) {
      this.#onError(error);
    }
  }
}

function keptRow({ key, tag, count, endMs }: QuotaRow) {
  return { key, tag, count, endMs: Number.isFinite(endMs) ? Math.ceil(endMs) : undefined };
}

/** Differs, but for a chance of one in billions, where any row does. */
function markOf(rows: readonly QuotaRow[]): number {
  let mark = rows.length;
  for (const { key, tag, count } of rows) {
    const row = Math.imul(key[0] ^ Math.imul(key[1], 31), 0x9e3779b1) ^ Math.imul(tag ^ count, 0x85ebca6b);
    // A sum: the order of the rows is that of the table, and says nothing.
    mark = (mark + Math.imul(row ^ (row >>> 15), 0xc2b2ae35)) | 0;
  }
  return mark;
}
