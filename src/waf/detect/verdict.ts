// What the detectors say of a value that they take for an attack.

export type DetectorVerdict = {
  /** How the value was read: `as-is`, `single-quoted`, `attribute-unquoted` … */
  readonly context: string;
  /** Why, in the detector's own short words, for the log: `union-select`, `event-handler`. */
  readonly reason: string;
};
