// Floods on a clock that a test moves: what is learned, who is kept out and who is not.

import assert from "node:assert/strict";
import test from "node:test";
import { ManualClock } from "#kernel/clock.ts";
import { type Exemptions, type FloodAnswer, FloodGate, type FloodRefusal } from "./flood-gate.ts";
import { allocateFlood } from "./flood-memory.ts";
import { type FloodSettings, FloodWatch } from "./flood-watch.ts";
import { LoadGauge } from "./load-gauge.ts";

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 10, 2);

const settings: FloodSettings = {
  mode: "enforce",
  sensitivity: "medium",
  learningHours: 24,
  floorPerSecond: 1000,
  floorPerClient: 50,
  penaltyS: 900,
  longestPenaltyS: 3600,
  shedDelayMs: 200,
  countsLoopback: false,
};

const refusalOf = (answer: FloodAnswer): FloodRefusal | undefined =>
  answer === "newcomer" ? undefined : answer;

const nobody: Exemptions = { isExempt: () => false };

type Bed = {
  readonly clock: ManualClock;
  readonly gate: FloodGate;
  readonly watch: FloodWatch;
  readonly load: LoadGauge;
  readonly memory: SharedArrayBuffer;
};

function newBed(change: Partial<FloodSettings> = {}, memory = allocateFlood(), clock = newClock()): Bed {
  const load = new LoadGauge();
  const gate = new FloodGate(memory, clock, load);
  const watch = new FloodWatch(memory, clock, { ...settings, ...change });
  watch.restore(undefined, [11, 13]);
  watch.use({ ...settings, ...change });
  return { clock, gate, watch, load, memory };
}

/** Not at a moment when windows and seconds begin. */
function newClock(): ManualClock {
  const clock = new ManualClock(START_MS);
  clock.advance(100_000_000);
  return clock;
}

/** Each of the clients asks once, evenly over a second; gives what was refused, by client. */
function second({ clock, gate, watch }: Bed, clients: readonly string[]): Map<string, FloodRefusal[]> {
  const refused = new Map<string, FloodRefusal[]>();
  let passedMs = 0;
  clients.forEach((client, i) => {
    const untilMs = (i * 1000) / clients.length;
    clock.advance(untilMs - passedMs);
    passedMs = untilMs;
    const refusal = refusalOf(gate.ask(client, "request", 1, nobody));
    if (refusal !== undefined) refused.set(client, [...(refused.get(client) ?? []), refusal]);
  });
  clock.advance(1000 - passedMs);
  watch.tick();
  return refused;
}

const addresses = (count: number, from: string): string[] =>
  Array.from({ length: count }, (_, i) => `${from}.${i >> 8}.${i & 255}`);

const visitors = addresses(200, "192.0");
const half = (at: number): string[] => visitors.filter((_, i) => i % 2 === at % 2);
const thrice = (clients: readonly string[]): string[] => [...clients, ...clients, ...clients];

/** A day and more in which 200 visitors ask three times in two seconds each: a few seconds of every hour. */
function learn(bed: Bed, hours = 25): void {
  for (let hour = 0; hour < hours; hour++) {
    for (let i = 0; i < 24; i++) second(bed, thrice(half(i)));
    bed.clock.advance(HOUR_MS - 24_000);
    bed.watch.tick();
  }
  bed.watch.tick();
}

test("before a day was seen the floor counts, and nobody is a newcomer", () => {
  const bed = newBed();
  learn(bed, 23);
  const { hasLearned, learnedHours, limits } = bed.watch.state;
  assert.equal(hasLearned, false);
  assert.equal(learnedHours, 23);
  assert.equal(limits.globalPerSecond, 1000);
  assert.equal(limits.clientPerWindow, 500);
  assert.equal(limits.newcomerPerWindow, 500);
});

test("after a day limits follow from what was seen", () => {
  const bed = newBed();
  learn(bed);
  const { hasLearned, limits } = bed.watch.state;
  assert.equal(hasLearned, true);
  // 300 in a second at most; 15 of a client in ten seconds: the least that counts is above that.
  assert.equal(limits.globalPerSecond, 750);
  assert.equal(limits.globalPerBurst, 150);
  assert.equal(limits.clientPerWindow, 200);
  assert.equal(limits.newcomerPerWindow, 100);
});

test("a flood from one client: it alone is kept out, for a quarter of an hour", () => {
  const bed = newBed();
  learn(bed);
  const attacker = "203.0.113.7";
  const refused = new Map<string, number>();
  for (let i = 0; i < 20; i++) {
    const asked = [...visitors.slice(0, 100), ...Array.from({ length: 900 }, () => attacker)];
    for (const [client, refusals] of second(bed, shuffled(asked, i)))
      refused.set(client, (refused.get(client) ?? 0) + refusals.length);
  }
  assert.deepEqual([...refused.keys()], [attacker]);
  assert.ok((refused.get(attacker) ?? 0) > 900 * 19, `${refused.get(attacker)} refused`);
  const [penalty] = bed.watch.penalties();
  assert.equal(penalty?.client, attacker);
  bed.clock.advance(3 * 60_000);
  assert.equal(bed.watch.state.isFlooded, false);
  assert.equal(refusalOf(bed.gate.ask(attacker, "request", 1, nobody))?.kind, "penalized");
  bed.clock.advance(13 * 60_000);
  assert.equal(bed.gate.ask(attacker, "request", 1, nobody), undefined);
});

test("a penalty that follows on another is twice as long; one long after is not", () => {
  const bed = newBed({ longestPenaltyS: 3000 });
  const attack = (): number => {
    for (let i = 0; i < 3; i++) second(bed, new Array<string>(2000).fill("203.0.113.7"));
    return bed.watch.penalties()[0]?.secondsLeft ?? 0;
  };
  const lengths: number[] = [];
  for (let i = 0; i < 4; i++) {
    lengths.push(attack());
    bed.clock.advance((lengths.at(-1) ?? 0) * 1000 + 1000);
  }
  assert.deepEqual(
    lengths.map((length) => Math.ceil(length / 100) * 100),
    [900, 1800, 3000, 3000],
  );
  bed.clock.advance(3000 * 1000);
  assert.ok(attack() <= 900);
});

test("a heavy client by itself is not punished while the node is below its limit", () => {
  const bed = newBed();
  learn(bed);
  const heavy = "203.0.113.7";
  for (let i = 0; i < 60; i++) {
    const refused = second(bed, [...visitors.slice(0, 50), ...new Array<string>(600).fill(heavy)]);
    assert.equal(refused.size, 0);
  }
  assert.equal(bed.watch.state.penalized, 0);
});

test("a client that has always been heavy keeps what is normal for it in a flood of others", () => {
  const bed = newBed();
  const heavy = "198.51.100.4";
  for (let hour = 0; hour < 26; hour++) {
    for (let i = 0; i < 24; i++) second(bed, [...half(i), ...new Array<string>(60).fill(heavy)]);
    bed.clock.advance(HOUR_MS - 24_000);
    bed.watch.tick();
  }
  const refused = new Set<string>();
  for (let i = 0; i < 30; i++) {
    const asked = [
      ...visitors.slice(0, 100),
      ...new Array<string>(60).fill(heavy),
      ...new Array<string>(900).fill("203.0.113.7"),
    ];
    for (const client of second(bed, shuffled(asked, i)).keys()) refused.add(client);
  }
  assert.deepEqual([...refused], ["203.0.113.7"]);
});

test("a flood from five thousand newcomers: who was here before is served, the others get what is left", () => {
  const bed = newBed();
  learn(bed);
  const crowd = addresses(5000, "100.64");
  const good = visitors.slice(0, 100);
  let refusedGood = 0;
  let admitted = 0;
  for (let i = 0; i < 30; i++) {
    const attackers = Array.from({ length: 1500 }, (_, at) => crowd[(i * 1500 + at) % 5000] ?? "");
    const refused = second(bed, shuffled([...good, ...attackers], i));
    for (const client of good) if (refused.has(client)) refusedGood++;
    if (i === 0) continue;
    const count = [...refused.values()].reduce((sum, one) => sum + one.length, 0);
    admitted += 1500 - count;
  }
  assert.equal(refusedGood, 0);
  // What 100 in a second leave of the busiest normal one, of 300, and a few at the beginning of each.
  assert.ok(admitted <= 29 * (200 + 5), `${admitted} of the crowd were let in`);
  assert.ok(admitted > 0);
});

test("newcomers that are turned away are no penalized ones, and come in when the flood is over", () => {
  const bed = newBed();
  learn(bed);
  const crowd = addresses(1000, "100.64");
  const kinds = new Set<string>();
  for (let i = 0; i < 25; i++) {
    for (const refusals of second(bed, shuffled([...visitors, ...crowd], i)).values())
      for (const { kind } of refusals) kinds.add(kind);
  }
  assert.deepEqual([...kinds], ["crowded"]);
  assert.deepEqual(bed.watch.penalties(), []);
  bed.clock.advance(2 * 60_000);
  bed.watch.tick();
  assert.equal(second(bed, crowd.slice(0, 700)).size, 0);
});

test("who is let in always is not refused, and not counted among those that are kept out", () => {
  const bed = newBed();
  const exempt: Exemptions = { isExempt: (address) => address === "203.0.113.7" };
  for (let i = 0; i < 5000; i++) assert.equal(bed.gate.ask("203.0.113.7", "request", 1, exempt), undefined);
  assert.equal(bed.watch.state.isFlooded, true);
  assert.equal(bed.watch.penalties().length, 0);
});

test("a dry run refuses nobody and counts what it would have refused", () => {
  const bed = newBed({ mode: "dry-run" });
  for (let i = 0; i < 5000; i++) {
    assert.equal(bed.gate.ask("203.0.113.7", "request", 1, nobody), undefined);
  }
  const { refused } = bed.watch.state;
  assert.equal(refused.penalized.refused, 0);
  assert.ok(refused.penalized.dryRun > 3000);
});

test("what a dry run would have kept out is not kept out when it is over", () => {
  const bed = newBed({ mode: "dry-run" });
  for (let i = 0; i < 5000; i++) bed.gate.ask("203.0.113.7", "request", 1, nobody);
  assert.equal(bed.watch.penalties().length, 1);
  bed.watch.use(settings);
  assert.deepEqual(bed.watch.penalties(), []);
});

test("what a client under penalty asks for is not learned, neither as the node's normal nor as its own", () => {
  const bed = newBed();
  learn(bed);
  const attacker = "203.0.113.7";
  second(bed, new Array<string>(2000).fill(attacker));
  bed.clock.advance(2 * 60_000);
  bed.watch.tick();
  const { limits } = bed.watch.state;
  for (let i = 0; i < 120; i++) {
    assert.equal(second(bed, new Array<string>(400).fill(attacker)).size, 1);
    if (i % 30 === 29) bed.clock.advance(60_000);
  }
  assert.equal(bed.watch.state.isFlooded, false);
  assert.deepEqual(bed.watch.state.limits, limits);
  assert.deepEqual(bed.watch.toKeep().normal.heavy, []);
});

test("all addresses of a network of IPv6 are one client", () => {
  const bed = newBed();
  for (let i = 0; i < 3000; i++) bed.gate.ask(`2001:db8:1:2::${i.toString(16)}`, "request", 1, nobody);
  assert.deepEqual(
    bed.watch.penalties().map(({ client }) => client),
    ["2001:db8:1:2::"],
  );
  assert.equal(refusalOf(bed.gate.ask("2001:db8:1:2:ffff::1", "request", 1, nobody))?.kind, "penalized");
  assert.equal(bed.gate.ask("2001:db8:1:3::1", "request", 1, nobody), undefined);
  assert.equal(bed.watch.pardon("2001:db8:1:2::"), true);
  assert.equal(bed.gate.ask("2001:db8:1:2::9", "request", 1, nobody), undefined);
});

test("the loopback network is let be, unless it is to be counted", () => {
  for (const countsLoopback of [false, true]) {
    const bed = newBed({ countsLoopback });
    for (const address of ["127.0.0.9", "::1"]) {
      for (let i = 0; i < 3000; i++) bed.gate.ask(address, "request", 1, nobody);
    }
    assert.equal(bed.watch.penalties().length, countsLoopback ? 2 : 0);
  }
});

test("a connection is refused without another look where its client's line is not due", () => {
  const bed = newBed();
  learn(bed);
  const attacker = "203.0.113.7";
  assert.equal(bed.gate.turnsAway(attacker, 1, nobody), undefined);
  for (let i = 0; i < 2000; i++) bed.gate.ask(attacker, "request", 1, nobody);
  assert.equal(bed.gate.turnsAway(attacker, 1, nobody), "penalized");
  assert.equal(bed.gate.turnsAway(attacker, 1, { isExempt: () => true }), undefined);
  assert.equal(bed.gate.turnsAway("198.51.100.9", 1, nobody), undefined, "there is room for newcomers");
  for (const newcomer of addresses(1000, "100.64")) bed.gate.ask(newcomer, "request", 1, nobody);
  assert.equal(bed.gate.turnsAway("198.51.100.9", 1, nobody), "crowded");
  assert.equal(bed.gate.turnsAway(visitors[0] ?? "", 1, nobody), undefined);
  bed.clock.advance(10_000);
  assert.equal(bed.gate.turnsAway(attacker, 1, nobody), undefined, "a line is due");
});

test("one refusal in ten seconds of a client is told of, with the number of the others", () => {
  const bed = newBed();
  for (let i = 0; i < 3000; i++) bed.gate.ask("203.0.113.7", "request", 1, nobody);
  const told: number[] = [];
  for (let i = 0; i < 100; i++) {
    bed.clock.advance(200);
    const { count } = refusalOf(bed.gate.ask("203.0.113.7", "request", 1, nobody)) ?? { count: 0 };
    if (count > 0) told.push(count);
  }
  assert.equal(told.length, 2);
  assert.ok((told[1] ?? 0) >= 49 && (told[1] ?? 0) <= 51, `${told[1]}`);
});

test("what was learned outlives a restart, and who was here before is known", () => {
  const before = newBed();
  learn(before);
  const kept = before.watch.toKeep();
  const memory = allocateFlood();
  const after = newBed({}, memory, before.clock);
  const watch = new FloodWatch(allocateFlood(), before.clock, settings);
  watch.restore(structuredClone(kept), [1, 2]);
  watch.use(settings);
  assert.deepEqual(watch.state.limits, before.watch.state.limits);
  assert.equal(watch.state.hasLearned, true);
  assert.deepEqual(watch.toKeep().known, kept.known);
  assert.equal(after.watch.state.hasLearned, false);
});

test("a normal that came without the clients who were here makes no newcomers of everybody", () => {
  const before = newBed();
  learn(before);
  const kept = structuredClone(before.watch.toKeep());
  // A store that could not be opened at the start: workers count already, under another seed.
  const late = newBed({}, allocateFlood(), before.clock);
  late.watch.restore(kept, [1, 2]);
  assert.equal(late.watch.state.learnedHours, 25);
  assert.equal(late.watch.state.hasLearned, false);
  learn(late);
  assert.equal(late.watch.state.hasLearned, true);
});

test("what came while there was a flood teaches nothing", () => {
  const bed = newBed();
  learn(bed);
  const { limits } = bed.watch.state;
  for (let hour = 0; hour < 5; hour++) {
    for (let i = 0; i < 100; i++) second(bed, addresses(1000, "100.65"));
    bed.clock.advance(HOUR_MS);
    bed.watch.tick();
  }
  assert.deepEqual(bed.watch.state.limits, limits);
});

test("an overloaded worker sheds newcomers and heavy clients first, requests at random then, never its own answers", () => {
  const bed = newBed();
  learn(bed);
  const overload = (level: number): void => {
    while (bed.load.level < level) bed.load.measured(5000, 1, 200);
  };
  const [known = ""] = visitors;
  overload(1);
  assert.equal(bed.gate.ask(known, "request", 1, nobody), undefined);
  assert.equal(refusalOf(bed.gate.ask("203.0.113.7", "request", 1, nobody))?.kind, "overloaded");
  assert.equal(bed.gate.ask("203.0.113.7", "own-answer", 1, nobody), undefined);
  overload(3);
  const served = Array.from({ length: 40 }, () => bed.gate.ask(known, "request", 1, nobody));
  assert.equal(served.filter((refusal) => refusal === undefined).length, 10);
  assert.equal(bed.gate.ask(known, "connection", 1, nobody), undefined);
  for (let i = 0; i < 40; i++) bed.load.measured(0, 1, 200);
  assert.equal(bed.load.level, 0);
  assert.equal(bed.gate.ask("203.0.113.7", "request", 1, nobody), undefined);
});

test("a thread that was late without being busy sheds nothing: the machine stood still", () => {
  const load = new LoadGauge();
  for (let i = 0; i < 10; i++) load.measured(5000, 0.1, 200);
  assert.equal(load.level, 0);
});

/** In an order of its own for each seed. */
function shuffled(values: readonly string[], seed: number): string[] {
  let state = seed + 1;
  const keyed = values.map((value) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return { value, key: state };
  });
  return keyed.sort((a, b) => a.key - b.key).map(({ value }) => value);
}
