// A wait that a policy asks for, on the coarse clock of all time-outs.

import type { Deadline, Deadlines } from "#kernel/deadlines.ts";

/** Resolves `ms` later, never too early. */
export function pause(deadlines: Deadlines, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const deadline: Deadline = {
      deadlineMs: deadlines.after(ms),
      onDeadline: () => {
        deadlines.delete(deadline);
        resolve();
      },
    };
    deadlines.add(deadline);
  });
}
