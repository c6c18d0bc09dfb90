// What happened to one call, policy by policy, for whoever asks why it was answered as it was.

import type { Statement } from "./plan.ts";
import type { CallTracer, PolicyCall } from "./policy-call.ts";

export type TraceNote = { readonly name: string; readonly value: string };

export type TraceEntry = {
  readonly section: PolicyCall["section"];
  readonly scope: Statement["scope"];
  readonly policy: string;
  /** The way to it in its section: `choose[1]/when[2]/set-header[1]`. */
  readonly path: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** How many policies it stands inside of, `<base />` among them. */
  readonly depth: number;
  /** What its expressions gave, and what it decided by. Secrets are masked. */
  readonly notes: readonly TraceNote[];
  readonly outcome: "next" | "end" | "failed";
  /** Why, where it failed. */
  readonly failure: string;
  /** Monotonic, everything inside included. */
  readonly tookMs: number;
};

type Open = Omit<TraceEntry, "outcome" | "failure" | "tookMs" | "notes"> & {
  readonly statement: Statement;
  readonly startedMs: number;
  readonly notes: TraceNote[];
  outcome: TraceEntry["outcome"];
  failure: string;
  tookMs: number;
};

/** A longer value is cut. */
const MAX_NOTE_CHARS = 256;
const MASK = "[secret]";

export class CallTrace implements CallTracer {
  readonly #entries: Open[] = [];
  /** Those that run, the innermost last. Branches of `wait` run side by side: each ends its own. */
  readonly #running: Open[] = [];
  readonly #secrets: readonly string[];

  /** @param secrets texts that no note may show, longest first where one holds another */
  constructor(secrets: readonly string[]) {
    this.#secrets = secrets.filter((secret) => secret !== "").toSorted((a, b) => b.length - a.length);
  }

  /** In the order in which they began. */
  get entries(): readonly TraceEntry[] {
    return this.#entries.map(({ statement: _, startedMs: __, ...entry }) => entry);
  }

  began(call: PolicyCall, statement: Statement): void {
    const { file, line, column } = statement.place;
    const entry: Open = {
      section: call.section,
      scope: statement.scope,
      policy: statement.name,
      path: statement.path,
      file,
      line,
      column,
      depth: this.#running.length,
      notes: [],
      outcome: "next",
      failure: "",
      tookMs: 0,
      statement,
      startedMs: call.ports.now(),
    };
    this.#entries.push(entry);
    this.#running.push(entry);
  }

  ended(call: PolicyCall, statement: Statement, result: "next" | "end", failure: unknown): void {
    const index = this.#running.findLastIndex((entry) => entry.statement === statement);
    const [entry] = index < 0 ? [] : this.#running.splice(index, 1);
    if (entry === undefined) return;
    entry.outcome = failure === undefined ? result : "failed";
    entry.failure = failure instanceof Error ? this.#shown(failure.message) : "";
    entry.tookMs = call.ports.now() - entry.startedMs;
  }

  note(_call: PolicyCall, name: string, value: string): void {
    this.#running.at(-1)?.notes.push({ name, value: this.#shown(value) });
  }

  #shown(text: string): string {
    let shown = text;
    for (const secret of this.#secrets) shown = shown.replaceAll(secret, MASK);
    return shown.length > MAX_NOTE_CHARS ? `${shown.slice(0, MAX_NOTE_CHARS)}…` : shown;
  }
}
