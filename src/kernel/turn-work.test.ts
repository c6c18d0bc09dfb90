import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { TurnWork } from "./turn-work.ts";

/** A gatherer whose turns end when the test says so, and what was written at once and gathered, in order. */
class Loop {
  readonly written: string[] = [];
  private readonly ends: (() => void)[] = [];
  private readonly writes = new TurnWork((endTurn) => this.ends.push(endTurn));

  /** Writes as a connection does: now, or when it is called. */
  write(name: string, thenWrites?: () => void): void {
    const flush = (): void => {
      this.written.push(`${name} gathered`);
      thenWrites?.();
    };
    if (!this.writes.gathers({ flush })) this.written.push(`${name} at once`);
  }

  /** Writes of it what is no reason to gather. */
  join(name: string): void {
    if (!this.writes.joins({ flush: () => this.written.push(`${name} joined`) }))
      this.written.push(`${name} at once`);
  }

  /** Hands on what was read: now, or when it is called. */
  read(name: string, then?: () => void): void {
    const deliver = (): void => {
      this.written.push(`${name} delivered`);
      then?.();
    };
    if (!this.writes.holds({ deliver })) this.written.push(`${name} handed on`);
  }

  turn(...names: string[]): string[] {
    this.written.length = 0;
    for (const name of names) this.write(name);
    this.end();
    return [...this.written];
  }

  /** True where the end of the turn was waited for. */
  end(): boolean {
    const ends = this.ends.splice(0);
    for (const end of ends) end();
    return ends.length > 0;
  }

  /** Turns with so many writes each, until their writes are gathered or not, as asked. */
  until(kind: "gathered" | "at once", writesInTurn: number): void {
    const names = Array.from({ length: writesInTurn }, () => "w");
    for (let turns = 0; turns < 1000; turns++) {
      if (this.turn(...names).every((line) => line === `w ${kind}`)) return;
    }
    assert.fail(`never ${kind} with ${writesInTurn} writes in a turn`);
  }
}

const manyNames = (count: number): string[] => Array.from({ length: count }, (_, index) => `w${index}`);

describe("writes of a turn", () => {
  it("go out at once where each turn brings one or two, whose end is hardly ever waited for", () => {
    const loop = new Loop();
    let waited = 0;
    for (let turn = 0; turn < 1000; turn++) {
      loop.written.length = 0;
      loop.write("a");
      loop.write("b");
      assert.deepEqual(loop.written, ["a at once", "b at once"]);
      if (loop.end()) waited++;
    }
    assert.ok(waited < 50, `${waited} of 1,000 turns`);
  });

  for (let count = 3; count <= 16; count++) {
    it(`are gathered soon where each turn brings ${count}`, () => new Loop().until("gathered", count));
  }

  it("are gathered to its end, in order, where turns bring more, and at once again when they no longer do", () => {
    const loop = new Loop();
    loop.until("gathered", 6);
    assert.deepEqual(loop.turn("a", "b"), ["a gathered", "b gathered"]);
    loop.until("at once", 1);
    assert.deepEqual(loop.turn("a"), ["a at once"]);
  });

  it("are not held to the end of a turn with very many, and none is forgotten", () => {
    const loop = new Loop();
    loop.until("gathered", 6);
    for (const count of [15, 16, 17, 32, 33, 100]) {
      const names = manyNames(count);
      loop.written.length = 0;
      for (const name of names) loop.write(name);
      assert.ok(count - loop.written.length <= 16, `${count - loop.written.length} of ${count} wait`);
      loop.end();
      assert.deepEqual(
        loop.written,
        names.map((name) => `${name} gathered`),
      );
    }
  });

  it("that come of a write at the end of a turn wait for the end of the next", () => {
    const loop = new Loop();
    loop.until("gathered", 6);
    loop.written.length = 0;
    loop.write("a", () => loop.write("b"));
    loop.end();
    assert.deepEqual(loop.written, ["a gathered"]);
    assert.equal(loop.end(), true);
    assert.deepEqual(loop.written, ["a gathered", "b gathered"]);
  });

  it("come after what joined them, and what joins does not bring them about", () => {
    const loop = new Loop();
    for (let count = 0; count < 200; count++) loop.join("line");
    assert.equal(loop.end(), false);
    loop.until("gathered", 6);
    loop.written.length = 0;
    loop.join("line 1");
    loop.write("answer 1");
    loop.join("line 2");
    loop.write("answer 2");
    assert.deepEqual(loop.written, []);
    loop.end();
    assert.deepEqual(loop.written, [
      "line 1 joined",
      "line 2 joined",
      "answer 1 gathered",
      "answer 2 gathered",
    ]);
    loop.join("line 3");
    assert.equal(loop.end(), true);
    assert.equal(loop.written.at(-1), "line 3 joined");
  });
});

describe("reads of a turn", () => {
  it("are handed on at once while writes go out at once", () => {
    const loop = new Loop();
    loop.read("a");
    assert.deepEqual(loop.written, ["a handed on"]);
    assert.equal(loop.end(), false);
  });

  it("are held until all was read, and what they bring about is written after the last of them", () => {
    const loop = new Loop();
    loop.until("gathered", 6);
    loop.written.length = 0;
    for (const name of ["a", "b"]) loop.read(name, () => loop.write(`answer to ${name}`));
    assert.deepEqual(loop.written, []);
    loop.end();
    const delivered = ["a delivered", "b delivered"];
    assert.deepEqual(loop.written, [...delivered, "answer to a gathered", "answer to b gathered"]);
  });

  it("are not held without end", () => {
    const loop = new Loop();
    loop.until("gathered", 6);
    loop.written.length = 0;
    const names = manyNames(200);
    for (const name of names) {
      loop.read(name);
      assert.ok(loop.written.length >= names.indexOf(name) - 64);
    }
    loop.end();
    assert.deepEqual(
      loop.written,
      names.map((name) => `${name} delivered`),
    );
  });

  it("that fail keep nothing from those behind them", () => {
    const loop = new Loop();
    loop.until("gathered", 6);
    loop.written.length = 0;
    loop.read("a", () => {
      throw new Error("a is damaged");
    });
    loop.read("b");
    loop.read("c");
    assert.throws(() => loop.end(), { message: "a is damaged" });
    assert.equal(loop.end(), true);
    assert.deepEqual(loop.written, ["a delivered", "b delivered", "c delivered"]);
    loop.read("last", () => {
      throw new Error("the last is damaged");
    });
    loop.write("answer");
    assert.throws(() => loop.end());
    assert.equal(loop.end(), true);
    assert.equal(loop.written.at(-1), "answer gathered");
  });
});
