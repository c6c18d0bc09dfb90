import assert from "node:assert/strict";
import { test } from "node:test";
import type { Body, BodySink, BodySource } from "#http/body.ts";
import { BodyIntake, type IntakeOutcome } from "./body-intake.ts";

/** A source that does what the test says. */
class Source implements BodySource {
  sink: BodySink | undefined;
  resumed = 0;
  cancelled = 0;

  start(sink: BodySink): void {
    this.sink = sink;
  }

  resume(): void {
    this.resumed++;
  }

  cancel(): void {
    this.cancelled++;
  }
}

class Sink implements BodySink {
  readonly seen: string[] = [];
  takes = true;

  data(chunk: string): boolean {
    this.seen.push(chunk);
    return this.takes;
  }

  end(trailers: readonly unknown[]): void {
    this.seen.push(`end ${trailers.length}`);
  }

  fail(reason: string): void {
    this.seen.push(`fail ${reason}`);
  }
}

function intake(prefix: string, limitBytes: number) {
  const source = new Source();
  const body: Body = { prefix, complete: false, declaredBytes: -1, rest: source, trailers: [] };
  const outcomes: IntakeOutcome[] = [];
  const subject = new BodyIntake(body, source, limitBytes, (outcome) => outcomes.push(outcome));
  subject.gather();
  assert.ok(source.sink);
  return { source, body, outcomes, subject, input: source.sink };
}

test("a body within the limit is whole, with what had come with the head and its trailers", () => {
  const { body, outcomes, input } = intake("ab", 6);
  assert.equal(input.data("cd"), true);
  assert.equal(input.data("ef"), true);
  assert.deepEqual(outcomes, []);
  input.end([]);
  assert.deepEqual(outcomes, ["whole"]);
  assert.deepEqual([body.prefix, body.complete, body.rest], ["abcdef", true, undefined]);
});

test("past the limit the source is held, and nothing of the body is lost", () => {
  const { body, outcomes, input, source } = intake("ab", 3);
  assert.equal(input.data("cd"), false);
  assert.deepEqual(outcomes, ["cut"]);
  assert.deepEqual([body.prefix, body.complete], ["abcd", false]);
  const sink = new Sink();
  body.rest?.start(sink);
  assert.equal(source.resumed, 1);
  assert.equal(input.data("ef"), true);
  input.end([]);
  assert.deepEqual(sink.seen, ["ef", "end 0"]);
});

test("what a source still gives while nobody takes the rest waits, and so does its end", () => {
  for (const [end, told] of [
    [(input: BodySink) => input.end([]), "end 0"],
    [(input: BodySink) => input.fail("client-gone"), "fail client-gone"],
  ] as const) {
    const { body, input, source } = intake("", 1);
    assert.equal(input.data("ab"), false);
    assert.equal(input.data("cd"), false);
    end(input);
    const sink = new Sink();
    body.rest?.start(sink);
    assert.deepEqual(sink.seen, ["cd", told]);
    assert.equal(source.resumed, 0);
  }
});

test("the rest is held to by whoever takes it", () => {
  const { body, input, source } = intake("", 1);
  input.data("ab");
  const sink = new Sink();
  body.rest?.start(sink);
  sink.takes = false;
  assert.equal(input.data("cd"), false);
  body.rest?.resume();
  assert.equal(source.resumed, 2);
});

test("the rest is not read on for whoever has no room yet, and what waited is given all the same", () => {
  const { body, input, source } = intake("", 1);
  input.data("ab");
  input.data("cd");
  const sink = new Sink();
  body.rest?.start(sink, true);
  assert.deepEqual([sink.seen, source.resumed], [["cd"], 0]);
  body.rest?.resume();
  assert.equal(source.resumed, 1);
});

test("a body that fails is told with the reason, and is not whole", () => {
  const { body, outcomes, input } = intake("ab", 10);
  input.data("c");
  input.fail("client-gone");
  assert.deepEqual(outcomes, [{ failed: "client-gone" }]);
  assert.deepEqual([body.prefix, body.complete], ["abc", false]);
});

test("a cancelled body is cancelled at its source, and nothing is told of it any more", () => {
  const { outcomes, input, source, subject } = intake("", 10);
  subject.cancel();
  input.end([]);
  assert.equal(source.cancelled, 1);
  assert.deepEqual(outcomes, []);
});
