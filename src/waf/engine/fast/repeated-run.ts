// Runs a rule again whose outcome the names of the request's headers decide: what it wrote when the same
// names came in the same order is there at once. So a rule can note all names in TX, as CRS's 920450 does
// with a variable each, without the work being done for every request of the same client.

import { ownCopy } from "#kernel/own-copy.ts";
import { knownUnits, spend } from "../../cost/work-meter.ts";
import { parseMacro } from "../../seclang/macro.ts";
import type { KeyedEntries } from "../keyed-collection.ts";
import type { LinkUnit, RuleUnit } from "../rule-unit.ts";
import type { Transaction } from "../transaction.ts";
import type { TxState } from "../tx-collection.ts";
import { plainOperators } from "./plain-operators.ts";
import { isOfTx, KeyCollector, macrosOf, txReads, txWrites } from "./tx-uses.ts";

/** Lists of names, each in one place; a power of two. */
const PLACES = 32;
const MAX_NAMES = 64;

type Run = {
  readonly names: readonly string[];
  readonly before: KeyedEntries;
  readonly after: TxState;
  /** Of work, but for learning. */
  readonly units: number;
};

export class RepeatedRun {
  private readonly unit: RuleUnit;
  private readonly runs = new Array<Run | undefined>(PLACES).fill(undefined);
  /** By place: of the names that came last, the hash. Names that come once are not worth keeping. */
  private readonly hashes = new Int32Array(PLACES);
  // Of the run at hand, where it may be learned from.
  private before: KeyedEntries | undefined;
  private hash = 0;
  private unitsBefore = 0;

  private constructor(unit: RuleUnit) {
    this.unit = unit;
  }

  /**
   * Undefined where something else decides, too.
   * @param guards keys of TX that other rules wait for to be written
   */
  static of(unit: RuleUnit, guards: Iterable<readonly string[]>): RepeatedRun | undefined {
    if (!unit.links.every((link, index) => isPlain(link, index === 0))) return undefined;
    const writes = new KeyCollector();
    // Where the last link does something, the rule has matched.
    writes.add(txWrites({ ...unit, links: unit.links.slice(0, -1) }));
    for (const keys of guards) {
      if (writes.meets({ keys: new Set(keys), prefixes: new Set(), isAll: false })) return undefined;
    }
    const [first] = unit.links;
    const isCapturing = first?.link.isCapturing === true && !first.isNegated;
    // What other rules captured is not compared.
    const readsCaptures = [...txReads(unit).keys].some((key) => /^[0-9]$/.test(key));
    return readsCaptures && !isCapturing ? undefined : new RepeatedRun(unit);
  }

  /** True where all is done that evaluating the rule would do. It has not matched then. */
  repeat(tx: Transaction): boolean {
    this.before = undefined;
    const before = tx.tx.untouched;
    const { names } = tx.request.headers;
    if (before === undefined || names.length > MAX_NAMES) return false;
    if (tx.controls.exclusions?.has(this.unit.index) === true) return false;
    this.hash = hashOf(names);
    const run = this.runs[this.hash & (PLACES - 1)];
    if (run === undefined || run.before !== before || !isSame(run.names, names)) {
      this.before = tx.tx.hasCaptures ? undefined : before;
      this.unitsBefore = knownUnits();
      return false;
    }
    tx.rule = this.unit.rule;
    tx.forgetMatch();
    spend(run.units);
    tx.tx.resume(run.after);
    return true;
  }

  /** To be told that the rule was evaluated, and has not matched, after `repeat` said no. */
  learn(tx: Transaction): void {
    const { before, hash } = this;
    if (before === undefined) return;
    this.before = undefined;
    const place = hash & (PLACES - 1);
    if (this.hashes[place] !== hash) {
      this.hashes[place] = hash;
      return;
    }
    const units = knownUnits() - this.unitsBefore;
    const names = tx.request.headers.names.map(ownCopy);
    this.runs[place] = { names, before, after: ownState(tx.tx.state, before), units };
  }
}

function isPlain({ link, targets }: LinkUnit, isFirst: boolean): boolean {
  const { operator, effects } = link;
  const isAsked = ({ variable, isCount }: LinkUnit["targets"][number]["target"]): boolean =>
    isFirst ? variable === "REQUEST_HEADERS_NAMES" && !isCount : variable === "TX";
  return (
    operator !== undefined &&
    plainOperators.has(operator.name) &&
    isOfTx(parseMacro(operator.argument)) &&
    targets.every(({ target }) => isAsked(target)) &&
    effects.every(
      (effect) => effect.kind === "setvar" && effect.collection === "tx" && macrosOf(effect).every(isOfTx),
    )
  );
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  if (some.length !== others.length) return false;
  for (let i = 0; i < some.length; i++) if (some[i] !== others[i]) return false;
  return true;
}

function hashOf(names: readonly string[]): number {
  let hash = names.length;
  for (const name of names) {
    const ends = (name.charCodeAt(0) << 8) ^ name.charCodeAt(name.length >> 1);
    hash = Math.imul(hash ^ ends ^ (name.length << 16), 0x01000193);
  }
  return hash ^ (hash >>> 15);
}

/** What a request's texts are parts of is not kept alive. */
function ownState({ entries, places }: TxState, before: KeyedEntries): TxState {
  const own = new Map(entries);
  for (const [lower, { name, value }] of entries) {
    if (before.get(lower)?.value === value) continue;
    own.delete(lower);
    own.set(ownCopy(lower), { name: ownCopy(name), value: ownCopy(value) });
  }
  return { entries: own, places: places.map((place) => place && ownCopy(place)) };
}
