import assert from "node:assert/strict";
import { it } from "node:test";
import { controlFlawOf, hasNoBody, headerValueFlaw, isUrlText, locationFlaw } from "./own-answer.ts";

it("a place is an absolute URL of HTTP with a plain host, or a path of this one", () => {
  const right = [
    ...[
      "/",
      "/a?b=c#d",
      "/a//b",
      "/%20",
      "https://a.example",
      "http://a.example:8080/x",
      "HTTPS://A.example?x",
    ],
    ...["https://[2001:db8::1]:8443/x", "https://a.example/?to=//b.example"],
  ];
  assert.deepEqual(
    right.filter((place) => locationFlaw(place) !== undefined),
    [],
  );
  const wrong = [
    ["/a b", "character"],
    ["/\xfc", "character"],
    ["/ü\u2028", "character"],
    ["/a\r\nSet-Cookie: a=b", "character"],
    ["//b.example", "other-host"],
    ["/\\b.example", "other-host"],
    ["https:\\\\b.example", "other-host"],
    ["", "no-place"],
    ["a/b", "no-place"],
    ["https://", "no-place"],
    ["https:/b.example", "no-place"],
    ["ftp://b.example/", "no-place"],
    ["javascript:alert(1)", "no-place"],
    ["https:///b.example", "host-unclear"],
    ["https://a.example@b.example/", "host-unclear"],
    ["https://a.example:80@b.example/", "host-unclear"],
  ] as const;
  for (const [place, flaw] of wrong) assert.equal(locationFlaw(place), flaw, place);
});

it("text of a URL is printable ASCII without spaces", () => {
  assert.ok(isUrlText("/a~!{}"));
  assert.ok(isUrlText(""));
  for (const text of ["a b", "\x7f", "\t", "é"]) assert.ok(!isUrlText(text), JSON.stringify(text));
});

it("a header value is ASCII on one line, without white space at its ends", () => {
  for (const right of ["", "a", "text/plain; charset=utf-8", "a\tb", "x".repeat(4096)]) {
    assert.equal(headerValueFlaw(right), undefined, right);
  }
  const wrong = [
    ["a\r\nb: c", "line-break"],
    ["a\0", "line-break"],
    ["a\x1b", "control"],
    ["\x7f", "control"],
    ["text/ü", "beyond-ascii"],
    ["a\u2028", "beyond-ascii"],
    [" a", "outer-space"],
    ["a\t", "outer-space"],
  ] as const;
  for (const [value, flaw] of wrong) assert.equal(headerValueFlaw(value), flaw, JSON.stringify(value));
});

it("what lies beyond ASCII is no control character", () => {
  assert.equal(controlFlawOf("ü\u2028"), undefined);
  assert.equal(controlFlawOf("ü\x01"), "control");
});

it("answers that end after their head are 204, 205 and 304", () => {
  const statuses = Array.from({ length: 400 }, (_, more) => 200 + more);
  assert.deepEqual(statuses.filter(hasNoBody), [204, 205, 304]);
});
