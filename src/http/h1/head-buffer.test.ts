import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { HeadBuffer } from "./head-buffer.ts";
import { ResponseHeadBuffer } from "./response-head-buffer.ts";

const HEAD = "POST /a?b HTTP/1.1\r\nHost: a\r\nX: \xe9\r\nContent-Length: 4\r\n\r\n";

/** What taking the pieces one after the other gives in the end. */
function takeAll(pieces: readonly string[]): unknown {
  const buffer = new HeadBuffer(100, 200);
  let left = [...pieces];
  for (const piece of pieces) {
    left = left.slice(1);
    const taken = buffer.take(piece);
    if (typeof taken === "object") return { head: taken.head, rest: taken.rest + left.join("") };
    if (taken !== undefined) return taken;
  }
  return undefined;
}

function cut(text: string, places: readonly number[]): string[] {
  const sorted = [...new Set(places.map((place) => 1 + (place % (text.length - 1))))].sort((a, b) => a - b);
  return [...sorted, text.length].map((end, i) => text.slice(i === 0 ? 0 : sorted[i - 1], end));
}

describe("a request head", () => {
  it("is the same however it is cut into reads", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 20 }), (places) => {
        assert.deepEqual(takeAll(cut(`${HEAD}body`, places)), { head: HEAD, rest: "body" });
        assert.deepEqual(takeAll(cut(`\r\n${HEAD}body`, places)), { head: HEAD, rest: "body" });
      }),
    );
  });

  for (const [bytes, fault] of [
    ["GET / HTTP/1.1\nHost: a\n\n", "line-ending-malformed"],
    ["GET / HTTP/1.1\r\nHost: a\n", "line-ending-malformed"],
    ["GET / HTTP/1.1\rHost: a", "line-ending-malformed"],
    ["GET / HTTP/1.1\r\nHost: a\0", "field-malformed"],
    ["\rGET", "line-ending-malformed"],
    ["\nGET", "line-ending-malformed"],
    ["\r\n\rGET", "line-ending-malformed"],
    ["\r\n\r\n", "request-line-malformed"],
    ["\x16\x03\x01", "request-line-malformed"],
    [" GET", "request-line-malformed"],
    [`GET /${"a".repeat(100)}`, "request-line-too-long"],
    [`GET / HTTP/1.1\r\nX: ${"a".repeat(300)}`, "head-too-large"],
    [`GET / HTTP/1.1\r\nX: ${"a".repeat(300)}\r\n\r\n`, "head-too-large"],
    [`GET /${"a".repeat(200)} HTTP/1.1\r\nX: ${"a".repeat(300)}\r\n\r\n`, "request-line-too-long"],
  ] as const) {
    it(`is given up early: ${JSON.stringify(bytes.slice(0, 30))}`, () => {
      assert.equal(takeAll([bytes]), fault);
      assert.equal(takeAll([...bytes]), fault);
    });
  }
});

describe("a response head", () => {
  it("is the same byte by byte, and garbage is given up at its first wrong byte", () => {
    const buffer = new ResponseHeadBuffer(200);
    const head = "HTTP/1.1 200 OK\r\nX: a\r\n\r\n";
    const results = [...head].map((byte) => buffer.take(byte));
    assert.deepEqual(results.at(-1), { head, rest: "" });
    assert.ok(results.slice(0, -1).every((result) => result === undefined));
    assert.equal(new ResponseHeadBuffer(200).take("HTTP/2"), "response-malformed");
    assert.equal(new ResponseHeadBuffer(200).take("X"), "response-malformed");
    assert.equal(new ResponseHeadBuffer(20).take(head), "response-too-large");
  });
});
