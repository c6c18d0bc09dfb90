import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { defaultLimits } from "#kernel/limits.ts";
import { FloodPenalties } from "./flood-penalties.ts";

const settings = { penaltyMs: 1000, maxPenaltyMs: 5000 };

describe("the penalty for a flood", () => {
  it("lasts its time, and for its address alone", () => {
    const penalties = new FloodPenalties();
    assert.equal(penalties.begin("192.0.2.1", 0, settings), 1000);
    assert.equal(penalties.remainingMs("192.0.2.1", 400), 600);
    assert.equal(penalties.remainingMs("192.0.2.1", 1000), 0);
    assert.equal(penalties.remainingMs("192.0.2.2", 400), 0);
  });

  it("doubles with each flood after it, up to the longest", () => {
    const penalties = new FloodPenalties();
    let nowMs = 0;
    const lengths = [0, 1, 2, 3, 4].map(() => {
      const lengthMs = penalties.begin("192.0.2.1", nowMs, settings);
      nowMs += lengthMs;
      return lengthMs;
    });
    assert.deepEqual(lengths, [1000, 2000, 4000, 5000, 5000]);
  });

  it("does not grow by connections that were open before it began", () => {
    const penalties = new FloodPenalties();
    penalties.begin("192.0.2.1", 0, settings);
    assert.equal(penalties.begin("192.0.2.1", 300, settings), 700);
    assert.equal(penalties.remainingMs("192.0.2.1", 300), 700);
  });

  it("is forgotten when as long as the longest has passed since its end", () => {
    const penalties = new FloodPenalties();
    penalties.begin("192.0.2.1", 0, settings);
    assert.equal(penalties.begin("192.0.2.1", 1000 + 5000, settings), 1000);
  });

  it("meets the whole network of an IPv6 address", () => {
    const penalties = new FloodPenalties();
    penalties.begin("2001:db8:1:2::7", 0, settings);
    assert.equal(penalties.remainingMs("2001:db8:1:2:ffff::1", 0), 1000);
    assert.equal(penalties.remainingMs("2001:db8:1:3::7", 0), 0);
  });

  it("is none where the first lasts no time", () => {
    const penalties = new FloodPenalties();
    assert.equal(penalties.begin("192.0.2.1", 0, { ...settings, penaltyMs: 0 }), 0);
    assert.equal(penalties.remainingMs("192.0.2.1", 0), 0);
  });

  it("remembers the newest of more addresses than it has room for", () => {
    const penalties = new FloodPenalties();
    const count = defaultLimits.listener.maxPenalizedAddresses * 2;
    const addressOf = (i: number): string => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`;
    for (let i = 0; i < count; i++) penalties.begin(addressOf(i), 0, settings);
    assert.equal(penalties.remainingMs(addressOf(count - 1), 0), 1000);
    assert.equal(penalties.remainingMs(addressOf(0), 0), 0);
  });
});
