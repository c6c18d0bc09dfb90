import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type Outcome,
  PROBE_IDS,
  type ProbeId,
  type ProbeResult,
  type VantageReport,
} from "../bypass-report.ts";
import { decide } from "./verdict.ts";

const vantage = (name: string, isForeign: boolean): VantageReport => ({
  ...{ name, kind: isForeign ? "agent" : "host", isForeign, address: "", basis: "" },
});
const inside = vantage("inside", false);
const outside = vantage("outside", true);

const result = (id: ProbeId, from: string, outcome: Outcome): ProbeResult => ({
  ...{ id, title: id, vantage: from, outcome },
  attempts: [{ what: "a request", outcome, reason: `was ${outcome}` }],
});

/** Everything refused from both, with the control before and after; then what is changed of it. */
function results(change: Readonly<Record<string, Outcome | "absent">> = {}): ProbeResult[] {
  const all = [inside, outside].flatMap(({ name }) =>
    PROBE_IDS.filter((id) => id !== "P14").map((id) => result(id, name, id === "P1" ? "noted" : "refused")),
  );
  const control = [result("P14", "inside", "noted"), result("P14", "inside", "noted")];
  return [...control, ...all].flatMap((each) => {
    const outcome = change[`${each.vantage} ${each.id}`] ?? each.outcome;
    return outcome === "absent" ? [] : [result(each.id, each.vantage, outcome)];
  });
}

const verdictOf = (found: readonly ProbeResult[], vantages = [inside, outside], isStopped = false): string =>
  decide(found, vantages, isStopped).verdict;

describe("the verdict on a backend", () => {
  it("is proven-closed where all was refused, from outside too, and the gateway got in", () => {
    assert.equal(verdictOf(results()), "proven-closed");
  });

  it("is closed-from-inside-only without a foreign vantage, or with one that did not try everything", () => {
    const own = results().filter((each) => each.vantage === "inside");
    assert.equal(verdictOf(own, [inside]), "closed-from-inside-only");
    assert.equal(verdictOf(results({ "outside P7": "not-tried" })), "closed-from-inside-only");
    assert.equal(verdictOf(results(), [inside, { ...outside, isForeign: false }]), "closed-from-inside-only");
  });

  it("is unknown without a good control, before and after, whatever was refused", () => {
    assert.equal(verdictOf(results({ "inside P14": "absent" })), "unknown");
    assert.equal(verdictOf(results({ "inside P14": "undecided" })), "unknown");
    assert.equal(verdictOf(results().slice(1)), "unknown");
  });

  for (const id of ["P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P10", "P11", "P12", "P13"] as const) {
    it(`is open where ${id} is open from one vantage, and unknown where it is not decided or not tried`, () => {
      assert.equal(verdictOf(results({ [`outside ${id}`]: "open" })), "open");
      assert.equal(verdictOf(results({ [`inside ${id}`]: "undecided" })), "unknown");
      assert.equal(
        verdictOf(results({ [`inside ${id}`]: "not-tried", [`outside ${id}`]: "not-tried" })),
        "unknown",
      );
      assert.equal(
        verdictOf(results({ [`inside ${id}`]: "absent", [`outside ${id}`]: "absent" })),
        "unknown",
      );
    });
  }

  it("takes what was tried from one vantage, and what has nothing to open", () => {
    assert.equal(verdictOf(results({ "outside P5": "not-tried" })), "proven-closed");
    assert.equal(
      verdictOf(results({ "inside P8": "not-applicable", "outside P8": "not-applicable" })),
      "proven-closed",
    );
  });

  it("does without P15, which can prove a hole alone", () => {
    assert.equal(
      verdictOf(results({ "inside P15": "not-tried", "outside P15": "not-applicable" })),
      "proven-closed",
    );
    assert.equal(verdictOf(results({ "inside P15": "open" })), "open");
  });

  it("is open even where the control failed, and unknown where the audit was stopped", () => {
    assert.equal(verdictOf(results({ "inside P14": "undecided", "inside P3": "open" })), "open");
    assert.equal(verdictOf(results(), [inside, outside], true), "unknown");
  });

  it("says of each hole and each doubt what it was", () => {
    const { reasons } = decide(
      results({ "inside P3": "open", "outside P7": "open" }),
      [inside, outside],
      false,
    );
    assert.deepEqual(reasons, ["P3: a request: was open", "P7: a request: was open"]);
    const doubts = decide(results({ "inside P9": "undecided" }), [inside, outside], false).reasons;
    assert.deepEqual(doubts, ["P9: a request: was undecided"]);
  });
});
