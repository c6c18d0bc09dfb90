import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { wholeBody } from "#http/body.ts";
import { Exchange, WAITING } from "#http/exchange.ts";
import type { Variable } from "#http/template.ts";
import { readWholeRequest } from "#http/whole-request.ts";
import { parsePrefix } from "#kernel/address.ts";
import { ManualClock } from "#kernel/clock.ts";
import { Deadlines } from "#kernel/deadlines.ts";
import { buildPrefixTable } from "#kernel/prefix-set.ts";
import { AddressList } from "#network/address-list.ts";
import type { EdgeConditionSpec, EdgeRuleSpec } from "#snapshot/edge-rule-spec.ts";
import type { Operator } from "#snapshot/rewrite-spec.ts";
import { newTestTraffic } from "../../../test/harness/test-traffic.ts";
import { NO_LOADS } from "../route-limits.ts";
import { compileEdgeCondition } from "./edge-condition.ts";
import { buildEdgeRules, type EdgeExchange } from "./edge-rules.ts";
import { EdgeView } from "./edge-view.ts";
import { RuleBits } from "./rule-bits.ts";

function network(text: string): AddressList {
  const prefix = parsePrefix(text);
  assert.ok(!("error" in prefix));
  return new AddressList("n", { prefixes: buildPrefixTable([{ prefix, value: 1 }]), ends: undefined });
}

const networks = [network("10.0.0.0/8"), network("10.1.0.0/16")];

function exchange(path: string, fields: readonly string[], address: string): EdgeExchange {
  const lines = [`GET ${path} HTTP/1.1`, "Host: a.example", ...fields];
  const { head, body } = readWholeRequest(`${lines.join("\r\n")}\r\n\r\n`);
  assert.equal(head.fault, "");
  const x = new Exchange(head, wholeBody(body), "1");
  const [plain = "", query] = path.split("?");
  x.path = plain;
  x.query = query === undefined ? "" : `?${query}`;
  x.clientAddress = address;
  x.startedAtMs = Date.UTC(2026, 10, 30, 12, 34);
  const flags = { isRecorded: false, loads: NO_LOADS, judgeBot: () => undefined };
  const own = { matched: undefined, edgeWaf: undefined, shaping: undefined, functionRuns: [], ...flags };
  return Object.assign(x, own);
}

const variables: readonly Variable[] = [
  { name: "path", key: "" },
  { name: "method", key: "" },
  { name: "client.address", key: "" },
  { name: "header.*", key: "x-a" },
  { name: "header.*", key: "x-b" },
  { name: "cookie.*", key: "sid" },
  { name: "query.*", key: "q" },
  { name: "body.length", key: "" },
];
/** Few enough that conditions hold often. */
const words = ["/a", "/A", "/a/b", "x", "X", "xy", "GET", "10.1.2.3", "0", "7"];
const word = fc.constantFrom(...words);
const operators: readonly Operator[] = ["equals", "starts", "ends", "contains", "matches", "exists"];

const { condition } = fc.letrec<{ leafOf: EdgeConditionSpec; condition: EdgeConditionSpec }>((tie) => ({
  leafOf: fc.oneof(
    fc
      .record({
        variable: fc.constantFrom(...variables),
        operator: fc.constantFrom(...operators),
        operand: word,
        ignoreCase: fc.boolean(),
        negate: fc.boolean(),
      })
      .map((parts) => ({ kind: "compare" as const, compare: { ...parts, network: -1 } })),
    fc.record({ network: fc.nat(1), negate: fc.boolean() }).map(({ network: id, negate }) => ({
      kind: "compare" as const,
      compare: {
        variable: { name: "client.address" as const, key: "" },
        operator: "network" as const,
        operand: "",
        network: id,
        ignoreCase: false,
        negate,
      },
    })),
    fc.record({
      kind: fc.constant("oneOf" as const),
      variable: fc.constantFrom(...variables),
      values: fc.array(word, { minLength: 1, maxLength: 3 }),
      ignoreCase: fc.boolean(),
      negate: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant("number" as const),
      variable: fc.constantFrom(...variables),
      over: fc.integer({ min: -1, max: 8 }),
      under: fc.integer({ min: 0, max: 12 }),
      negate: fc.boolean(),
    }),
  ),
  condition: fc.oneof(
    { depthSize: "small" },
    tie("leafOf"),
    fc.record({
      kind: fc.constantFrom("any" as const, "all" as const),
      of: fc.array(tie("condition"), { minLength: 1, maxLength: 3 }),
      negate: fc.boolean(),
    }),
  ),
}));

const request = fc
  .record({
    path: fc.constantFrom("/a", "/A", "/a/b", "/c"),
    query: fc.constantFrom("", "?q=x", "?q=xy&q=7", "?%71=X", "?p=1"),
    a: fc.option(word, { nil: undefined }),
    b: fc.option(word, { nil: undefined }),
    cookie: fc.option(word, { nil: undefined }),
    address: fc.constantFrom("10.1.2.3", "10.2.0.1", "192.0.2.1", "2001:db8::1"),
  })
  .map(({ path, query, a, b, cookie, address }) => {
    const fields = [
      ...(a === undefined ? [] : [`X-A: ${a}`]),
      ...(b === undefined ? [] : [`x-b: ${b}`, `X-B: ${b}`]),
      ...(cookie === undefined ? [] : [`Cookie: z=1; sid=${cookie}`]),
    ];
    return exchange(`${path}${query}`, fields, address);
  });

function tagRule(place: number, when: readonly EdgeConditionSpec[]): EdgeRuleSpec {
  const tag = `t${place}`;
  const action = { kind: "tag", tag } as const;
  return { name: tag, isDryRun: false, expiresAtMs: Number.POSITIVE_INFINITY, when, action };
}

const timing = { deadlines: new Deadlines(), now: () => performance.now() };
const shapeMeter = () => ({ delayed: () => undefined, waited: () => undefined });
const silent = { shapeMeter, edgeRuleMeter: () => ({ record: () => undefined }) };

function rulesOf(specs: readonly EdgeRuleSpec[]) {
  const { traffic } = newTestTraffic();
  const rules = buildEdgeRules("site", specs, {
    networks,
    policies: new Map(),
    functions: new Map(),
    challengeKey: "",
    ports: { metrics: silent, traffic, ...timing },
  });
  assert.ok(rules !== undefined);
  return rules;
}

describe("the index of edge rules", () => {
  it("leaves out no rule that matches, whatever its conditions", () => {
    const lists = fc.array(fc.array(condition, { maxLength: 3 }), { minLength: 1, maxLength: 70 });
    fc.assert(
      fc.property(lists, fc.array(request, { minLength: 1, maxLength: 5 }), (whens, requests) => {
        const specs = whens.map((when, place) => tagRule(place, when));
        const rules = rulesOf(specs);
        const plain = new EdgeView();
        const asked = specs.map(({ when }) =>
          when.map((each) => compileEdgeCondition(each, plain, networks)),
        );
        for (const x of requests) {
          x.tags = [];
          assert.equal(rules.ask(x), undefined);
          plain.look(x);
          const expected = asked.flatMap((when, place) =>
            when.every((holds) => holds(plain)) ? [`t${place}`] : [],
          );
          assert.deepEqual(x.tags, expected);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("calls up only what shares a value with the request", () => {
    let asked = 0;
    const counted: EdgeConditionSpec = {
      kind: "compare",
      compare: {
        variable: { name: "header.*", key: "x-a" },
        operator: "equals",
        operand: "no",
        network: -1,
        ignoreCase: false,
        negate: true,
      },
    };
    const metrics = { shapeMeter, edgeRuleMeter: () => ({ record: () => void asked++ }) };
    const specs = Array.from({ length: 500 }, (_, i) => {
      const path = { kind: "oneOf", values: [`/p/${i}`], ignoreCase: false, negate: false } as const;
      return tagRule(i, [{ ...path, variable: { name: "path", key: "" } }, counted]);
    });
    const { traffic } = newTestTraffic();
    const rules = buildEdgeRules("site", specs, {
      networks,
      policies: new Map(),
      functions: new Map(),
      challengeKey: "",
      ports: { metrics, traffic, ...timing },
    });
    const x = exchange("/p/77", ["X-A: yes"], "10.0.0.1");
    assert.equal(rules?.ask(x), undefined);
    assert.deepEqual(x.tags, ["t77"]);
    assert.equal(asked, 1);
  });
});

describe("a set of rules", () => {
  it("gives its members back in their order", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(199)), (members) => {
        const bits = new RuleBits(200);
        bits.addAll(members);
        const read: number[] = [];
        for (let at = bits.next(0); at >= 0; at = bits.next(at + 1)) read.push(at);
        assert.deepEqual(
          read,
          members.toSorted((a, b) => a - b),
        );
      }),
    );
  });
});

describe("a time of day", () => {
  const at = (text: string): EdgeExchange => {
    const x = exchange("/", [], "10.0.0.1");
    x.startedAtMs = Date.parse(text);
    return x;
  };
  const window = (
    days: readonly number[],
    from: number,
    to: number,
    timeZone: string,
  ): EdgeConditionSpec => ({
    kind: "time",
    days,
    from,
    to,
    timeZone,
    negate: false,
  });
  const working = window([1, 2, 3, 4, 5], 8 * 60, 18 * 60, "Europe/Berlin");
  const nights = window([5], 22 * 60, 6 * 60, "UTC");

  for (const [text, spec, expected] of [
    ["2026-11-30T06:59:59Z", working, false],
    ["2026-11-30T07:00:00Z", working, true],
    ["2026-11-30T16:59:59Z", working, true],
    ["2026-11-30T17:00:00Z", working, false],
    // In summer the zone is another hour ahead.
    ["2026-07-06T06:00:00Z", working, true],
    ["2026-11-29T12:00:00Z", working, false],
    ["2026-11-27T23:00:00Z", nights, true],
    ["2026-11-28T05:59:00Z", nights, true],
    ["2026-11-28T06:00:00Z", nights, false],
    ["2026-11-28T23:00:00Z", nights, false],
  ] as const) {
    it(`${expected ? "holds" : "does not hold"} at ${text} for ${spec === nights ? "a night" : "work"}`, () => {
      const view = new EdgeView();
      const holds = compileEdgeCondition(spec, view, networks);
      view.look(at(text));
      assert.equal(holds(view), expected);
    });
  }
});

describe("a request that a shape holds", () => {
  it("is asked nothing more once it is over, though its bytes have passed", async (t) => {
    const clock = new ManualClock();
    const deadlines = new Deadlines({ clock });
    t.after(() => deadlines.close());
    const { traffic, advance } = newTestTraffic();
    const shape = { kind: "shape", by: [], timesPerAddress: 0, burstBytes: 0, downloadBytes: 0 } as const;
    const own = { isDryRun: false, expiresAtMs: Number.POSITIVE_INFINITY, when: [] };
    const specs: EdgeRuleSpec[] = [
      { ...own, name: "first", action: { ...shape, uploadBytes: 1000 } },
      { ...own, name: "second", action: { ...shape, uploadBytes: 5000 } },
    ];
    const ports = { metrics: silent, traffic, deadlines, now: () => clock.monotonicMs() };
    const rules = buildEdgeRules("site", specs, {
      networks,
      policies: new Map(),
      functions: new Map(),
      challengeKey: "",
      ports,
    });
    const pass = (): void => {
      for (let i = 0; i < 30; i++) {
        clock.advance(100);
        advance(100);
        deadlines.sweep();
      }
    };
    const heldLoad = { load: { active: 1 }, limit: 1 };
    const held = () => {
      const x = exchange("/", [], "10.0.0.1");
      x.body.prefix = "z".repeat(2500);
      x.loads = [heldLoad];
      return x;
    };

    const left = held();
    const outcome = rules?.ask(left);
    assert.ok(outcome instanceof Promise);
    assert.equal(heldLoad.load.active, 0);
    pass();
    left.isRecorded = true;
    left.shaping?.close();
    assert.equal(await outcome, WAITING);
    assert.equal(left.shaping?.terms.length, 1);
    assert.equal(heldLoad.load.active, 0);

    heldLoad.load.active = 1;
    const stays = held();
    const settled = rules?.ask(stays);
    pass();
    assert.equal(await settled, undefined);
    assert.equal(stays.shaping?.terms.length, 2);
    assert.equal(heldLoad.load.active, 1);

    const late = held();
    const refused = rules?.ask(late);
    heldLoad.load.active = 1;
    pass();
    assert.deepEqual(await refused, { kind: "refuse", code: "route-busy", detail: "", retryAfterS: 1 });
    assert.deepEqual(late.loads, []);
  });
});
