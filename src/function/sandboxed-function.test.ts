import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { queryObjects } from "node:v8";
import { allAnswers } from "#kernel/answer.ts";
import { headText } from "./prelude.ts";
import { Sandbox } from "./sandbox.ts";
import { SandboxedFunction } from "./sandboxed-function.ts";

const MIB = 2 ** 20;

const head = (path: string): string => {
  const names = { method: "GET", query: "", host: "a", scheme: "http", listener: "l", site: "s" };
  const client = { address: "192.0.2.9", country: "", tlsVersion: "", ja4: "", id: "1" };
  return headText({ ...names, ...client, path, time: 0, tags: [] });
};

const callOf = (path: string) => ({ head: head(path), ask: () => "{}" });

const SOURCE = `let runs = 0;
function decide({ path }) {
  runs++;
  if (path === "/hang") for (;;);
  if (path === "/greed") return "a".repeat(2 ** 29);
  return { tag: "run-" + runs };
}`;

async function open(now: () => number, source = SOURCE, memoryBytes = 4 * MIB): Promise<SandboxedFunction> {
  const script = { source, file: "guard.js", timeoutMs: 5, memoryBytes };
  const opened = await SandboxedFunction.open(script, now);
  assert.ok(opened instanceof SandboxedFunction);
  return opened;
}

const tag = (name: string) => ({ kind: "tag", tag: name });

describe("a function in use", () => {
  it("answers at once while its sandbox is whole", async () => {
    const own = await open(() => 0);
    assert.deepEqual(own.run(callOf("/")), tag("run-1"));
    assert.deepEqual(own.run(callOf("/")), tag("run-2"));
  });

  it("has a fresh sandbox for the request after one that was cut off", async () => {
    const own = await open(() => 0);
    void own.run(callOf("/"));
    for (const killer of ["/hang", "/greed"]) {
      const result = await own.run(callOf(killer));
      assert.equal(result.kind, "failed", killer);
      assert.deepEqual(await own.run(callOf("/")), tag("run-1"));
    }
  });

  it("keeps no more than its memory over all its calls, and has a fresh sandbox after that", async () => {
    const kept = {
      texts:
        "const kept = []; function decide({ path }) { kept.push(path); return { tag: 'n' + kept.length } }",
      symbols:
        "const kept = []; function decide() { for (let i = 0; i < 50; i++) kept.push(Symbol()); return { tag: 'n' + kept.length / 50 } }",
      keys: "const kept = {}; let n = 0; function decide({ path }) { kept[path + n] = {}; return { tag: 'n' + ++n } }",
    };
    for (const [name, source] of Object.entries(kept)) {
      const own = await open(() => 0, source, MIB);
      let runs = 0;
      let result = await own.run(callOf("/0"));
      for (; result.kind === "tag" && runs < 50_000; runs++) {
        assert.deepEqual(result, tag(`n${runs + 1}`), name);
        result = await own.run(callOf(`/${"p".repeat(runs % 700)}`));
      }
      const failure = { kind: "memory", message: "needs more than 1048576 bytes of memory" };
      assert.deepEqual(result, { kind: "failed", failure }, `${name} after ${runs}`);
      assert.deepEqual(await own.run(callOf("/")), tag("n1"), name);
    }
  });

  it("makes one fresh sandbox for all that wait for it", async () => {
    const own = await open(() => 0);
    void own.run(callOf("/hang"));
    const waiting = ["/", "/", "/"].map((path) => own.run(callOf(path)));
    assert.ok(waiting.every((result) => result instanceof Promise));
    assert.deepEqual(await allAnswers(waiting), [tag("run-1"), tag("run-2"), tag("run-3")]);
  });

  it("is made anew for each of several that break it one after the other", async () => {
    const own = await open(() => 0);
    void own.run(callOf("/hang"));
    const results = await Promise.all(["/hang", "/hang", "/"].map(async (path) => own.run(callOf(path))));
    assert.deepEqual(
      results.map(({ kind }) => kind),
      ["failed", "failed", "tag"],
    );
    assert.deepEqual(results[2], tag("run-1"));
  });

  it("is not made anew without bound, and is again when time has passed", async () => {
    let nowMs = 0;
    const own = await open(() => nowMs);
    const failures: string[] = [];
    for (let i = 0; i < 24; i++) {
      const result = await own.run(callOf("/hang"));
      failures.push(result.kind === "failed" ? result.failure.kind : result.kind);
    }
    const cutOff = failures.filter((kind) => kind === "timeout").length;
    assert.deepEqual([cutOff, failures.slice(cutOff)], [21, ["unavailable", "unavailable", "unavailable"]]);
    nowMs += 50;
    assert.deepEqual(await own.run(callOf("/")), tag("run-1"));
  });

  it("refuses an answer that is none", async () => {
    const own = await open(() => 0, "function decide() { return { deny: 200 } }");
    const result = await own.run(callOf("/"));
    assert.ok(result.kind === "failed");
    assert.equal(result.failure.kind, "bad-result");
  });

  it("is gone with its memory when nobody holds it any more", async () => {
    for (let i = 0; i < 40; i++) {
      const own = await open(() => 0);
      void own.run(callOf(i % 2 === 0 ? "/" : "/hang"));
    }
    await new Promise((resolve) => setImmediate(resolve));
    // It collects before it counts.
    const alive = Number(queryObjects(Sandbox));
    assert.ok(alive <= 2, `${alive} of 40 are still there`);
  });
});
