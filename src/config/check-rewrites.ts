// Cross checks of rewrites: conditions with exactly one operator, captures that exist, nothing of the
// response in what happens before it, and no header that is the gateway's to write.

import { normaliseTarget, type PathRules } from "#http/path.ts";
import { type Template, type Variable, variablesOf } from "#http/template.ts";
import { compileLinear } from "#kernel/linear-regex.ts";
import { checkBotClasses } from "./check-bots.ts";
import type { Config, Site } from "./config.ts";
import type { Places } from "./places.ts";
import type { Report } from "./report.ts";
import { changeFlaw } from "./template-text.ts";
import { quoted } from "./tree.ts";

export type Rewrite = Site["rewrites"][number];
type Condition = Rewrite["when"][number];
type Headers = ReadonlyMap<string, Template>;

export function checkRewrites(
  rewrites: readonly Rewrite[],
  site: Site,
  config: Config,
  report: Report,
): void {
  const checker = new RewriteChecker(site.path, config.places, report);
  for (const rewrite of rewrites) checker.check(rewrite);
}

const OPERATORS = ["equals", "starts", "ends", "contains", "matches", "exists", "network"] as const;

const CHANGES = [
  ...["path", "query", "host", "setParameters", "addParameters", "removeParameters"],
  ...["setHeaders", "addHeaders", "removeHeaders"],
];

/** The operators that a condition names. */
export function operatorsOf(condition: Condition) {
  return OPERATORS.filter((operator) => condition[operator] !== undefined);
}

export const isOfResponse = ({ name }: Variable): boolean => name.startsWith("response.");

class RewriteChecker {
  readonly #rules: PathRules;
  readonly #places: Places;
  readonly #report: Report;

  constructor(rules: PathRules, places: Places, report: Report) {
    this.#rules = rules;
    this.#places = places;
    this.#report = report;
  }

  check(rewrite: Rewrite): void {
    for (const condition of rewrite.when) this.#checkCondition(condition);
    this.#checkPurpose(rewrite);
    this.#checkNames(rewrite);
    this.#checkValues(rewrite);
    this.#checkPath(rewrite);
  }

  #checkCondition(condition: Condition): void {
    const operators = OPERATORS.filter((operator) => this.#places.isWritten(condition, operator));
    const place = this.#places.self(condition);
    if (operators.length === 0) {
      const hint = `write one of ${OPERATORS.join(", ")}`;
      this.#report.error(place, "missing-choice", "the condition does not say what to compare with", hint);
    }
    if (operators.length > 1) {
      const message = `the condition names more than one of ${operators.join(", ")}`;
      const hint = "keep one, and write another condition for the other: all must hold";
      this.#report.error(this.#places.key(condition, operators[1] ?? ""), "too-many-choices", message, hint);
    }
    checkBotClasses(condition, condition.variable, this.#places, this.#report);
    if (condition.network !== undefined && condition.variable.name !== "client.address") {
      const message = `${this.#places.shown(condition, "variable")} is not in networks`;
      const hint = "networks hold the client: write variable: client.address";
      this.#report.error(this.#places.key(condition, "network"), "bad-variable", message, hint);
    }
  }

  #checkPurpose(rewrite: Rewrite): void {
    const { request, response, reroute } = rewrite;
    const place = this.#places.self(rewrite);
    if (!this.#hasAny(request) && !this.#hasAny(response)) {
      const hint = "write `request` or `response` with what is to be changed";
      this.#report.error(place, "nothing-changed", "the rewrite changes nothing", hint);
    }
    if (reroute && request.path === undefined) {
      const hint = "write request.path, or remove reroute";
      const message = "without a new path there is no other route";
      this.#report.error(this.#places.key(rewrite, "reroute"), "reroute-without-path", message, hint);
    }
    if (!rewrite.when.some(({ variable }) => isOfResponse(variable)) || !changesRequest(rewrite)) return;
    const message = "a rewrite that looks at the response comes too late to change the request";
    const hint = "write two rewrites: one without `request`, one without conditions on the response";
    this.#report.error(this.#places.key(rewrite, "request"), "response-too-late", message, hint);
  }

  /** What is written wrongly was meant to change something. */
  #hasAny(changes: object): boolean {
    return CHANGES.some((key) => this.#places.isWritten(changes, key));
  }

  #checkNames({ request, response }: Rewrite): void {
    for (const headers of [
      request.setHeaders,
      request.addHeaders,
      response.setHeaders,
      response.addHeaders,
    ]) {
      for (const name of headers.keys()) {
        const flaw = changeFlaw(name);
        if (flaw === undefined) continue;
        this.#report.error(
          this.#places.key(headers, name),
          flaw.code,
          `${quoted(name)} ${flaw.says}`,
          flaw.hint,
        );
      }
    }
  }

  #checkValues(rewrite: Rewrite): void {
    const { request, response } = rewrite;
    const groups = groupCount(rewrite);
    const check = (owner: object, key: string, template: Template | undefined, isLate: boolean): void => {
      for (const variable of variablesOf(template ?? []))
        this.#checkVariable(variable, owner, key, groups, isLate);
    };
    check(request, "path", request.path, false);
    check(request, "query", request.query, false);
    const early: readonly Headers[] = [
      ...[request.setHeaders, request.addHeaders, request.setParameters, request.addParameters],
    ];
    for (const map of early) for (const [name, value] of map) check(map, name, value, false);
    const late: readonly Headers[] = [response.setHeaders, response.addHeaders];
    for (const map of late) for (const [name, value] of map) check(map, name, value, true);
  }

  #checkVariable(variable: Variable, owner: object, key: string, groups: number, isLate: boolean): void {
    const spot = this.#places.value(owner, key);
    if (variable.name === "capture.*" && Number(variable.key) > groups) {
      const message = `there is no {capture.${variable.key}}`;
      const hint =
        groups === 0
          ? "captures are the groups of the rewrite's own `matches` conditions: write one with ( and )"
          : `the rewrite's \`matches\` conditions have ${groups === 1 ? "one group" : `${groups} groups`}`;
      this.#report.error(spot, "unknown-capture", message, hint);
    }
    if (isLate || !isOfResponse(variable)) return;
    const message = "a request cannot be changed by what its response will say";
    this.#report.error(spot, "response-too-late", message, "use it under `response`");
  }

  /** With every variable as a plain word, the path has to be in the form in which it is forwarded. */
  #checkPath({ request }: Rewrite): void {
    if (request.path === undefined) return;
    const whole = request.path.map((part, i) => (typeof part === "string" ? part : filler(part, i))).join("");
    const normal = normaliseTarget(whole, this.#rules);
    if (typeof normal !== "string" && normal.path === whole) return;
    const message = `${this.#places.shown(request, "path")} is not in normal form`;
    const hint = "write it without dot segments, double slashes and needless percent-encoding";
    this.#report.error(this.#places.value(request, "path"), "bad-path", message, hint);
  }
}

function filler({ name }: Variable, at: number): string {
  return name.startsWith("path") || at === 0 ? "/x" : "x";
}

function changesFields(change: Rewrite["response"]): boolean {
  return change.setHeaders.size + change.addHeaders.size + change.removeHeaders.length > 0;
}

function changesRequest({ request }: Rewrite): boolean {
  const { path, query, host, setParameters, addParameters, removeParameters } = request;
  const isTargetChanged = path !== undefined || query !== undefined || host !== undefined;
  const parameters = setParameters.size + addParameters.size + removeParameters.length;
  return isTargetChanged || parameters > 0 || changesFields(request);
}

function groupCount({ when }: Rewrite): number {
  let count = 0;
  for (const { matches, negate } of when) {
    const compiled = matches === undefined || negate ? "" : compileLinear(matches, false);
    if (typeof compiled !== "string") count += compiled.groupCount;
  }
  return count;
}
