import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { freshFootprints } from "./footprints.ts";
import { type HtmlStart, type HtmlVisitor, tokenizeHtml } from "./html-tokenizer.ts";

/** What a visitor hears of `value`, one word each: `<a`, `</a`, `href=x`, `!doctype`. */
function eventsOf(value: string, start: HtmlStart = "data"): readonly string[] {
  const events: string[] = [];
  const hear = (event: string): boolean => {
    events.push(event);
    return false;
  };
  const visitor: HtmlVisitor = {
    tag: (name, isEnd) => hear(`${isEnd ? "</" : "<"}${name}`),
    attribute: (name, text, from, to) => hear(from < 0 ? name : `${name}=${text.slice(from, to)}`),
    declaration: (text) => hear(text.slice(0, 8)),
    strictness: () => 2,
  };
  tokenizeHtml(value, start, visitor, freshFootprints());
  return events;
}

describe("tokenizeHtml", () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ["a < b > c <3", []],
    ["<A HREF=x>y</a>", ["<a", "href=x", "</a"]],
    ["<a b='>' c=\">\" d=e/f>", ["<a", "b=>", "c=>", "d=e/f"]],
    ["<a/b/c = d>", ["<a", "b", "c=d"]],
    ["<a =b>", ["<a", "b"]],
    ["<a b", ["<a", "b"]],
    ["<a b='c", ["<a", "b=c"]],
    ["<a b=`c`d=e>", ["<a", "b=`c", "d=e"]],
    ["<!-- <a> --><b>", ["<b"]],
    ["<!--><b>", ["<b"]],
    ["<!-- --!><b>", ["<b"]],
    ["<!-- <b>", []],
    ["<!DOCTYPE x><b>", ["!DOCTYPE", "<b"]],
    ["<?xml a?><b>", ["?xml a?>", "<b"]],
    ["<![CDATA[<b>]]>", ["<b"]],
    ["<b<c>", ["<b", "c"]],
  ];
  for (const [value, events] of cases) {
    test(`reads ${JSON.stringify(value)}`, () => assert.deepEqual(eventsOf(value), events));
  }

  test("begins in the value that the page has opened", () => {
    assert.deepEqual(eventsOf("x' a=b><c>", "'"), ["a=b", "<c"]);
    assert.deepEqual(eventsOf('x" a=b', '"'), ["a=b"]);
    assert.deepEqual(eventsOf("x a=b", "unquoted"), ["a=b"]);
    assert.deepEqual(eventsOf("a=b c", "attribute-name"), ["a=b", "c"]);
    assert.deepEqual(eventsOf("no quote", "'"), []);
  });

  test("stops where the visitor has decided", () => {
    const visitor: HtmlVisitor = {
      tag: () => true,
      attribute: () => assert.fail("the tag decided"),
      declaration: () => false,
      strictness: () => 2,
    };
    assert.equal(tokenizeHtml("<a b=c>", "data", visitor, freshFootprints()), true);
  });

  test("ends a reading where another has passed in the same state", () => {
    const footprints = freshFootprints();
    const tags: string[] = [];
    const visitor: HtmlVisitor = {
      tag: (name) => tags.push(name) < 0,
      attribute: () => false,
      declaration: () => false,
      strictness: () => 2,
    };
    tokenizeHtml("'><a><b>", "data", visitor, footprints);
    tokenizeHtml("'><a><b>", "'", visitor, footprints);
    assert.deepEqual(tags, ["a", "b"]);
  });
});
