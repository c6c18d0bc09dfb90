import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ManualClock } from "./clock.ts";
import { type Deadline, Deadlines } from "./deadlines.ts";

const NEVER_SWEEP_MS = 2 ** 30;

type Member = Deadline & { calls: number };

function member(deadlineMs: number, onCall: (self: Member) => void = () => {}): Member {
  return {
    deadlineMs,
    calls: 0,
    onDeadline() {
      this.calls++;
      onCall(this);
    },
  };
}

/** Deadlines that only a test sweeps, closed at its end. */
function handDriven(t: { after(f: () => void): void }): { clock: ManualClock; deadlines: Deadlines } {
  const clock = new ManualClock();
  const deadlines = new Deadlines({ clock, intervalMs: NEVER_SWEEP_MS });
  t.after(() => deadlines.close());
  return { clock, deadlines };
}

describe("deadlines", () => {
  it("call what is due, and not before", (t) => {
    const { clock, deadlines } = handDriven(t);
    const at50 = member(50, (self) => {
      self.deadlineMs = Number.POSITIVE_INFINITY;
    });
    const never = member(Number.POSITIVE_INFINITY);
    deadlines.add(at50);
    deadlines.add(never);
    for (const expected of [0, 1, 1]) {
      deadlines.sweep();
      assert.equal(at50.calls, expected);
      clock.advance(50);
    }
    assert.equal(never.calls, 0);
  });

  it("follow a deadline that is simply overwritten", (t) => {
    const { clock, deadlines } = handDriven(t);
    const moved = member(10);
    deadlines.add(moved);
    moved.deadlineMs = 30;
    clock.advance(20);
    deadlines.sweep();
    assert.equal(moved.calls, 0);
    clock.advance(10);
    deadlines.sweep();
    assert.equal(moved.calls, 1);
  });

  it("of a crowd are called in slices, each member once, and a sweep meanwhile begins none anew", async (t) => {
    const { clock, deadlines } = handDriven(t);
    const crowd = Array.from({ length: 5 }, () =>
      member(0, (self) => {
        self.deadlineMs = Number.POSITIVE_INFINITY;
        clock.advance(1);
      }),
    );
    const calls = (): number => crowd.reduce((sum, { calls }) => sum + calls, 0);
    for (const one of crowd) deadlines.add(one);
    deadlines.sweep();
    assert.equal(calls(), 1);
    deadlines.sweep();
    assert.equal(calls(), 1);
    for (let turn = 0; turn < 6; turn++) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(
      crowd.map((one) => one.calls),
      [1, 1, 1, 1, 1],
    );
  });

  it("tolerate members that are deleted and added by the callbacks of a sweep", (t) => {
    const { deadlines } = handDriven(t);
    const victim = member(0);
    const newcomer = member(0);
    const actor = member(0, (self) => {
      deadlines.delete(self);
      deadlines.delete(victim);
      deadlines.add(newcomer);
    });
    const bystander = member(0);
    for (const each of [actor, victim, bystander]) deadlines.add(each);
    deadlines.sweep();
    assert.deepEqual([actor.calls, victim.calls, bystander.calls], [1, 0, 1]);
    deadlines.sweep();
    assert.ok(newcomer.calls >= 1);
    assert.equal(deadlines.size, 2);
  });

  it("end a sweep although a member that is due always comes back", (t) => {
    const { deadlines } = handDriven(t);
    const returning = member(0, (self) => {
      deadlines.delete(self);
      deadlines.add(self);
    });
    deadlines.add(returning);
    deadlines.sweep();
    assert.equal(returning.calls, 1);
  });

  it("end a sweep quietly when a callback closes them", (t) => {
    const { deadlines } = handDriven(t);
    const closing = member(0, () => deadlines.close());
    const after = member(0);
    deadlines.add(closing);
    deadlines.add(after);
    deadlines.sweep();
    assert.deepEqual([closing.calls, after.calls, deadlines.size], [1, 0, 0]);
  });

  it("reckon a moment from the last sweep, never too early and at most two intervals late", (t) => {
    const clock = new ManualClock();
    const deadlines = new Deadlines({ clock, intervalMs: NEVER_SWEEP_MS });
    t.after(() => deadlines.close());
    clock.advance(40);
    const setMs = clock.monotonicMs();
    const due = deadlines.after(1000);
    assert.ok(due >= setMs + 1000 && due <= setMs + 1000 + 2 * NEVER_SWEEP_MS);
    deadlines.sweep();
    assert.equal(deadlines.after(1000), setMs + NEVER_SWEEP_MS + 1000);
  });

  it("sweep by themselves on the real clock, until they are closed", async () => {
    const deadlines = new Deadlines({ intervalMs: 5 });
    const called = await new Promise<number>((resolve) => {
      // A timer that keeps the process alive while the unref'ed sweep does its work.
      const guard = setTimeout(() => resolve(0), 5000);
      const due = member(performance.now() + 10, (self) => {
        clearTimeout(guard);
        deadlines.close();
        resolve(self.calls);
      });
      deadlines.add(due);
    });
    assert.equal(called, 1);
    assert.equal(deadlines.size, 0);
  });
});
