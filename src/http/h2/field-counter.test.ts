import assert from "node:assert/strict";
import { connect } from "node:http2";
import { duplexPair } from "node:stream";
import { describe, it } from "node:test";
import fc from "fast-check";
import { FieldCounter } from "./field-counter.ts";
import { PREFACE } from "./frame-gate.ts";
import { FrameFlag, FrameScanner, FrameType } from "./frame-scanner.ts";

const { endHeaders, padded, priority } = FrameFlag;

/** What the counter says of one frame of HEADERS, given byte by byte. */
function countOf(block: Buffer, flags: number = endHeaders): number {
  const counter = new FieldCounter();
  counter.begin(FrameType.headers, flags, block.length);
  for (let at = 0; at < block.length; at++) counter.feed(block, at, at + 1);
  return counter.total;
}

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(" ", ""), "hex");

/** RFC 7541, appendix C: examples of blocks, and how many fields each has. */
const vectors: readonly (readonly [section: string, fields: number, block: string])[] = [
  ["C.2.1", 1, "400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572"],
  ["C.2.2", 1, "040c 2f73 616d 706c 652f 7061 7468"],
  ["C.2.3", 1, "1008 7061 7373 776f 7264 0673 6563 7265 74"],
  ["C.2.4", 1, "82"],
  ["C.3.1", 4, "8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d"],
  ["C.3.2", 5, "8286 84be 5808 6e6f 2d63 6163 6865"],
  ["C.3.3", 5, "8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65"],
  ["C.4.1", 4, "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff"],
  ["C.4.2", 5, "8286 84be 5886 a8eb 1064 9cbf"],
  ["C.4.3", 5, "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf"],
  ["C.5.2", 4, "4803 3330 37c1 c0bf"],
  [
    "C.6.1",
    4,
    "4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3",
  ],
];

describe("the counter of fields", () => {
  for (const [section, fields, block] of vectors) {
    it(`counts the example of RFC 7541 ${section}`, () => assert.equal(countOf(hex(block)), fields));
  }

  it("does not count sizes of the dynamic table, of whatever length", () => {
    assert.equal(countOf(hex("20 3fe11f 82 3f00 86")), 2);
  });

  it("counts literals with empty strings, and indices of many bytes", () => {
    assert.equal(countOf(hex("00 00 00  0f 10 00  7f 80 01 01 61  ff 80 01")), 4);
  });

  it("leaves padding and priority out, though they look like fields", () => {
    assert.equal(countOf(hex("03 8081828384 8286 828282"), endHeaders | padded | priority), 2);
    assert.equal(countOf(hex("00 82"), endHeaders | padded), 1);
  });

  it("waits for the frame that ends the head", () => {
    const counter = new FieldCounter();
    counter.begin(FrameType.headers, 0, 3);
    counter.feed(hex("82 00 7f"), 0, 3);
    assert.equal(counter.total, -1);
    counter.begin(FrameType.continuation, endHeaders, 0);
    counter.feed(hex("00"), 0, 0);
    assert.equal(counter.total, 2);
  });

  it("counts what a real client sends, however its bytes come in pieces", async () => {
    const name = fc.stringMatching(/^x-[a-z0-9]{1,12}$/);
    const value = fc.oneof(
      fc.stringMatching(/^[!-~]{0,40}$/),
      fc.integer({ min: 0, max: 20_000 }).map((length) => "v".repeat(length)),
    );
    const head = fc.dictionary(name, fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 4 })), {
      maxKeys: 20,
    });
    const heads = fc.array(head, { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(heads, fc.integer({ min: 1, max: 5000 }), async (messages, pieceBytes) => {
        const wanted = messages.map((one) => 4 + Object.values(one).flat().length);
        assert.deepEqual(countAll(await sentBy(messages), pieceBytes), wanted);
      }),
      { numRuns: 60 },
    );
  });
});

type Head = Readonly<Record<string, string | string[]>>;

/** The bytes that node:http2 sends for these requests on one connection. */
async function sentBy(messages: readonly Head[]): Promise<Buffer> {
  const [near, far] = duplexPair();
  const session = connect("http://a", {
    createConnection: () => near,
    maxSendHeaderBlockLength: 2_000_000,
    peerMaxConcurrentStreams: messages.length,
  });
  session.on("error", () => {});
  const bytes: Buffer[] = [];
  far.on("data", (chunk: Buffer) => bytes.push(chunk));
  // node:http2 sends what it has once the server's settings are there.
  far.write(hex("000000 04 00 00000000"));
  for (const message of messages) session.request(message, { endStream: true }).on("error", () => {});
  while (countAll(Buffer.concat(bytes), 1 << 20).length < messages.length) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  session.destroy();
  far.destroy();
  return Buffer.concat(bytes);
}

function countAll(bytes: Buffer, pieceBytes: number): number[] {
  const totals: number[] = [];
  const counter = new FieldCounter();
  const scanner = new FrameScanner(
    {
      frame: (type, flags, _streamId, length) => {
        if (type === FrameType.headers || type === FrameType.continuation) counter.begin(type, flags, length);
        return true;
      },
      payload: () => {},
      headPart: (_streamId, part, from, to) => {
        counter.feed(part, from, to);
        if (counter.total >= 0) totals.push(counter.total);
        return true;
      },
    },
    PREFACE.length,
  );
  for (let at = 0; at < bytes.length; at += pieceBytes) scanner.scan(bytes.subarray(at, at + pieceBytes));
  return totals;
}
