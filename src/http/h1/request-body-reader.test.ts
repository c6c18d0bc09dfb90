import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { BodySink } from "../body.ts";
import { ChunkedDecoder, LengthDecoder } from "./body-decoder.ts";
import { RequestBodyReader } from "./request-body-reader.ts";

function connection(log: string[]) {
  const note = (what: string) => () => void log.push(what);
  return {
    pauseReading: note("pause"),
    resumeReading: note("resume"),
    expectBytes: note("expect"),
    sendContinue: note("continue"),
    countBody: () => {},
    endBody: (rest: string) => void log.push(`end ${rest}`),
    breakBody: note("break"),
  };
}

function sink(log: string[], takesMore = true): BodySink {
  return {
    data: (chunk) => {
      log.push(`data ${chunk}`);
      return takesMore;
    },
    end: () => void log.push("whole"),
    fail: (reason) => void log.push(reason),
  };
}

describe("a request body", () => {
  it("that came with its head is whole", () => {
    const log: string[] = [];
    const reader = new RequestBodyReader(new LengthDecoder(5), 5, 100, connection(log));
    reader.take("helloGET");
    assert.equal(reader.give(), "");
    assert.equal(reader.body.prefix, "hello");
    assert.equal(reader.body.complete, true);
    assert.equal(reader.body.rest, undefined);
    assert.deepEqual(log, ["end GET"]);
  });

  it("stays what it was when it was given away, whatever comes before anybody takes it", () => {
    const log: string[] = [];
    const reader = new RequestBodyReader(new ChunkedDecoder(), -1, 100, connection(log));
    reader.take("2\r\nab\r\n");
    reader.give();
    reader.take("2\r\ncd\r\n0\r\n\r\n");
    assert.equal(reader.body.prefix, "ab");
    assert.equal(reader.body.complete, false);
    assert.equal(reader.body.rest, reader);
    reader.start(sink(log));
    assert.deepEqual(log, ["pause", "end ", "data cd", "whole"]);
  });

  it("is read on only when what was held is taken", () => {
    const log: string[] = [];
    const reader = new RequestBodyReader(new ChunkedDecoder(), -1, 100, connection(log));
    reader.give();
    reader.take("2\r\nab\r\n");
    reader.start(sink(log, false));
    assert.deepEqual(log, ["pause", "data ab"]);
    reader.resume();
    assert.deepEqual(log, ["pause", "data ab", "resume"]);
  });

  it("that grew too large before anybody took it fails whoever takes it", () => {
    const log: string[] = [];
    const reader = new RequestBodyReader(new ChunkedDecoder(), -1, 3, connection(log));
    reader.give();
    reader.take("4\r\nabcd\r\n");
    reader.start(sink(log));
    assert.deepEqual(log, ["break", "body-too-large"]);
  });
});
