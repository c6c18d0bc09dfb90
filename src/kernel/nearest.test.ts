import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { nearest } from "./nearest.ts";

describe("nearest", () => {
  it("finds the word that was meant", () => {
    const known = ["limits", "listeners", "networks", "pools", "sites", "requestLine", "headTimeout"];
    const meant = [
      ["limit", "limits"],
      ["lsiteners", "listeners"],
      ["netwroks", "networks"],
      ["Pools", "pools"],
      ["REQUESTLINE", "requestLine"],
      ["request_line", "requestLine"],
      ["headTimeOuts", "headTimeout"],
      ["site", "sites"],
      ["sties", "sites"],
    ];
    for (const [written = "", word] of meant) assert.equal(nearest(written, known), word, written);
  });

  it("finds nothing where nothing is near", () => {
    for (const word of ["", "x", "banana", "li", "authentication"]) {
      assert.equal(nearest(word, ["limits", "pools", "ok"]), undefined, word);
    }
    assert.equal(nearest("limits", []), undefined);
  });

  it("prefers the nearest, and the first of equally near ones", () => {
    assert.equal(nearest("pools", ["polls", "pools"]), "pools");
    assert.equal(nearest("cats", ["bats", "rats"]), "bats");
  });

  it("agrees with trying every way of editing", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b"), minLength: 3, maxLength: 6, size: "max" });
    fc.assert(
      fc.property(word, word, (written, known) => {
        const allowed = Math.floor(Math.max(written.length, known.length) / 3);
        const isNear = naiveDistance(written, known) <= allowed;
        assert.equal(nearest(written, [known]), isNear ? known : undefined);
      }),
      { numRuns: 400 },
    );
  });
});

/** Optimal string alignment by its definition, without a table. */
function naiveDistance(a: string, b: string): number {
  if (a === "" || b === "") return a.length + b.length;
  const [x, y] = [a.slice(1), b.slice(1)];
  const ways = [
    naiveDistance(x, b) + 1,
    naiveDistance(a, y) + 1,
    naiveDistance(x, y) + (a[0] === b[0] ? 0 : 1),
  ];
  const isSwap = a.length > 1 && b.length > 1 && a[0] === b[1] && a[1] === b[0];
  if (isSwap) ways.push(naiveDistance(a.slice(2), b.slice(2)) + 1);
  return Math.min(...ways);
}
