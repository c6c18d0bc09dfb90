import assert from "node:assert/strict";
import { test } from "node:test";
import { type DebugGrant, debugKeyOf, readDebugToken, signDebugToken } from "./debug-token.ts";

const key = debugKeyOf("a node's key");
const grant: DebugGrant = { kind: "api", name: "orders;rev=2", untilMs: 1_800_000_000_000, isShown: true };
const token = signDebugToken(grant, key);

test("a debug token says what it was signed for", () => {
  for (const each of [grant, { ...grant, kind: "site", name: "a b", isShown: false } as const])
    assert.deepEqual(readDebugToken(signDebugToken(each, key), key), each);
});

const [content = "", mac = ""] = token.split(".");
const others: readonly (readonly [string, string, string])[] = [
  ["another node signed", signDebugToken(grant, debugKeyOf("another")), key],
  ["a node without a key is shown", token, ""],
  ["has another content", `${Buffer.from("9999999999999 show site all").toString("base64url")}.${mac}`, key],
  ["has no signature", `${content}.`, key],
  ["has half a signature", `${content}.${mac.slice(0, 20)}`, key],
  ["has more parts", `${token}.x`, key],
  ["is empty", "", key],
  ["is too long", signDebugToken({ ...grant, name: "x".repeat(2000) }, key), key],
];

for (const [what, shown, by] of others) {
  test(`a debug token that ${what} grants nothing`, () => {
    assert.equal(readDebugToken(shown, by), undefined);
  });
}

test("a node without a key has no key for debug tokens either", () => {
  assert.equal(debugKeyOf(""), "");
});
