// Time-outs for ten thousands of connections by one timer: each writes the moment it is due into a field of
// its own, and a coarse sweep looks at all of them. Moving a deadline costs one store.

/** Something that is due at a moment of the monotonic clock; Infinity means never. */
export interface Deadline {
  deadlineMs: number;
  onDeadline(): void;
}

export class Deadlines {
  private readonly members = new Set<Deadline>();
  private readonly timer: NodeJS.Timeout;
  private readonly now: () => number;

  constructor(options: { readonly intervalMs?: number; readonly now?: () => number } = {}) {
    this.now = options.now ?? (() => performance.now());
    this.timer = setInterval(() => this.sweep(), options.intervalMs ?? 100);
    this.timer.unref();
  }

  add(member: Deadline): void {
    this.members.add(member);
  }

  delete(member: Deadline): void {
    this.members.delete(member);
  }

  /** Calls every member that is due. Members may be added and deleted meanwhile. */
  sweep(): void {
    const now = this.now();
    for (const member of this.members) if (member.deadlineMs <= now) member.onDeadline();
  }

  close(): void {
    clearInterval(this.timer);
    this.members.clear();
  }
}
