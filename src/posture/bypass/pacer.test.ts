import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Pacer } from "./pacer.ts";
import type { ProbeReply } from "./probe-message.ts";

const answered = (status: number): ProbeReply => ({
  ...{ kind: "answered", status, statuses: [status], bodyHash: "", bodyBytes: 0, isCut: false },
  ...{ headers: {}, localAddress: "" },
});

async function askAll(pacer: Pacer, replies: readonly ProbeReply[]): Promise<void> {
  for (const reply of replies) await pacer.ask(() => Promise.resolve(reply));
}

describe("the pacer", () => {
  it("leaves time between requests", async () => {
    const pacer = new Pacer(30);
    const startedMs = performance.now();
    await askAll(pacer, [answered(200), answered(200), answered(200)]);
    // Timers go by whole milliseconds, and each may be one too early.
    assert.ok(performance.now() - startedMs >= 58);
    assert.equal(pacer.requests, 3);
  });

  it("stops where three of ten answers are 5xx or do not come, and sends nothing more", async () => {
    const hung: ProbeReply = { kind: "failed", at: "answer", code: "timeout" };
    const pacer = new Pacer(0);
    await askAll(pacer, [answered(500), answered(200), hung, answered(403), answered(503)]);
    assert.ok(pacer.isStopped);
    const reply = await pacer.ask(() => assert.fail("it was sent"));
    assert.deepEqual(reply, { kind: "failed", at: "connect", code: "stopped" });
  });

  it("goes on where failures are rare, or the port is closed", async () => {
    const closed: ProbeReply = { kind: "failed", at: "connect", code: "timeout" };
    const pacer = new Pacer(0);
    const rare = [answered(500), ...Array.from({ length: 9 }, () => answered(200))];
    await askAll(pacer, [...rare, ...rare, ...rare, closed, closed, closed, closed]);
    assert.equal(pacer.isStopped, false);
  });
});
