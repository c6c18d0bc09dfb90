// Work that one peer can cause a lot of at once, done a little in each turn of the event loop and by turns
// for all who have some: however much one brings, others wait no longer than a turn of it lasts.

/** Somebody with work that may wait. */
export interface TurnWorker {
  /** Does one piece of it; false where none is left. */
  workOnce(): boolean;
}

export class TurnQueue {
  private readonly waiting = new Set<TurnWorker>();
  private readonly now: () => number;
  private readonly budgetMs: number;
  private turnEndsMs = 0;
  private isInTurn = false;

  /** @param budgetMs what the work of all together may take of one turn, once it has begun its last piece */
  constructor(now: () => number, budgetMs: number) {
    this.now = now;
    this.budgetMs = budgetMs;
  }

  /** True: do one piece at once. False: the turn has had enough, `add` yourself and be called. */
  admits(): boolean {
    if (!this.isInTurn) {
      this.isInTurn = true;
      this.turnEndsMs = this.now() + this.budgetMs;
      setImmediate(this.nextTurn);
      return true;
    }
    return this.waiting.size === 0 && this.now() < this.turnEndsMs;
  }

  /** Has `workOnce` called, by turns with the others, until it gives false. */
  add(worker: TurnWorker): void {
    this.waiting.add(worker);
    if (this.isInTurn) return;
    this.isInTurn = true;
    setImmediate(this.nextTurn);
  }

  private readonly nextTurn = (): void => {
    this.isInTurn = this.waiting.size > 0;
    if (!this.isInTurn) return;
    this.turnEndsMs = this.now() + this.budgetMs;
    // Those that have more are put at the end, and the walk comes to them again.
    for (const worker of this.waiting) {
      this.waiting.delete(worker);
      if (worker.workOnce()) this.waiting.add(worker);
      if (this.now() >= this.turnEndsMs) break;
    }
    this.isInTurn = this.waiting.size > 0;
    if (this.isInTurn) setImmediate(this.nextTurn);
  };
}
