// What the fault bench is made of: a section does one kind of harm to a running program, again and again, and
// says what that must never cost. One file each in fault/; faults.ts lists them.

export type FaultSection = {
  /** One word, for the command line and the names of kept figures. */
  readonly name: string;
  /** How often the harm is done unless `--times` says otherwise. */
  readonly times: number;
  /** The kinds of harm among which `--only` may choose; left out where there is one. */
  readonly kinds?: readonly string[];
  /** @param kinds of the section's own those to do */
  readonly run: (
    times: number,
    progress: (text: string) => void,
    kinds: readonly string[],
  ) => Promise<SectionReport>;
};

export type SectionReport = {
  /** What was run, in part of a sentence: `two workers, 60 s of load`. */
  readonly setting: string;
  /** What is kept where there is no problem: `a swap without a failed request`. */
  readonly promise: string;
  readonly rows: readonly FigureRow[];
  /** Each way in which the promise was not kept, in words; empty where it was. */
  readonly problems: readonly string[];
  /** The figures as data, for the kept file. */
  readonly figures: object;
};

export type FigureRow = readonly [what: string, figure: string];
