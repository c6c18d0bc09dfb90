// What it costs to ask 500 edge rules about a browser's request: rules that share nothing with it, rules of
// which one acts, and rules on words in its User-Agent.

import { buildEdgeRules, type EdgeExchange, type EdgeRules } from "#gateway/edge/edge-rules.ts";
import { NO_LOADS } from "#gateway/route-limits.ts";
import type { Variable } from "#http/template.ts";
import { parsePrefix } from "#kernel/address.ts";
import { Deadlines } from "#kernel/deadlines.ts";
import { buildPrefixTable } from "#kernel/prefix-set.ts";
import { AddressList } from "#network/address-list.ts";
import type { EdgeConditionSpec, EdgeRuleSpec } from "#snapshot/edge-rule-spec.ts";
import type { Operator } from "#snapshot/rewrite-spec.ts";
import { newTestTraffic } from "../../test/harness/test-traffic.ts";
import { browserExchange } from "./browser-exchange.ts";
import type { MicroCase, Prepared, Subject } from "./subject.ts";

const RULES = 500;
const BUDGET_NS = 10_000;

export const edgeRules: Subject = { name: "edge-rules", prepare };

const networks = ["10.0.0.0/8", "198.18.0.0/15", "2001:db8::/32"].map((text) => {
  const prefix = parsePrefix(text);
  if ("error" in prefix) throw new Error(prefix.error);
  return new AddressList("n", { prefixes: buildPrefixTable([{ prefix, value: 1 }]), ends: undefined });
});

function prepare(): Prepared {
  const none = rulesOf(mixed);
  const one = rulesOf((i) => (i === 250 ? [compare("path", "", "starts", "/orders")] : mixed(i)));
  const words = rulesOf((i) => [compare("header.*", "user-agent", "contains", `scanner-${i}/`)]);
  return {
    cases: [
      caseOf(`${RULES} rules, none of which can match`, none),
      caseOf(`${RULES} rules, one of which acts`, one),
      caseOf(`${RULES} rules on words in User-Agent`, words),
    ],
  };
}

/** Of paths, networks, hosts, cookies, parameters and headers, mostly with a second condition. */
function mixed(i: number): readonly EdgeConditionSpec[] {
  const second = compare("method", "", "equals", "POST");
  switch (i % 6) {
    case 0:
      return [compare("path", "", "starts", `/service-${i}/`), second];
    case 1:
      return [compare("client.address", "", "network", "", i % networks.length), second];
    case 2:
      return [compare("host", "", "equals", `tenant-${i}.example.com`)];
    case 3:
      return [compare("cookie.*", `trial-${i}`, "exists", ""), second];
    case 4:
      return [compare("query.*", `debug-${i}`, "equals", "1")];
    default:
      return [compare("header.*", `x-device-${i}`, "matches", "^[0-9a-f]{8}$"), second];
  }
}

function compare(
  name: Variable["name"],
  key: string,
  operator: Operator,
  operand: string,
  network = -1,
): EdgeConditionSpec {
  const variable = { name, key };
  const comparison = { variable, operator, operand, network, ignoreCase: false, negate: false };
  return { kind: "compare", compare: comparison };
}

function rulesOf(conditions: (i: number) => readonly EdgeConditionSpec[]): EdgeRules {
  const specs = Array.from({ length: RULES }, (_, i): EdgeRuleSpec => {
    const action = { kind: "tag", tag: `t${i}` } as const;
    const expiresAtMs = Number.POSITIVE_INFINITY;
    return { name: `rule-${i}`, isDryRun: false, expiresAtMs, when: conditions(i), action };
  });
  const metrics = {
    edgeRuleMeter: () => ({ record: () => undefined }),
    shapeMeter: () => ({ delayed: () => undefined, waited: () => undefined }),
  };
  const parts = {
    networks,
    policies: new Map(),
    functions: new Map(),
    challengeKey: "",
    ports: {
      metrics,
      traffic: newTestTraffic().traffic,
      deadlines: new Deadlines(),
      now: () => performance.now(),
    },
  };
  const rules = buildEdgeRules("site", specs, parts);
  if (rules === undefined) throw new Error("there are no rules");
  return rules;
}

function request(): EdgeExchange {
  const flags = { isRecorded: false, loads: NO_LOADS, judgeBot: () => undefined };
  const own = { matched: undefined, edgeWaf: undefined, shaping: undefined, functionRuns: [], ...flags };
  return Object.assign(browserExchange(), own);
}

function caseOf(name: string, rules: EdgeRules): MicroCase {
  const x = request();
  const untouched = x.tags;
  const run = (operations: number): number => {
    let tagged = 0;
    for (let i = 0; i < operations; i++) {
      x.edgeRules = untouched;
      x.tags = untouched;
      if (rules.ask(x) !== undefined) throw new Error("a rule ended the request");
      tagged += x.tags.length;
    }
    return tagged;
  };
  return { name, budgetNs: BUDGET_NS, run };
}
