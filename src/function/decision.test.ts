import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readDecision } from "./decision.ts";

const read = (value: unknown) => readDecision(JSON.stringify(value));

function flawOf(value: unknown): string {
  const decision = read(value);
  assert.ok("flaw" in decision, `${JSON.stringify(value)} was taken as ${JSON.stringify(decision)}`);
  return decision.flaw;
}

describe("what a function decided", () => {
  it("is one of the things that rules do", () => {
    assert.deepEqual(read({ allow: true }), { kind: "allow" });
    assert.deepEqual(read({ drop: true }), { kind: "drop" });
    assert.deepEqual(read({ deny: true }), { kind: "deny", status: 403, detail: "" });
    assert.deepEqual(read({ deny: 451, detail: "no" }), { kind: "deny", status: 451, detail: "no" });
    assert.deepEqual(read({ tag: "old-client" }), { kind: "tag", tag: "old-client" });
    const moved = { kind: "redirect", status: 302, location: "/new?a=b" };
    assert.deepEqual(read({ redirect: "/new?a=b", status: 302 }), moved);
    const elsewhere = { kind: "redirect", status: 308, location: "https://b.example/x" };
    assert.deepEqual(read({ redirect: "https://b.example/x" }), elsewhere);
  });

  it("answers with a body as the bytes of its UTF-8", () => {
    const contentType = "text/plain; charset=utf-8";
    const answer = { kind: "respond", status: 200, contentType, body: "\xc3\xbc" };
    assert.deepEqual(read({ respond: { body: "ü" } }), answer);
    const empty = { kind: "respond", status: 204, contentType, body: "" };
    assert.deepEqual(read({ respond: { status: 204 } }), empty);
  });

  it("is refused where it says nothing, two things, or what nobody knows", () => {
    assert.match(flawOf({}), /none of allow, deny/);
    assert.match(flawOf({ allow: true, deny: true }), /more than one of allow, deny/);
    assert.match(flawOf({ allow: true, statsu: 1 }), /"statsu" beside allow/);
    assert.match(flawOf({ redirect: "/a", detail: "x" }), /"detail" beside redirect/);
    assert.match(flawOf({ respond: { header: "x" } }), /respond has no "header"/);
  });

  it("is refused with values that a configuration could not have either", () => {
    const wrong = [
      ...[{ allow: 1 }, { drop: false }, { deny: 200 }, { deny: 500 }, { deny: "403" }, { deny: 403.5 }],
      ...[{ deny: false }, { deny: true, detail: 1 }, { tag: "two words" }, { tag: "a\r\nb" }, { tag: 1 }],
      ...[{ tag: "x".repeat(65) }, { redirect: "//evil.example" }, { redirect: "/\\evil.example" }],
      ...[{ redirect: "/a\r\nSet-Cookie: x=y" }, { redirect: "javascript:alert(1)" }, { redirect: "a/b" }],
      ...[
        { redirect: "/ü" },
        { redirect: "" },
        { redirect: "https://" },
        { redirect: "https://a.example@b.example/" },
        { redirect: "ftp://a" },
        { redirect: "/a", status: 200 },
      ],
      ...[{ redirect: `/${"a".repeat(9000)}` }, { respond: null }, { respond: [] }, { respond: "text" }],
      ...[{ respond: { status: 199 } }, { respond: { status: 600 } }, { respond: { status: 101 } }],
      ...[{ respond: { contentType: "a\r\nb: c" } }, { respond: { contentType: "" } }],
      ...[{ respond: { contentType: "text/ü" } }, { respond: { body: 1 } }],
      { respond: { status: 304, body: "x" } },
    ];
    const taken = wrong.filter((value) => !("flaw" in read(value)));
    assert.deepEqual(taken, []);
  });

  it("tells a detail on one line, and no more than fits there", () => {
    const decision = read({ deny: true, detail: `a\r\nb\u2028${"x".repeat(500)}` });
    assert.ok(!("flaw" in decision) && decision.kind === "deny");
    assert.match(decision.detail, /^a b x{196}$/);
  });
});
