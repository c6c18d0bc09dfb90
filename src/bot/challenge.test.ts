import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import {
  type ChallengeSubject,
  challengeKeyOf,
  challengePage,
  isCleared,
  issueChallenge,
  issueClearance,
  judgeWork,
} from "./challenge.ts";

const key = challengeKeyOf("node");
const terms = { difficultyBits: 8, validMs: 60_000 };
const client: ChallengeSubject = {
  site: "shop",
  clientAddress: "203.0.113.9",
  ja4: "t13d1516h2_8daaf6152771_b0da82dd1658",
};
/** As the wall clock is taken: not whole. */
const NOW = Date.UTC(2026, 10, 30) + 0.25;

function workFor(challenge: string, bits: number): string {
  for (let n = 0; ; n++) {
    const hash = createHash("sha256").update(`${challenge}:${n}`).digest();
    if (hash.readUInt32BE(0) >>> (32 - bits) === 0) return String(n);
  }
}

const passes = (challenge: string, work: string, subject = client, nowMs = NOW, withKey = key): boolean =>
  judgeWork(withKey, subject, challenge, work, nowMs).kind === "passed";

describe("the work of a challenge", () => {
  const challenge = issueChallenge(key, client, terms, NOW);
  const work = workFor(challenge, terms.difficultyBits);

  it("passes for whom it was issued, and gives what was promised", () => {
    assert.deepEqual(judgeWork(key, client, challenge, work, NOW), { kind: "passed", terms });
  });

  it("passes from another address of the same network, and from no other network", () => {
    assert.ok(passes(challenge, work, { ...client, clientAddress: "203.0.113.200" }));
    assert.ok(!passes(challenge, work, { ...client, clientAddress: "203.0.114.9" }));
  });

  it("does not pass for another site, another client's TLS or another node", () => {
    assert.ok(!passes(challenge, work, { ...client, site: "other" }));
    assert.ok(!passes(challenge, work, { ...client, ja4: "" }));
    assert.ok(!passes(challenge, work, client, NOW, challengeKeyOf("another")));
    assert.ok(!passes(challenge, work, client, NOW, ""));
  });

  it("does not pass after its time", () => {
    assert.ok(passes(challenge, work, client, NOW + 299_000));
    assert.ok(!passes(challenge, work, client, NOW + 300_000));
  });

  it("does not pass undone, nor with easier terms than were issued", () => {
    const undone = ["", "x", "-1", "1e3", "0".repeat(17)];
    for (let n = 0; undone.length < 8; n++)
      if (String(n) !== work && !passes(challenge, String(n))) undone.push(String(n));
    for (const each of undone) assert.ok(!passes(challenge, each), each);
    const [end, , valid, nonce, mac] = challenge.split(".");
    const easier = [end, "0", valid, nonce, mac].join(".");
    assert.ok(!passes(easier, "1"));
    for (const broken of ["", ".", "a.b.c.d.e", `${challenge}.x`, challenge.slice(0, -1), "x".repeat(1000)]) {
      assert.ok(!passes(broken, work), broken);
    }
  });
});

describe("a clearance", () => {
  const clearance = issueClearance(key, client, terms, NOW);

  it("is good for its client, for its time and for rules that ask no more", () => {
    assert.ok(isCleared(key, client, clearance, 8, NOW));
    assert.ok(isCleared(key, client, clearance, 8, NOW + 59_000));
    assert.ok(!isCleared(key, client, clearance, 8, NOW + 60_000));
    assert.ok(!isCleared(key, client, clearance, 9, NOW));
    assert.ok(!isCleared(key, { ...client, ja4: "t12d" }, clearance, 8, NOW));
    assert.ok(!isCleared(key, { ...client, clientAddress: "198.51.100.1" }, clearance, 8, NOW));
  });

  it("is no challenge, and a challenge is no clearance", () => {
    const challenge = issueChallenge(key, client, terms, NOW);
    assert.ok(!isCleared(key, client, challenge, 0, NOW));
    assert.ok(!passes(clearance, "1"));
  });
});

describe("the page of a challenge", () => {
  it("holds scripts and styles that its policy names, and nothing from elsewhere", () => {
    const { headers, body } = challengePage("a.b.c", 16, "/place");
    const policy = new Map(headers).get("Content-Security-Policy") ?? "";
    for (const [tag, directive] of [
      ["script", "script-src"],
      ["style", "style-src"],
    ] as const) {
      const text = body.split(`<${tag}>`)[1]?.split(`</${tag}>`)[0] ?? "";
      const hash = createHash("sha256").update(text).digest("base64");
      assert.ok(policy.includes(`${directive} 'sha256-${hash}'`));
    }
    assert.doesNotMatch(body, /https?:|\/\//);
    assert.match(body, /^[\n\x20-\x7e]+$/);
  });
});
