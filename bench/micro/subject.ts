// What the micro bench measures: a subject is one file, its cases are functions of the hot path.

export type Subject = {
  /** A few words; the filter on the command line looks for its argument in them. */
  readonly name: string;
  /** Makes the data, outside of any measurement. */
  readonly prepare: () => Prepared | Promise<Prepared>;
};

export type Prepared = {
  readonly cases: readonly MicroCase[];
  /** Figures that are taken once: the time of a build, the size of a table. */
  readonly facts?: readonly Fact[];
};

export type MicroCase = {
  readonly name: string;
  /**
   * Does the operation so many times, in a loop of its own so that no call is measured with it. What it
   * gives back depends on each operation, or the compiler would leave them out.
   */
  readonly run: (operations: number) => number;
  /** What one operation may cost at the most, in nanoseconds; undefined where nobody has promised it. */
  readonly budgetNs?: number;
};

export type Fact = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly budget?: number;
};
