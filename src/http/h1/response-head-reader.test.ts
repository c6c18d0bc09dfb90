import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ResponseHeadReader } from "./response-head-reader.ts";

const limits = { requestLineBytes: 8192, headBytes: 65_536, headerCount: 100 };
const head = (length: number, more = "") => `HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n${more}\r\n`;

const framingOf = (reader: ResponseHeadReader, raw: string, isHead: boolean): string => {
  const read = reader.read(raw, isHead);
  return "flaw" in read ? read.flaw : `${read.framing} ${read.contentLength}`;
};

describe("the response heads of a connection", () => {
  it("are read by their own bytes and request, whatever came before", () => {
    const reader = new ResponseHeadReader(limits);
    const long = `X-Long: ${"x".repeat(2000)}\r\n`;
    for (const [raw, isHead, expected] of [
      [head(3), false, "length 3"],
      [head(3), false, "length 3"],
      [head(3), true, "none 3"],
      [head(3), false, "length 3"],
      [head(4), false, "length 4"],
      [head(4, long), false, "length 4"],
      [head(4), false, "length 4"],
      ["HTTP/1.1 200 OK\r\nBad Name: 1\r\n\r\n", false, "header line 1: field-malformed"],
      [head(4), true, "none 4"],
    ] as const) {
      assert.equal(framingOf(reader, raw, isHead), expected);
    }
  });
});
