import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Probation } from "./probation.ts";

/** Begins as many requests as may begin, at most so many. */
function beginAll(probation: Probation, most: number): object[] {
  const begun: object[] = [];
  while (begun.length < most && probation.admits) {
    const request = {};
    probation.begun(request);
    begun.push(request);
  }
  return begun;
}

describe("the probation of a connection", () => {
  it("lets so many requests begin, and one more for each answer that was taken", () => {
    const probation = new Probation(4);
    const begun = beginAll(probation, 99);
    assert.equal(begun.length, 4);
    for (const request of begun) probation.taken(request);
    assert.equal(beginAll(probation, 99).length, 8);
  });

  it("gives the place of a request that ended without an answer to the next, and no more", () => {
    const probation = new Probation(2);
    for (const request of beginAll(probation, 99)) probation.settled(request);
    assert.equal(beginAll(probation, 99).length, 2);
  });

  it("does not count an answer that flows, and counts it again when it is not taken", () => {
    const probation = new Probation(1);
    const [request = {}] = beginAll(probation, 1);
    probation.settled(request);
    assert.equal(probation.admits, true);
    probation.stalled(request);
    assert.equal(probation.admits, false);
  });

  it("forgives requests that wait for their backend, not those whose answer lies there", () => {
    const probation = new Probation(3);
    const [first = {}] = beginAll(probation, 99);
    probation.stalled(first);
    probation.forgive();
    assert.equal(beginAll(probation, 99).length, 2);
  });

  it("lets four times as many begin after it was backends alone that kept requests waiting", () => {
    const probation = new Probation(2);
    beginAll(probation, 99);
    probation.forgive();
    assert.equal(beginAll(probation, 99).length, 8);
    // No more for waiting once more.
    probation.forgive();
    assert.equal(beginAll(probation, 99).length, 8);
  });
});
