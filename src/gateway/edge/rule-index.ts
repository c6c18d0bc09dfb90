// Which of a site's edge rules may match a request at all, by what each of them cannot do without.

import { CookiePairs } from "#http/cookie-pairs.ts";
import type { Field } from "#http/field.ts";
import type { Variable } from "#http/template.ts";
import type { AddressList } from "#network/address-list.ts";
import type { EdgeRuleSpec } from "#snapshot/edge-rule-spec.ts";
import { eachParameterName, NameLengths } from "../rewrite/query-string.ts";
import { anchorsOfAll } from "./anchor.ts";
import { AnchorTable } from "./anchor-table.ts";
import type { EdgeView } from "./edge-view.ts";
import { RuleBits } from "./rule-bits.ts";

type Tables = Map<string, AnchorTable>;

export class RuleIndex {
  /** Asked for every request. */
  readonly #always: RuleBits;
  /** Of the request under way: one pass takes no wait. */
  readonly #found: RuleBits;
  readonly #plain: Tables = new Map();
  /** The tables of variables that every request has. */
  readonly #eachTime: readonly AnchorTable[];
  readonly #headers: Tables = new Map();
  readonly #cookies: Tables = new Map();
  readonly #parameters: Tables = new Map();
  readonly #headerLengths = new NameLengths();
  readonly #parameterLengths = new NameLengths();

  constructor(rules: readonly EdgeRuleSpec[], view: EdgeView, networks: readonly AddressList[]) {
    this.#always = new RuleBits(rules.length);
    this.#found = new RuleBits(rules.length);
    rules.forEach(({ when }, place) => {
      const anchors = anchorsOfAll(when)?.anchors;
      if (anchors === undefined) this.#always.addAll([place]);
      for (const { variable, test } of anchors ?? []) {
        this.#tableOf(variable, view).add(test, place, networks);
      }
    });
    for (const tables of [this.#plain, this.#headers, this.#cookies, this.#parameters]) {
      for (const table of tables.values()) table.seal();
    }
    for (const name of this.#headers.keys()) this.#headerLengths.add(name);
    for (const name of this.#parameters.keys()) this.#parameterLengths.add(name);
    this.#eachTime = [...this.#plain.values()];
  }

  #tableOf(variable: Variable, view: EdgeView): AnchorTable {
    const tables = this.#tablesOf(variable);
    const name = variable.key === "" ? variable.name : variable.key;
    const known = tables.get(name) ?? new AnchorTable(view.slotOf(variable));
    tables.set(name, known);
    return known;
  }

  #tablesOf({ name }: Variable): Tables {
    if (name === "header.*") return this.#headers;
    if (name === "cookie.*") return this.#cookies;
    return name === "query.*" ? this.#parameters : this.#plain;
  }

  /** The rules that may match what the view looks at: good until the next request is asked about. */
  candidates(view: EdgeView): RuleBits {
    const found = this.#found;
    found.copyFrom(this.#always);
    for (const table of this.#eachTime) table.mark(view, found);
    const { head, query } = view.exchange;
    if (this.#headers.size > 0) {
      for (const { key } of head.fields) {
        if (this.#headerLengths.mayHave(key.length)) this.#headers.get(key)?.mark(view, found);
      }
    }
    if (this.#cookies.size > 0) this.#markCookies(head.fields, view);
    if (this.#parameters.size > 0 && query !== "") {
      eachParameterName(query.slice(1), this.#parameterLengths, (name) =>
        this.#parameters.get(name)?.mark(view, found),
      );
    }
    return found;
  }

  #markCookies(fields: readonly Field[], view: EdgeView): void {
    const pairs = new CookiePairs(fields);
    while (pairs.next()) this.#cookies.get(pairs.name)?.mark(view, this.#found);
  }
}
