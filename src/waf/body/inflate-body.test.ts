import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  brotliCompressSync,
  constants,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from "node:zlib";
import fc from "fast-check";
import { type Inflated, type InflateLimits, inflateBody } from "./inflate-body.ts";

const LIMITS: InflateLimits = { maxBytes: 4_000_000, maxRatio: 100, maxCodings: 2 };

const writers: [string, string, (bytes: Buffer) => Buffer][] = [
  ["gzip", "gzip", (bytes) => gzipSync(bytes)],
  ["x-gzip", "X-GZip", (bytes) => gzipSync(bytes)],
  ["zlib's format", "deflate", (bytes) => deflateSync(bytes)],
  ["raw deflate", "deflate", (bytes) => deflateRawSync(bytes)],
  ["brotli", "br", (bytes) => brotliCompressSync(bytes)],
  ["zstd", "zstd", (bytes) => zstdCompressSync(bytes)],
];

/** Does not compress well. */
function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let i = 0, state = 1; i < length; i++) {
    state = (state * 48_271) % 2_147_483_647;
    bytes[i] = state >> 8;
  }
  return bytes;
}

const text = (bytes: Buffer): string => bytes.toString("latin1");
const undo = async (codings: string, bytes: Buffer, limits: Partial<InflateLimits> = {}): Promise<Inflated> =>
  await inflateBody(codings, text(bytes), { ...LIMITS, ...limits });

describe("the content of a body", () => {
  for (const [what, coding, write] of writers) {
    test(`in ${what} is given at once where it is small, and later where it is large`, async () => {
      const small = Buffer.from("hello \0\xff world");
      const now = inflateBody(coding, text(write(small)), LIMITS);
      assert.deepEqual(now, { kind: "ok", content: text(small) });
      const large = noise(300_000);
      const later = inflateBody(coding, text(write(large)), LIMITS);
      assert.ok(later instanceof Promise);
      const found = await later;
      assert.ok(found.kind === "ok" && found.content === text(large));
    });

    test(`in ${what} is given later where a small body has much of it`, async () => {
      const large = Buffer.concat([noise(4000), Buffer.alloc(300_000, "abc ")]);
      const later = inflateBody(coding, text(write(large)), LIMITS);
      assert.ok(later instanceof Promise);
      const found = await later;
      assert.ok(found.kind === "ok" && found.content.length === 304_000);
    });

    for (const length of [1000, 200_000]) {
      test(`in ${what} is malformed where it is cut off or something follows, of ${length} bytes`, async () => {
        const written = write(noise(length));
        const cut = await undo(coding, written.subarray(0, -5));
        assert.equal(cut.kind, "malformed");
        const followed = await undo(coding, Buffer.concat([written, Buffer.from("<script>")]));
        assert.equal(followed.kind, "malformed");
      });
    }

    test(`in ${what} may be no bomb, by its size or its growth`, async () => {
      assert.deepEqual(await undo(coding, write(Buffer.alloc(5_000_000)), { maxRatio: 1e9 }), {
        kind: "bomb",
        by: "size",
      });
      assert.deepEqual(await undo(coding, write(Buffer.alloc(3_000_000))), { kind: "bomb", by: "ratio" });
      const limits = { maxBytes: 1000, maxRatio: 1 };
      assert.deepEqual(await undo(coding, write(noise(1001)), limits), { kind: "bomb", by: "size" });
      assert.equal((await undo(coding, write(noise(1000)), limits)).kind, "ok");
    });
  }

  test("may be in two codings, and no more", async () => {
    const bytes = noise(500);
    const twice = brotliCompressSync(gzipSync(bytes));
    assert.deepEqual(inflateBody("gzip, br", text(twice), LIMITS), { kind: "ok", content: text(bytes) });
    assert.deepEqual(inflateBody("br, gzip", text(twice), LIMITS), {
      kind: "malformed",
      coding: "gzip",
      reason: "it is not of this coding",
    });
    const large = noise(200_000);
    const found = await undo("zstd,identity , gzip", gzipSync(zstdCompressSync(large)));
    assert.ok(found.kind === "ok" && found.content === text(large));
    assert.deepEqual(inflateBody("gzip, gzip, gzip", "x", LIMITS), {
      kind: "unsupported",
      coding: "gzip, gzip, gzip",
    });
  });

  test("in two codings is a bomb by the growth of both", async () => {
    const bomb = gzipSync(gzipSync(Buffer.alloc(50_000_000)));
    assert.ok(bomb.length < 1000);
    assert.deepEqual(await undo("gzip, gzip", bomb, { maxBytes: 100_000_000 }), {
      kind: "bomb",
      by: "ratio",
    });
  });

  test("is the body where there is no coding, or no body", () => {
    for (const codings of ["", "identity", " , "]) {
      assert.deepEqual(inflateBody(codings, "x", LIMITS), { kind: "ok", content: "x" });
    }
    assert.deepEqual(inflateBody("gzip", "", LIMITS), { kind: "ok", content: "" });
  });

  test("is not to be had in another coding", () => {
    for (const coding of ["compress", "constructor", "dcb"]) {
      assert.deepEqual(inflateBody(`gzip, ${coding}`, "x", LIMITS), { kind: "unsupported", coding });
    }
  });

  test("of several gzip members is all of them", () => {
    const members = Buffer.concat([gzipSync(Buffer.from("<scr")), gzipSync(Buffer.from("ipt>"))]);
    assert.deepEqual(inflateBody("gzip", text(members), LIMITS), { kind: "ok", content: "<script>" });
  });

  test("of a zstd frame that asks for a large window is refused", async () => {
    const params = { [constants.ZSTD_c_windowLog]: 27, [constants.ZSTD_c_enableLongDistanceMatching]: 1 };
    const written = zstdCompressSync(noise(9_000_000), { params });
    assert.equal((await undo("zstd", written, { maxBytes: 20_000_000 })).kind, "malformed");
  });

  test("is looked for in any bytes without a throw", async () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 200 });
    const coding = fc.constantFrom("gzip", "deflate", "br", "zstd", "gzip, br");
    await fc.assert(
      fc.asyncProperty(bytes, coding, async (all, codings) => {
        const found = await undo(codings, Buffer.from(all));
        assert.ok(found.kind !== "unsupported");
      }),
      { numRuns: 300 },
    );
  });
});

describe("a large body", () => {
  test("does not hold up the event loop while its coding is undone", async () => {
    const written = text(gzipSync(noise(3_000_000)));
    let turns = 0;
    const turn = (): void => {
      turns++;
      immediate = setImmediate(turn);
    };
    let immediate = setImmediate(turn);
    const found = await inflateBody("gzip", written, LIMITS);
    clearImmediate(immediate);
    assert.equal(found.kind, "ok");
    assert.ok(turns > 10, `${turns} turns of the event loop`);
  });
});
