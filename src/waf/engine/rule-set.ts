// A program made ready to run on one thread: its rules with their operators, the index that `ctl` looks rules
// up in, and what every transaction begins with.

import type { OperatorPorts } from "../operator/operator.ts";
import type { Target } from "../seclang/directive.ts";
import type { Control, EngineSettings, Program } from "../seclang/program.ts";
import type { CollectionPort } from "./collection-port.ts";
import { keyTest } from "./key-test.ts";
import { type KeyedEntries, NO_ENTRIES } from "./keyed-collection.ts";
import { makeUnits } from "./make-units.ts";
import { RuleIndex } from "./rule-index.ts";
import type { Exclusion, PhaseUnits } from "./rule-unit.ts";

export type RuleSetPorts = {
  readonly collections: CollectionPort;
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number;
  readonly operators: OperatorPorts;
};

type Removal = Extract<Control, { option: `ruleRemove${string}` }>;

export class RuleSet {
  readonly settings: EngineSettings;
  readonly phases: readonly PhaseUnits[];
  readonly collections: CollectionPort;
  readonly nowMs: () => number;
  readonly initialTx: KeyedEntries = NO_ENTRIES;
  private readonly index: RuleIndex;
  private readonly meant = new WeakMap<Removal, readonly number[]>();
  private readonly excluded = new WeakMap<Target, Exclusion>();

  private constructor(program: Program, ports: RuleSetPorts, phases: readonly PhaseUnits[]) {
    this.settings = program.settings;
    this.phases = phases;
    this.collections = ports.collections;
    this.nowMs = ports.nowMs;
    this.index = new RuleIndex(this.phases);
  }

  /** In small steps. Fails an assertion for a program that no reader of ours made. */
  static *build(program: Program, ports: RuleSetPorts): Generator<undefined, RuleSet> {
    const phases = yield* makeUnits(program, ports.operators);
    return new RuleSet(program, ports, phases);
  }

  /** Indexes of the rules that a `ctl` means. */
  meantBy(control: Removal): readonly number[] {
    let found = this.meant.get(control);
    if (found === undefined) {
      found = this.index.meantBy(control);
      this.meant.set(control, found);
    }
    return found;
  }

  exclusionOf(target: Target): Exclusion {
    let found = this.excluded.get(target);
    if (found === undefined) {
      found = { variable: target.variable, matches: keyTest(target.selector) };
      this.excluded.set(target, found);
    }
    return found;
  }
}
