import assert from "node:assert/strict";
import { test } from "node:test";
import { RecentTexts } from "./recent-texts.ts";

test("a text is known from the second time on that it is offered", () => {
  const texts = new RecentTexts(16);
  texts.offer("https://a.test/1", "one");
  assert.equal(texts.get("https://a.test/1"), undefined);
  texts.offer("https://a.test/1", "one");
  assert.equal(texts.get("https://a.test/1"), "one");
});

test("texts that come once do not take the place of one that is known", () => {
  const texts = new RecentTexts(1);
  for (let n = 0; n < 2; n++) texts.offer("known", "made");
  for (let n = 0; n < 100; n++) texts.offer(`other ${n}`, "of the other");
  assert.equal(texts.get("known"), "made");
});

test("texts that meet in one place are told apart", () => {
  const texts = new RecentTexts(1);
  // They differ where no char is looked at to choose a place.
  const [one, other] = ["a=0000000000000000000000001", "b=0000000000000000000000001"] as const;
  for (let n = 0; n < 2; n++) texts.offer(one, "of a");
  assert.equal(texts.get(other), undefined);
  assert.equal(texts.get(one), "of a");
});

test("the empty text is one like others", () => {
  const texts = new RecentTexts(4);
  assert.equal(texts.get(""), undefined);
  for (let n = 0; n < 2; n++) texts.offer("", "made");
  assert.equal(texts.get(""), "made");
});
