// The port for what only so many may have at a time: permits by key, which all workers of a node share.
// Other nodes have permits of their own. What a worker held when it died goes back by itself.

import type { WhenLost } from "./counters.ts";

export interface Permits {
  /**
   * Takes one of the key's `limit` permits; never waits. Undefined where all are taken, or where there is no
   * room to count another key and `whenLost` is `block`.
   */
  acquire(key: string, limit: number, whenLost: WhenLost): Permit | undefined;
}

export interface Permit {
  /** Once, however what it was taken for ended; any further call does nothing. */
  release(): void;
}
