import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type BodyDecoder, ChunkedDecoder, encodeChunk, LengthDecoder, lastChunk } from "./body-decoder.ts";

type Result = {
  readonly content: string;
  readonly rest: string;
  readonly flaw: string;
  readonly done: boolean;
};

/** Feeds `bytes` in pieces cut at the given places. */
function feed(decoder: BodyDecoder, bytes: string, cuts: readonly number[]): Result {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  let content = "";
  let start = 0;
  for (const end of [...places, bytes.length]) {
    const decoded = decoder.decode(bytes.slice(start, end));
    content += decoded.content;
    start = end;
    if (decoded.flaw !== "") return { content, rest: "", flaw: decoded.flaw, done: false };
    if (decoded.done) return { content, rest: decoded.rest + bytes.slice(end), flaw: "", done: true };
  }
  return { content, rest: "", flaw: "", done: false };
}

const text = fc.string({ unit: "binary-ascii", maxLength: 40 });
const cuts = fc.array(fc.nat(), { maxLength: 10 });

describe("a chunked body", () => {
  it("is the same however it is cut into reads, and what follows it is left", () => {
    fc.assert(
      fc.property(fc.array(text), text, cuts, (chunks, rest, places) => {
        const bytes = chunks.map(encodeChunk).join("") + lastChunk([]) + rest;
        const whole = { content: chunks.join(""), rest, flaw: "", done: true };
        assert.deepEqual(feed(new ChunkedDecoder(), bytes, places), whole);
      }),
    );
  });

  it("may have extensions, trailers and upper-case sizes, which are not content", () => {
    const bytes = 'A ; x="y"\r\n0123456789\r\n00\r\nX-T: 1\r\nY:\r\n\r\nrest';
    assert.deepEqual(feed(new ChunkedDecoder(), bytes, []), {
      content: "0123456789",
      rest: "rest",
      flaw: "",
      done: true,
    });
  });

  for (const bytes of [
    "\r\n",
    "g\r\n",
    " 5\r\n",
    "5 5\r\n",
    "+5\r\n",
    "0x5\r\n",
    "5\n",
    "5\r",
    "\n",
    "5;\x00\r\n",
    "1234567890abc\r\n",
    "2\r\nabc\r\n",
    "2\r\nab\n",
    "2\r\nabX\r\n",
    "0\r\nX\r\n\r\n",
    "0\r\n X: a\r\n\r\n",
    "0\r\nX : a\r\n\r\n",
    "0\r\nX: a\n\r\n",
    `5;${"a".repeat(300)}\r\n`,
    `0\r\nX: ${"a".repeat(9000)}\r\n\r\n`,
    `0\r\n${"X: a\r\n".repeat(2000)}\r\n`,
  ]) {
    it(`is refused: ${JSON.stringify(bytes.slice(0, 24))}`, () => {
      const whole = feed(new ChunkedDecoder(), `${bytes}\r\n\r\n`, []);
      const byByte = feed(new ChunkedDecoder(), `${bytes}\r\n\r\n`, [...Array(400).keys()]);
      assert.notEqual(whole.flaw, "");
      assert.equal(byByte.flaw, whole.flaw);
    });
  }

  it("that ends with its connection is not whole", () => {
    const decoder = new ChunkedDecoder();
    decoder.decode("5\r\nhello\r\n");
    assert.equal(decoder.endsWhole(), false);
    decoder.decode("0\r\n\r\n");
    assert.equal(decoder.endsWhole(), true);
  });
});

describe("a body by length", () => {
  it("is the same however it is cut into reads, and what follows it is left", () => {
    fc.assert(
      fc.property(text, text, cuts, (content, rest, places) => {
        fc.pre(content !== "");
        const result = feed(new LengthDecoder(content.length), content + rest, places);
        assert.deepEqual(result, { content, rest, flaw: "", done: true });
      }),
    );
  });
});
