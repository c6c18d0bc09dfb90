// Cross checks of edge rules: conditions that say one thing, rules that do one thing, rules that are never
// asked, and limits that clients could escape.

import { isAddressVariable, type Variable } from "#http/template.ts";
import { checkFixedResponse, checkRedirect } from "./check-answers.ts";
import { checkBotClasses } from "./check-bots.ts";
import { isOfResponse } from "./check-rewrites.ts";
import type { Config, Site } from "./config.ts";
import { needsCountries } from "./networks.ts";
import type { Places } from "./places.ts";
import type { Report } from "./report.ts";
import { printSize } from "./size.ts";
import { placeText } from "./source.ts";
import { quoted } from "./tree.ts";

type MapValue<M> = M extends ReadonlyMap<string, infer V> ? V : never;

export type EdgeRule = MapValue<Site["edgeRules"]>;
export type EdgeLimit = NonNullable<EdgeRule["limit"]>;
export type EdgeShape = NonNullable<EdgeRule["shape"]>;
type OuterCondition = EdgeRule["when"][number];
type InnerCondition = NonNullable<OuterCondition["any"]>[number];
/** A condition of any depth; the innermost holds no groups. */
export type EdgeCondition = Omit<OuterCondition, "any" | "all"> & {
  readonly any?: readonly (EdgeCondition | InnerCondition)[];
  readonly all?: readonly (EdgeCondition | InnerCondition)[];
};

const EDGE_ACTIONS = [
  ...(["allow", "deny", "drop", "respond", "redirect", "limit", "shape"] as const),
  ...(["challenge", "run", "wafPolicy", "tag"] as const),
];
const FINAL = ["allow", "deny", "drop", "respond", "redirect"] as const;

const COMPARISONS = [
  ...(["equals", "starts", "ends", "contains", "matches", "exists", "network", "in"] as const),
  ...(["over", "under"] as const),
];
const MAX_WINDOW_MS = 3_600_000;
/** A bucket is asked up to so many times a second: a smaller one runs over in between. */
const LEAST_BURSTS_PER_SECOND = 4;
const MAX_BURST_S = 3600;

export function checkEdgeRules(site: Site, config: Config, report: Report, nowMs: number): void {
  const checker = new EdgeRuleChecker(site, needsCountries(config), config.places, report);
  let taker: string | undefined;
  for (const [name, rule] of site.edgeRules) {
    if (taker !== undefined) reportDead(name, taker, site, config.places, report);
    checker.check(name, rule, nowMs);
    if (taker === undefined && endsAll(rule)) taker = name;
  }
}

/** Of a rule that does one thing. */
function endsAll(rule: EdgeRule): boolean {
  const [action, ...others] = EDGE_ACTIONS.filter((each) => rule[each] !== undefined);
  const isFinal = FINAL.some((final) => final === action) && others.length === 0;
  return isFinal && rule.expires === undefined && rule.mode === "enforce" && rule.when.length === 0;
}

function reportDead(name: string, taker: string, site: Site, places: Places, report: Report): void {
  const where = placeText(places.key(site.edgeRules, taker));
  const message = `the edge rule ${quoted(name)} is never asked: ${quoted(taker)} at ${where} ends every request`;
  const hint = `remove it, put it before ${quoted(taker)}, or give ${quoted(taker)} a condition`;
  report.error(places.key(site.edgeRules, name), "dead-rule", message, hint);
}

class EdgeRuleChecker {
  readonly #site: Site;
  /** The node has data on them. */
  readonly #hasCountries: boolean;
  readonly #places: Places;
  readonly #report: Report;

  constructor(site: Site, hasCountries: boolean, places: Places, report: Report) {
    this.#site = site;
    this.#hasCountries = hasCountries;
    this.#places = places;
    this.#report = report;
  }

  check(name: string, rule: EdgeRule, nowMs: number): void {
    for (const condition of rule.when) this.#checkCondition(condition);
    this.#checkAction(name, rule);
    const { expires, redirect, respond, limit, shape } = rule;
    if (redirect !== undefined) checkRedirect(redirect, this.#site, this.#places, this.#report);
    if (respond !== undefined) checkFixedResponse(respond, this.#places, this.#report);
    if (limit !== undefined) this.#checkLimit(limit);
    if (shape !== undefined) this.#checkShape(shape);
    if (expires === undefined || expires.atMs > nowMs) return;
    const message = `the edge rule ${quoted(name)} has expired, and no longer acts`;
    const hint = "remove it if it is no longer needed, else write a later date";
    this.#report.warning(this.#places.value(rule, "expires"), "edge-rule-expired", message, hint);
  }

  #checkAction(name: string, rule: EdgeRule): void {
    const written = EDGE_ACTIONS.filter((action) => this.#places.isWritten(rule, action));
    if (written.length === 1) return;
    if (written.length === 0) {
      const message = `the edge rule ${quoted(name)} does not say what to do`;
      const hint = `write one of ${EDGE_ACTIONS.join(", ")}`;
      this.#report.error(this.#places.self(rule), "missing-choice", message, hint);
      return;
    }
    const message = `the edge rule does more than one thing: ${written.join(", ")}`;
    const hint = "keep one, and write another rule with the same conditions for the other";
    this.#report.error(this.#places.key(rule, written[1] ?? ""), "too-many-choices", message, hint);
  }

  #checkCondition(condition: EdgeCondition): void {
    const { any, all } = condition;
    for (const inner of [...(any ?? []), ...(all ?? [])]) this.#checkCondition(inner);
    const forms = (["variable", "during", "any", "all"] as const).filter((key) =>
      this.#places.isWritten(condition, key),
    );
    const compared = COMPARISONS.filter((key) => this.#places.isWritten(condition, key));
    if (forms.length === 0) {
      const hint = "write `variable` with a comparison, `during`, `any` or `all`";
      const message = "the condition does not say what to look at";
      this.#report.error(this.#places.self(condition), "missing-choice", message, hint);
    } else if (forms.length > 1) {
      const message = `the condition has more than one of ${forms.join(", ")}`;
      const hint = "keep one, and write another condition for the other";
      this.#report.error(this.#places.key(condition, forms[1] ?? ""), "too-many-choices", message, hint);
    } else if (forms[0] === "variable") this.#checkComparison(condition, compared);
    else if (compared[0] !== undefined) {
      const message = `${forms[0]} is compared with nothing`;
      const spot = this.#places.key(condition, compared[0]);
      this.#report.error(
        spot,
        "too-many-choices",
        message,
        `write a condition of its own for \`${compared[0]}\``,
      );
    }
  }

  #checkComparison(condition: EdgeCondition, compared: readonly string[]): void {
    const { variable, over, under, network } = condition;
    const place = this.#places.self(condition);
    const isRange = compared.length === 2 && compared.includes("over") && compared.includes("under");
    if (compared.length === 0) {
      const hint = `write one of ${COMPARISONS.join(", ")}`;
      this.#report.error(place, "missing-choice", "the condition does not say what to compare with", hint);
    } else if (compared.length > 1 && !isRange) {
      const message = `the condition names more than one of ${compared.join(", ")}`;
      const hint = "keep one, and write another condition for the other";
      this.#report.error(this.#places.key(condition, compared[1] ?? ""), "too-many-choices", message, hint);
    }
    if (over !== undefined && under !== undefined && under - over < 2) {
      const message = `no whole number is above ${over} and below ${under}`;
      const hint = "for two conditions of which one has to hold, write `any`";
      this.#report.error(this.#places.key(condition, "under"), "never-true", message, hint);
    }
    if (variable === undefined) return;
    if (network !== undefined && !isAddressVariable(variable)) {
      const message = `${this.#places.shown(condition, "variable")} is not in networks`;
      const hint = "networks hold addresses: write variable: client.address";
      this.#report.error(this.#places.key(condition, "network"), "bad-variable", message, hint);
    }
    checkBotClasses(condition, variable, this.#places, this.#report);
    this.#checkKnown(variable, condition, "variable");
  }

  /** Nothing is known of the response, and of countries only where there is data. */
  #checkKnown(variable: Variable, owner: object, key: string | number): void {
    if (variable.name === "client.country" && !this.#hasCountries) {
      const hint = "write `geo` into the configuration: `geo: { countries: bundled }`";
      const message = "the node has no data on countries, so that nobody is in one";
      this.#report.error(this.#places.value(owner, key), "no-country-data", message, hint);
    }
    if (!isOfResponse(variable)) return;
    const message = "edge rules are asked before there is a response";
    const hint = "a rewrite can look at the response";
    this.#report.error(this.#places.value(owner, key), "response-too-late", message, hint);
  }

  #checkLimit(limit: EdgeLimit): void {
    limit.by.forEach((variable, i) => {
      this.#checkKnown(variable, limit.by, i);
    });
    if (limit.window > MAX_WINDOW_MS) {
      const message = `${this.#places.shown(limit, "window")} is longer than an hour`;
      const hint = "limits of days and months are quotas: the policies `quota` and `quota-by-key`";
      this.#report.error(this.#places.value(limit, "window"), "out-of-range", message, hint);
    }
    if (limit.perAddress === undefined || limit.by.some((variable) => !isAddressVariable(variable))) return;
    const message = "what is counted by `by` is nothing that clients choose: `perAddress` changes nothing";
    this.#report.error(this.#places.key(limit, "perAddress"), "unused-setting", message, "write `requests`");
  }

  #checkShape(shape: EdgeShape): void {
    const { download, upload, burst, by, timesPerAddress } = shape;
    by.forEach((variable, i) => {
      this.#checkKnown(variable, by, i);
    });
    if (!this.#places.isWritten(shape, "download") && !this.#places.isWritten(shape, "upload")) {
      const message = "the shape says of neither direction how fast it may be";
      const hint = "write download, upload, or both: `download: 1MiB`";
      this.#report.error(this.#places.self(shape), "missing-choice", message, hint);
    }
    for (const rate of [download, upload]) {
      if (rate !== undefined && burst !== undefined) this.#checkBurst(shape, rate, burst);
    }
    if (timesPerAddress === undefined || by.some((variable) => !isAddressVariable(variable))) return;
    const message =
      "what shares the rate by `by` is nothing that clients choose: `timesPerAddress` changes nothing";
    const spot = this.#places.key(shape, "timesPerAddress");
    this.#report.error(spot, "unused-setting", message, "remove it, or raise the rates");
  }

  #checkBurst(shape: EdgeShape, rate: number, burst: number): void {
    const place = this.#places.value(shape, "burst");
    const shown = this.#places.shown(shape, "burst");
    const perSecond = `${printSize(rate)} per second`;
    const least = Math.ceil(rate / LEAST_BURSTS_PER_SECOND);
    if (burst < least) {
      const message = `${shown} is too little for ${perSecond}: the rate would not be reached`;
      this.#report.error(
        place,
        "out-of-range",
        message,
        `write at least ${printSize(least)}, or leave it out`,
      );
    } else if (burst > rate * MAX_BURST_S) {
      const message = `${shown} is more than an hour of ${perSecond}`;
      const hint = "the amount of hours and days is a quota: the policies `quota` and `quota-by-key`";
      this.#report.error(place, "out-of-range", message, hint);
    }
  }
}
