// Reads and writes of sockets, gathered within a turn of the event loop. Under load one turn brings many
// requests; a system call between two of them costs the next one the caches and what the processor knows of
// where pages lie: half as much again. So what was read is held until all was read that the turn brings, and
// what is written until all of that was looked at. A turn that brings one request gains nothing by it. What
// is logged of the requests can join: it is written before the answers that wait with it.

/** Has something that was read. */
export interface TurnReader {
  /** Hands on what is held, if anything still is. */
  deliver(): void;
}

/** Has something to write. */
export interface TurnWriter {
  /** Writes what waits, if anything still does. */
  flush(): void;
}

/** So many wait at most: an answer is not held for long by the work on those after it. */
const MOST_WAITING = 16;
/** Reads that are held at most. */
const MOST_HELD = 64;
/**
 * While writes go out at once, the turn of one in so many is counted from there on. One more than a number of
 * many divisors: of a load with as many writes in each turn it is the first of its turn, or nearly.
 */
const LOOK_EVERY = 61;
/** Writes in one turn from which gathering pays for what the end of a turn costs. */
const WORTH_WRITES = 3;
/** Turns in a row with fewer writes, after which writes go out at once again. */
const LEAN_TURNS = 64;

export class TurnWork {
  private readonly atEnd: (endTurn: () => void) => void;
  private waiting: TurnWriter[] = [];
  private joined: TurnWriter[] = [];
  private held: TurnReader[] = [];
  private isGathering = false;
  /** The end of this turn is waited for. */
  private isOpen = false;
  /** In this turn where it is open, else since the one that was. */
  private writes = 0;
  private leanTurns = 0;

  /** @param atEnd calls back when whatever the turn brought was read, as `setImmediate` does */
  constructor(atEnd: (endTurn: () => void) => void) {
    this.atEnd = atEnd;
  }

  /** True: `flush` will be called before the turn is over. False: the writer must write now. */
  gathers(writer: TurnWriter): boolean {
    this.writes++;
    if (!this.isOpen) {
      if (!this.isGathering && this.writes < LOOK_EVERY) return false;
      this.writes = 1;
      this.open();
    }
    if (!this.isGathering) return false;
    if (this.waiting.length >= MOST_WAITING) this.flush();
    this.waiting.push(writer);
    return true;
  }

  /** As `gathers`, for a writer whose writes are no reason to gather: its `flush` comes before all others. */
  joins(writer: TurnWriter): boolean {
    if (!this.isGathering) return false;
    if (!this.isOpen) this.open();
    this.joined.push(writer);
    return true;
  }

  /**
   * True: `deliver` will be called before the turn is over, or has been, where very many are held. False: the
   * reader must go on now.
   */
  holds(reader: TurnReader): boolean {
    if (!this.isGathering) return false;
    if (!this.isOpen) this.open();
    this.held.push(reader);
    if (this.held.length >= MOST_HELD) this.deliver();
    return true;
  }

  private open(): void {
    this.isOpen = true;
    this.atEnd(this.endTurn);
  }

  private readonly endTurn = (): void => {
    try {
      this.deliver();
    } catch (error) {
      // One that threw takes nothing from the others.
      this.atEnd(this.endTurn);
      throw error;
    }
    const { writes } = this;
    this.isOpen = false;
    this.writes = 0;
    this.flush();
    if (writes >= WORTH_WRITES) {
      this.isGathering = true;
      this.leanTurns = 0;
    } else if (this.isGathering && ++this.leanTurns >= LEAN_TURNS) this.isGathering = false;
  };

  private deliver(): void {
    const { held } = this;
    if (held.length === 0) return;
    this.held = [];
    let next = 0;
    try {
      while (next < held.length) held[next++]?.deliver();
    } finally {
      if (next < held.length) this.held = [...held.slice(next), ...this.held];
    }
  }

  private flush(): void {
    const { joined, waiting } = this;
    if (joined.length > 0) {
      this.joined = [];
      for (const writer of joined) writer.flush();
    }
    if (waiting.length === 0) return;
    this.waiting = [];
    for (const writer of waiting) writer.flush();
  }
}

/** Of the thread. */
export const turnWork = new TurnWork(setImmediate);
