import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LeastConnections, newDraw, RandomTwoChoices, RoundRobin } from "./balance.ts";

type Member = { readonly name: string; readonly weight: number; active: number };
const member = (name: string, weight = 1, active = 0): Member => ({ name, weight, active });
const all = (): boolean => true;

const picks = (pick: () => Member | undefined, count: number): string =>
  Array.from({ length: count }, () => pick()?.name ?? "-").join("");

describe("round robin", () => {
  it("goes round by weight, without bursts", () => {
    const balancer = new RoundRobin([member("a", 5), member("b", 1), member("c", 1)]);
    assert.equal(
      picks(() => balancer.pick(all), 14),
      "aabacaaaabacaa",
    );
  });

  it("leaves out who is not eligible, and gives nobody where nobody is", () => {
    const balancer = new RoundRobin([member("a"), member("b"), member("c")]);
    assert.equal(
      picks(() => balancer.pick((m) => m.name !== "b"), 4),
      "acac",
    );
    assert.equal(
      balancer.pick(() => false),
      undefined,
    );
  });
});

describe("least connections", () => {
  it("takes the least busy for its weight, ties in turn", () => {
    const [a, b] = [member("a", 1, 2), member("b", 2, 2)];
    const balancer = new LeastConnections([a, b]);
    assert.equal(balancer.pick(all), b);
    b.active = 6;
    assert.equal(balancer.pick(all), a);
    const even = new LeastConnections([member("a"), member("b"), member("c")]);
    assert.equal(
      picks(() => even.pick(all), 6),
      "abcabc",
    );
  });

  it("gives nobody where nobody is eligible", () => {
    assert.equal(
      new LeastConnections([member("a")]).pick(() => false),
      undefined,
    );
    assert.equal(new LeastConnections<Member>([]).pick(all), undefined);
  });
});

describe("random two choices", () => {
  it("takes the less busy of the two for its weight", () => {
    const [busy, idle] = [member("a", 1, 5), member("b", 1, 1)];
    const draws = [0, 0];
    const balancer = new RandomTwoChoices([busy, idle], () => draws.shift() ?? 0);
    assert.equal(balancer.pick(all), idle);
    const heavy = member("c", 10, 5);
    assert.equal(new RandomTwoChoices([heavy, idle], () => 0).pick(all), heavy);
  });

  it("spreads evenly, by weight, and over the eligible only", () => {
    const members = [member("a"), member("b"), member("c"), member("d")];
    const balancer = new RandomTwoChoices(members, newDraw(7));
    const counts = new Map<string, number>();
    for (let i = 0; i < 3000; i++) {
      const name = balancer.pick((m) => m.name !== "d")?.name ?? "-";
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    assert.deepEqual([...counts.keys()].toSorted(), ["a", "b", "c"]);
    // Ties go to the first drawn: each is drawn first a third of the time.
    for (const count of counts.values()) assert.ok(count > 850 && count < 1150, String(count));
    assert.equal(
      balancer.pick(() => false),
      undefined,
    );
    assert.equal(balancer.pick((m) => m.name === "b")?.name, "b");
  });
});
