// Work that one peer can cause a lot of at once, done a little in each turn of the event loop and by turns
// for all who have some: however much one brings, others wait no longer than a turn of it lasts. Who brings
// little in a turn does it at once.

/** Somebody with work that may wait. */
export interface TurnWorker {
  /** The turn in which it last asked to be admitted, and how often in that: the queue's own, 0 at first. */
  lastTurn: number;
  askedInTurn: number;
  /** Does one piece of it; false where none is left. */
  workOnce(): boolean;
}

export type TurnClock = {
  /** Reads the time in ms, monotonic. */
  readonly now: () => number;
  /** Counts the turns of the event loop. */
  readonly turn: () => number;
};

/**
 * To read and to begin four requests, which is what a browser asks for in one breath; whoever has more
 * connections may have as much on each of them.
 */
const FREE_PIECES = 8;

export class TurnQueue {
  private readonly waiting = new Set<TurnWorker>();
  private readonly clock: TurnClock;
  private readonly budgetMs: number;
  private turn = -1;
  private turnEndsMs = 0;
  private isScheduled = false;

  /** @param budgetMs what the work of all together may take of one turn, once it has begun its last piece */
  constructor(clock: TurnClock, budgetMs: number) {
    this.clock = clock;
    this.budgetMs = budgetMs;
  }

  /** True: do one piece at once. False: the turn has had enough, `add` yourself and be called. */
  admits(worker: TurnWorker): boolean {
    const turn = this.clock.turn();
    if (turn !== this.turn) this.beginTurn(turn);
    if (turn !== worker.lastTurn) {
      worker.lastTurn = turn;
      worker.askedInTurn = 0;
    }
    if (worker.askedInTurn++ < FREE_PIECES) return true;
    return this.waiting.size === 0 && this.clock.now() < this.turnEndsMs;
  }

  private beginTurn(turn: number): void {
    this.turn = turn;
    this.turnEndsMs = this.clock.now() + this.budgetMs;
  }

  /** Has `workOnce` called, by turns with the others, until it gives false. */
  add(worker: TurnWorker): void {
    this.waiting.add(worker);
    this.schedule();
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(this.work);
  }

  private readonly work = (): void => {
    this.isScheduled = false;
    const endsMs = this.clock.now() + this.budgetMs;
    // Those that have more are put at the end, and the walk comes to them again.
    for (const worker of this.waiting) {
      this.waiting.delete(worker);
      if (worker.workOnce()) this.waiting.add(worker);
      if (this.clock.now() >= endsMs) break;
    }
    if (this.waiting.size > 0) this.schedule();
  };
}
