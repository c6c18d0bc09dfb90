// One request and its response before the engine: what is known of them, what rules wrote, and what matched.
// How rules are run is the business of the phase runner; how a transaction passes from phase to phase is that
// of the session.

import type { Pairs, ParsedBody } from "../body/parsed-body.ts";
import type { OperatorContext } from "../operator/operator.ts";
import type { Macro } from "../seclang/macro.ts";
import type { EngineMode, EngineSettings, Rule } from "../seclang/program.ts";
import { expandMacro } from "./expand-macro.ts";
import type { FoundAhead } from "./fast/scan-hits.ts";
import { KeyedCollection } from "./keyed-collection.ts";
import type { Interruption, MatchedValue, MatchRecord } from "./match-record.ts";
import { joinPairs, NO_PAIRS, newPairs } from "./pairs.ts";
import { PersistentCollections } from "./persistent-collections.ts";
import type { RequestInput } from "./request-input.ts";
import { RequestView } from "./request-view.ts";
import { ResponseView } from "./response-view.ts";
import type { RuleSet } from "./rule-set.ts";
import { RuntimeControls } from "./runtime-controls.ts";
import { TransformedValues } from "./transformed-values.ts";
import { TxCollection } from "./tx-collection.ts";

const NO_BODY: ParsedBody = {
  args: NO_PAIRS,
  files: [],
  partHeaders: NO_PAIRS,
  multipartFlags: new Set(),
  xml: undefined,
  error: "",
  isOverArgumentLimit: false,
};

const NO_SEVERITY = 255;
const NO_MATCHES: readonly MatchedValue[] = [];

export class Transaction implements OperatorContext {
  readonly rules: RuleSet;
  readonly settings: EngineSettings;
  readonly request: RequestView;
  readonly startedAtMs: number;
  response = new ResponseView();
  mode: EngineMode;
  // What came of the request's body.
  body: ParsedBody = NO_BODY;
  requestBodyText = "";
  isRequestBodyCut = false;
  /** REQBODY_PROCESSOR; empty where none is chosen. */
  bodyProcessor = "";
  // What rules wrote.
  readonly tx: TxCollection;
  /** What transformations made of the values that rules looked at. */
  readonly transformed = new TransformedValues();
  private ownEnv: KeyedCollection | undefined;
  private ownGeo: KeyedCollection | undefined;
  private ownPersistent: PersistentCollections | undefined;
  /** What a scan of the request's head in phase 1 has found for phase 2. */
  foundAhead: FoundAhead | undefined;
  readonly controls = new RuntimeControls();
  /**
   * Names of arguments, headers and the like that audit logs must not show, as `sanitise…` actions named
   * them.
   */
  readonly sanitised: { readonly what: string; readonly key: string }[] = [];
  // What matched.
  readonly matches: MatchRecord[] = [];
  interruption: Interruption | undefined;
  /** The rule whose disruptive action only detection kept from ending the transaction; the first of them. */
  wouldInterrupt: Rule | undefined;
  /** The cost limit was reached: what no rule had answered by then is not decided. */
  isExhausted = false;
  allowed: "transaction" | "phase" | "request" | undefined;
  matchedName = "";
  matchedValue = "";
  /** Of the link before, made into `matchedVars` when a rule asks: few do. */
  private linkMatches: readonly MatchedValue[] = NO_MATCHES;
  private linkFrom = 0;
  private linkEnd = 0;
  private linkVars: Pairs | undefined = NO_PAIRS;
  highestSeverity = NO_SEVERITY;
  /** The rule that runs. */
  rule: Rule | undefined;
  /** The variable that is scanned for all rules at once; empty while one runs. */
  scanned = "";
  isCapturing = false;
  /** What is known of the values that the link at hand looks at; undefined where nothing is. */
  mayMatch: ((value: string) => boolean) | undefined;
  private allArgs: Pairs | undefined;
  private argsOfBody: Pairs = NO_PAIRS;

  /** @param initialTx what the collection TX begins with */
  constructor(rules: RuleSet, input: RequestInput, initialTx = rules.initialTx) {
    this.rules = rules;
    this.settings = rules.settings;
    this.mode = rules.settings.mode;
    this.request = new RequestView(input, rules.settings);
    this.startedAtMs = rules.nowMs();
    this.tx = new TxCollection(initialTx);
  }

  // Few transactions have any of these.

  get env(): KeyedCollection {
    this.ownEnv ??= new KeyedCollection();
    return this.ownEnv;
  }

  get geo(): KeyedCollection {
    this.ownGeo ??= new KeyedCollection();
    return this.ownGeo;
  }

  get persistent(): PersistentCollections {
    const { collections, nowMs, settings } = this.rules;
    this.ownPersistent ??= new PersistentCollections(collections, settings.collectionTimeoutS * 1000, nowMs);
    return this.ownPersistent;
  }

  /** Writes back what is kept beyond the transaction. */
  saveCollections(): void {
    this.ownPersistent?.save();
  }

  nowMs(): number {
    return this.rules.nowMs();
  }

  /** Of the query, then of the body. */
  get args(): Pairs {
    if (this.allArgs === undefined || this.argsOfBody !== this.body.args) {
      this.argsOfBody = this.body.args;
      this.allArgs = joinPairs(this.request.args, this.body.args);
    }
    return this.allArgs;
  }

  /** Bodies that a processor takes apart are seen by their parts, unless a rule asks for the whole. */
  get requestBodyVariable(): string {
    if (this.controls.forcesRequestBody) return this.requestBodyText;
    switch (this.bodyProcessor) {
      case "MULTIPART":
      case "JSON":
      case "XML":
        return "";
      default:
        return this.requestBodyText;
    }
  }

  /** The collection RULE: facts of the rule that runs. */
  ruleFacts(): Pairs {
    const { rule } = this;
    const facts = newPairs();
    if (rule === undefined) return facts;
    facts.names.push("id", "rev", "severity", "logdata", "msg", "ver");
    facts.values.push(String(rule.id), rule.revision, rule.severity < 0 ? "" : String(rule.severity));
    facts.values.push(this.expand(rule.logData), this.expand(rule.message), rule.version);
    return facts;
  }

  expand(macro: Macro): string {
    return expandMacro(this, macro);
  }

  capture(groups: readonly string[]): void {
    this.tx.capture(groups);
  }

  captureLater(groups: () => readonly string[]): void {
    this.tx.captureLater(groups);
  }

  setGeo(place: Readonly<Record<string, string>>): void {
    this.geo.clear();
    for (const [key, value] of Object.entries(place)) this.geo.set(key, value);
  }

  noteMatch({ name, value }: MatchedValue): void {
    this.matchedName = name;
    this.matchedValue = value;
  }

  /**
   * A link of the rule that runs has matched.
   * @param matched by this link and those before it; later ones append to it
   * @param from the first one of this link
   */
  noteLink(matched: readonly MatchedValue[], from: number): void {
    this.linkMatches = matched;
    this.linkFrom = from;
    this.linkEnd = matched.length;
    this.linkVars = undefined;
  }

  get matchedVars(): Pairs {
    if (this.linkVars === undefined) {
      const own = this.linkMatches.slice(this.linkFrom, this.linkEnd);
      this.linkVars = { names: own.map(({ name }) => name), values: own.map(({ value }) => value) };
    }
    return this.linkVars;
  }

  /** MATCHED_VAR and its kin tell of one rule with its chain, never of one before it. */
  forgetMatch(): void {
    this.matchedName = "";
    this.matchedValue = "";
    this.linkVars = NO_PAIRS;
  }

  noteSeverity(severity: number): void {
    if (severity >= 0 && severity < this.highestSeverity) this.highestSeverity = severity;
  }
}
