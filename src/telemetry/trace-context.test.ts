import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { newRequestId } from "#kernel/request-id.ts";
import { isTraceSampled, nextTracestate } from "./trace-context.ts";

const SPAN = "00f067aa0ba902b7";

test("our entry comes first, and what came follows in its order", () => {
  assert.equal(nextTracestate("", SPAN), `portcullis=${SPAN}`);
  assert.equal(nextTracestate("a=1,b=2", SPAN), `portcullis=${SPAN},a=1,b=2`);
  assert.equal(nextTracestate(" a=1 ,\t, b=2", SPAN), `portcullis=${SPAN},a=1,b=2`);
  assert.equal(nextTracestate("t@sys=x", SPAN), `portcullis=${SPAN},t@sys=x`);
});

test("an older entry of ours is replaced", () => {
  assert.equal(nextTracestate("a=1,portcullis=0123456789abcdef,b=2", SPAN), `portcullis=${SPAN},a=1,b=2`);
});

for (const [what, list] of [
  ["a member without a value", "a"],
  ["an empty value", "a="],
  ["a key in upper case", "A=1"],
  ["a key twice", "a=1,b=2,a=3"],
  ["a value beyond ASCII", "a=\xe9"],
  ["an equals sign in a value", "a=1=2"],
  ["33 members", Array.from({ length: 33 }, (_, i) => `k${i}=1`).join(",")],
] as const) {
  test(`a list with ${what} is discarded whole`, () => {
    assert.equal(nextTracestate(list, SPAN), `portcullis=${SPAN}`);
  });
}

test("of 32 members the last one makes room for ours", () => {
  const members = Array.from({ length: 32 }, (_, i) => `k${i}=1`);
  assert.equal(
    nextTracestate(members.join(","), SPAN),
    [`portcullis=${SPAN}`, ...members.slice(0, 31)].join(","),
  );
});

test("beyond 512 characters long members go first, then the last ones", () => {
  const long = `long=${"x".repeat(200)}`;
  const short = Array.from({ length: 10 }, (_, i) => `k${i}=${"y".repeat(40)}`);
  const kept = nextTracestate([long, ...short].join(","), SPAN).split(",");
  assert.deepEqual(kept, [`portcullis=${SPAN}`, ...short]);
  const many = Array.from({ length: 20 }, (_, i) => `k${i}=${"y".repeat(40)}`);
  const cut = nextTracestate(many.join(","), SPAN);
  assert.ok(cut.length <= 512 && cut.length > 460, String(cut.length));
  assert.ok(`portcullis=${SPAN},${many.join(",")}`.startsWith(cut));
});

test("whatever comes, what goes on is a list that goes on unchanged but for our entry", () => {
  const member = fc.tuple(
    fc.stringMatching(/^[a-z0-9][a-z0-9_*/@-]{0,9}$/),
    fc.stringMatching(/^[!-+]{1,60}$/),
  );
  const list = fc
    .array(member, { maxLength: 40 })
    .map((pairs) => pairs.map((pair) => pair.join("=")).join(","));
  fc.assert(
    fc.property(fc.oneof(list, fc.string()), (received) => {
      const next = nextTracestate(received, SPAN);
      assert.ok(next.length <= 512 && next.split(",").length <= 32);
      assert.equal(nextTracestate(next, SPAN), next);
    }),
  );
});

test("a share of the traces is sampled, always the same ones, and a larger share holds the smaller", () => {
  const ids = Array.from({ length: 20_000 }, newRequestId);
  const tenth = ids.filter((id) => isTraceSampled(id, 0.1));
  assert.ok(Math.abs(tenth.length - 2000) < 250, String(tenth.length));
  assert.ok(tenth.every((id) => isTraceSampled(id, 0.1) && isTraceSampled(id, 0.5)));
  assert.ok(ids.every((id) => isTraceSampled(id, 1) && !isTraceSampled(id, 0)));
});

test("the highest trace ids are sampled, as OpenTelemetry's consistent samplers do", () => {
  assert.equal(isTraceSampled("4bf92f3577b34da6a3ffffffffffffff", 0.001), true);
  assert.equal(isTraceSampled("ffffffffffffffffff7fffffffffffff", 0.5), false);
  assert.equal(isTraceSampled("000000000000000000800000ffffffff", 0.5), true);
});
