import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import type { BodySink, BodySource } from "#http/body.ts";
import { isAbandoned } from "../plan/branch.ts";
import { JudgedStream } from "./judged-stream.ts";

/** A backend's body, as far as the test lets it come. */
class TestSource implements BodySource {
  sink: BodySink | undefined;
  isHeld = true;
  isCancelled = false;
  start(sink: BodySink, isHeld = false): void {
    this.sink = sink;
    this.isHeld = isHeld;
  }
  resume(): void {
    this.isHeld = false;
  }
  cancel(): void {
    this.isCancelled = true;
  }
  give(...texts: readonly string[]): void {
    for (const text of texts) this.isHeld = this.sink?.data(event(text)) === false;
  }
}

const event = (text: string): string => `data: ${JSON.stringify({ delta: text })}\n\n`;

function streamOf(options: { prefix?: string; size?: number; overlap?: number; hasRoom?: boolean } = {}) {
  const { prefix = "", size = 10, overlap = 0, hasRoom = true } = options;
  const source = new TestSource();
  const judged: string[] = [];
  const got: string[] = [];
  const verdicts: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const stream = new JudgedStream(prefix, source, {
    windows: { size, overlap },
    judge: (text) => {
      judged.push(text);
      return new Promise((resolve, reject) => {
        verdicts.push({ resolve, reject });
      });
    },
    refused: (error) =>
      error instanceof Error && error.message === "bad" ? "completion-withheld" : "completion-unjudged",
  });
  stream.start({
    data: (chunk) => {
      got.push(chunk);
      return hasRoom;
    },
    end: () => void got.push("END"),
    fail: (reason) => void got.push(reason),
  });
  const decide = async (error?: string): Promise<void> => {
    const verdict = verdicts.shift();
    assert.ok(verdict !== undefined, "nothing is being judged");
    if (error === undefined) verdict.resolve();
    else verdict.reject(new Error(error));
    await setImmediate();
  };
  return { source, stream, judged, got, decide };
}

suite("a stream that is judged", () => {
  test("gives what says nothing at once, and holds a text until its window is judged", async () => {
    const { source, judged, got, decide } = streamOf();
    source.sink?.data(": waiting\n\n");
    assert.deepEqual(got, [": waiting\n\n"]);
    source.give("hello", " wor");
    assert.deepEqual([judged, got.length, source.isHeld], [[], 1, false]);
    source.give("ld");
    assert.deepEqual([judged, got.length, source.isHeld], [["hello wor"], 1, true]);
    await decide();
    assert.deepEqual(got.slice(1), [event("hello") + event(" wor")]);
    assert.equal(source.isHeld, false);
    source.sink?.end([]);
    assert.deepEqual([judged.at(-1), got.length], ["ld", 2]);
    await decide();
    assert.deepEqual(got.slice(2), [event("ld"), "END"]);
  });

  test("has what it was judged by before at the beginning of the next window", async () => {
    const { source, judged, decide } = streamOf({ overlap: 4 });
    source.give("abcdefgh", "ijklm");
    await decide();
    source.sink?.end([]);
    await decide();
    assert.deepEqual(judged, ["abcdefgh", "efghijklm"]);
  });

  test("is cut where a window is objected to: nothing of it goes on", async () => {
    const { source, got, decide } = streamOf();
    source.give("good text", "evil text");
    await decide();
    source.sink?.end([]);
    await decide("bad");
    assert.deepEqual(got, [event("good text"), "completion-withheld"]);
    assert.equal(source.isCancelled, true);
  });

  test("is cut where nobody judges, though its source has ended", async () => {
    const { source, got, decide } = streamOf();
    source.give("text");
    source.sink?.end([]);
    await decide("down");
    assert.deepEqual(got, ["completion-unjudged"]);
  });

  test("is cut where it cannot be read", () => {
    const { source, got } = streamOf();
    source.sink?.data("data: \u00ff\n\n");
    assert.deepEqual(got, ["completion-unjudged"]);
    const twice = streamOf({ prefix: `data: {"a":"x y","a":"z"}\n\n` });
    assert.deepEqual([twice.got, twice.source.sink], [["completion-unjudged"], undefined]);
  });

  test("that breaks off gives nothing of what was held", async () => {
    const { source, got, judged, decide } = streamOf();
    source.give("0123456789", "more");
    source.sink?.fail("upstream-reset");
    assert.deepEqual([judged.length, got], [1, ["upstream-reset"]]);
    await decide();
    assert.deepEqual(got, ["upstream-reset"]);
  });

  test("has an event that is longer than a window judged in pieces, all of them", async () => {
    const { source, judged, got, decide } = streamOf({ prefix: event("0123456789abcde") });
    source.sink?.end([]);
    await decide();
    assert.deepEqual([judged.length, got], [2, []]);
    await decide();
    assert.deepEqual(
      [judged, got],
      [
        ["0123456789", "abcde"],
        [event("0123456789abcde"), "END"],
      ],
    );
  });

  test("has what came behind the last event judged too", async () => {
    const { source, judged, got, decide } = streamOf();
    source.sink?.data(`data: {"delta":"tail"}`);
    source.sink?.end([]);
    await decide();
    assert.deepEqual([judged, got], [["tail"], [`data: {"delta":"tail"}`, "END"]]);
  });

  test("that nobody wants any more stops, and says nothing of a late verdict", async () => {
    const { source, stream, got, decide } = streamOf();
    source.give("0123456789", "more");
    stream.cancel();
    assert.equal(source.isCancelled, true);
    await decide("bad");
    assert.deepEqual(got, []);
  });

  test("is read no further while its client has no room", async () => {
    const { source, stream, decide } = streamOf({ hasRoom: false });
    source.give("0123456789", "more");
    await decide();
    assert.equal(source.isHeld, true);
    stream.resume();
    assert.equal(source.isHeld, false);
  });

  test("gives up the question that is under way with it", async () => {
    const isGivenUp: boolean[] = [];
    const source = new TestSource();
    const stream = new JudgedStream("", source, {
      windows: { size: 4, overlap: 0 },
      judge: async () => {
        await setImmediate();
        isGivenUp.push(isAbandoned());
      },
      refused: () => "completion-unjudged",
    });
    stream.start({ data: () => true, end: () => undefined, fail: () => undefined });
    source.give("abcd", "e");
    stream.cancel();
    await setImmediate();
    await setImmediate();
    assert.deepEqual(isGivenUp, [true]);
  });
});
