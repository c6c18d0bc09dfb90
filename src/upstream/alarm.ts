// Calls back once, some time from now, unless it is stopped before: a deadline for what has no connection.

import type { Deadline, Deadlines } from "#kernel/deadlines.ts";

export class Alarm implements Deadline {
  readonly deadlineMs: number;
  private readonly deadlines: Deadlines;
  private readonly callback: () => void;

  constructor(deadlines: Deadlines, ms: number, callback: () => void) {
    this.deadlines = deadlines;
    this.deadlineMs = deadlines.after(ms);
    this.callback = callback;
    deadlines.add(this);
  }

  onDeadline(): void {
    this.stop();
    this.callback();
  }

  stop(): void {
    this.deadlines.delete(this);
  }
}
