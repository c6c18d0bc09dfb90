// Which rules look at the values of one variable: all of its members, or those of one name.

import type { Pairs } from "../../body/parsed-body.ts";
import { spend, work } from "../../cost/work-meter.ts";
import type { VariableReader } from "../../variable/variable.ts";
import { findVariable } from "../../variable/variable-table.ts";
import type { RuleUnit } from "../rule-unit.ts";
import type { Transaction } from "../transaction.ts";
import type { ScanHits } from "./scan-hits.ts";
import type { Scan } from "./scannable.ts";
import type { ValueScanner } from "./value-scanner.ts";

export type ScannedRule = { readonly unit: RuleUnit; readonly scan: Scan; readonly bit: number };

export interface VariableUse {
  readonly variable: string;
  scan(tx: Transaction, hits: ScanHits): void;
}

/** In small steps. */
type ScannerOf = (rules: readonly ScannedRule[]) => Generator<undefined, ValueScanner>;

/** Values of these never enter the memory of clean values. */
const secretKeys = new Set([
  "authorization",
  "proxy-authorization",
  "cookie",
  "x-api-key",
  "ocp-apim-subscription-key",
  "portcullis-debug",
]);
const secretVariables = new Set(["REQUEST_COOKIES", "REQUEST_BODY", "RESPONSE_BODY", "FILES_TMP_CONTENT"]);

/**
 * In small steps: a scanner each.
 * @param meant the rules for which the values of a variable are to be scanned; none: not at all
 */
export function* usesByVariable(
  rules: readonly ScannedRule[],
  meant: (variable: string) => ReadonlySet<ScannedRule>,
  scannerOf: ScannerOf,
): Generator<undefined, readonly VariableUse[]> {
  const variables = new Map<string, ScannedRule[]>();
  for (const rule of rules) {
    const names = new Set((rule.unit.links[0]?.targets ?? []).map(({ target }) => target.variable));
    for (const name of names) {
      if (!meant(name).has(rule)) continue;
      const own = variables.get(name);
      if (own === undefined) variables.set(name, [rule]);
      else own.push(rule);
    }
  }
  yield;
  const uses: VariableUse[] = [];
  for (const [name, own] of variables) {
    uses.push(yield* useOf(name, own, scannerOf));
    yield;
  }
  return uses;
}

function* useOf(
  variable: string,
  rules: readonly ScannedRule[],
  scannerOf: ScannerOf,
): Generator<undefined, VariableUse> {
  const reader = findVariable(variable);
  const isSecret = secretVariables.has(variable);
  switch (reader?.kind) {
    case "collection":
      return yield* CollectionUse.build(variable, reader.read, rules, scannerOf);
    case "selected":
      return yield* SelectedUse.build(variable, reader, rules, scannerOf);
    default: {
      const scanner = yield* scannerOf(rules);
      const read = reader?.kind === "scalar" ? reader.read : () => "";
      return { variable, scan: (tx, hits) => scanner.scan(read(tx), hits, isSecret) };
    }
  }
}

/** The rules that look at any member of a collection, not only at some by their names. */
export const rulesOfAllMembers = (variable: string, rules: readonly ScannedRule[]): ScannedRule[] =>
  rules.filter(({ unit }) =>
    unit.links[0]?.targets.some(
      ({ target }) => target.variable === variable && target.selector.kind !== "key",
    ),
  );

/** Members that rules name have scanners of their own; the others share one. */
class CollectionUse implements VariableUse {
  readonly variable: string;
  private readonly read: (tx: Transaction) => Pairs;
  private readonly isSecret: boolean;
  private readonly named: ReadonlyMap<string, ValueScanner>;
  private readonly others: ValueScanner | undefined;

  private constructor(
    variable: string,
    read: (tx: Transaction) => Pairs,
    named: ReadonlyMap<string, ValueScanner>,
    others: ValueScanner | undefined,
  ) {
    this.variable = variable;
    this.read = read;
    this.isSecret = secretVariables.has(variable);
    this.named = named;
    this.others = others;
  }

  static *build(
    variable: string,
    read: (tx: Transaction) => Pairs,
    rules: readonly ScannedRule[],
    scannerOf: ScannerOf,
  ): Generator<undefined, CollectionUse> {
    const keys = new Map<string, ScannedRule[]>();
    const general = rulesOfAllMembers(variable, rules);
    for (const rule of rules) {
      for (const { target } of rule.unit.links[0]?.targets ?? []) {
        if (target.variable !== variable || target.selector.kind !== "key") continue;
        const key = target.selector.key.toLowerCase();
        keys.set(key, [...(keys.get(key) ?? []), rule]);
      }
    }
    const named = new Map<string, ValueScanner>();
    for (const [key, own] of keys) {
      const all = [...new Set([...general, ...own])].toSorted((a, b) => a.bit - b.bit);
      named.set(key, yield* scannerOf(all));
      yield;
    }
    const others = general.length === 0 ? undefined : yield* scannerOf(general);
    return new CollectionUse(variable, read, named, others);
  }

  scan(tx: Transaction, hits: ScanHits): void {
    const { names, values, keys } = this.read(tx);
    const hasNamed = this.named.size > 0;
    // Records repeat their names: what was found of one holds for all that are the same.
    const seen = values === names && names.length >= REPEATING ? new Set<string>() : undefined;
    for (let i = 0; i < names.length; i++) {
      if (seen !== undefined && isRepeated(seen, names[i] ?? "")) continue;
      const key = hasNamed ? (keys?.[i] ?? (names[i] ?? "").toLowerCase()) : "";
      const scanner = (hasNamed ? this.named.get(key) : undefined) ?? this.others;
      scanner?.scan(values[i] ?? "", hits, this.isSecret || (hasNamed && secretKeys.has(key)));
    }
  }
}

/** Names of which one can be expected to come twice. */
const REPEATING = 8;

function isRepeated(seen: Set<string>, name: string): boolean {
  spend(work.member);
  const { size } = seen;
  return seen.add(name).size === size;
}

/** Every selection that rules ask for, with the rules that ask. */
class SelectedUse implements VariableUse {
  readonly variable: string;
  private readonly read: (tx: Transaction, selector: string) => readonly string[];
  private readonly scanners: ReadonlyMap<string, ValueScanner>;

  private constructor(
    variable: string,
    read: (tx: Transaction, selector: string) => readonly string[],
    scanners: ReadonlyMap<string, ValueScanner>,
  ) {
    this.variable = variable;
    this.read = read;
    this.scanners = scanners;
  }

  static *build(
    variable: string,
    { read }: Extract<VariableReader, { kind: "selected" }>,
    rules: readonly ScannedRule[],
    scannerOf: ScannerOf,
  ): Generator<undefined, SelectedUse> {
    const selectors = new Map<string, ScannedRule[]>();
    for (const rule of rules) {
      for (const { target } of rule.unit.links[0]?.targets ?? []) {
        if (target.variable !== variable) continue;
        const key = target.selector.kind === "key" ? target.selector.key : "/*";
        const own = selectors.get(key) ?? [];
        if (!own.includes(rule)) own.push(rule);
        selectors.set(key, own);
      }
    }
    const scanners = new Map<string, ValueScanner>();
    for (const [key, own] of selectors) scanners.set(key, yield* scannerOf(own));
    return new SelectedUse(variable, read, scanners);
  }

  scan(tx: Transaction, hits: ScanHits): void {
    if (tx.body.xml === undefined) return;
    for (const [key, scanner] of this.scanners) {
      const values = this.read(tx, key);
      spend(work.member * values.length);
      for (const value of values) scanner.scan(value, hits, false);
    }
  }
}
