import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { PathTable } from "./path-table.ts";

const always = (): boolean => true;

type Added = { readonly kind: "exact" | "prefix"; readonly path: string };

function tableOf(added: readonly Added[], ignoreCase = false): PathTable<string> {
  const table = new PathTable<string>(ignoreCase);
  for (const { kind, path } of added) table.add(kind, path, kind === "exact" ? path : `${path}/*`);
  return table;
}

/** What a look-up means, said as plainly as possible. */
function expected(added: readonly Added[], path: string): string | undefined {
  if (added.some((a) => a.kind === "exact" && a.path === path)) return path;
  const fitting = added
    .filter((a) => a.kind === "prefix" && (path === a.path || path.startsWith(`${a.path}/`)))
    .sort((a, b) => b.path.length - a.path.length);
  return fitting[0] === undefined ? undefined : `${fitting[0].path}/*`;
}

describe("a path table", () => {
  it("finds the exact path, then the longest prefix at a segment boundary", () => {
    const segment = fc.constantFrom("a", "b", "ab", "");
    const path = fc.array(segment, { maxLength: 4 }).map((parts) => parts.map((part) => `/${part}`).join(""));
    const added = fc.array(
      fc.record({ kind: fc.constantFrom("exact" as const, "prefix" as const), path }).filter((a) => {
        return a.kind === "prefix" ? !a.path.endsWith("/") : a.path !== "";
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(added, path, (routes, asked) => {
        fc.pre(asked !== "");
        assert.equal(tableOf(routes).find(asked, always, undefined), expected(routes, asked));
      }),
      { numRuns: 2000 },
    );
  });

  it("goes on to the next entry, and to shorter prefixes, where one does not accept", () => {
    const table = new PathTable<string>(false);
    table.add("prefix", "", "all");
    table.add("prefix", "/a", "first");
    table.add("prefix", "/a", "second");
    table.add("exact", "/a/b", "exact");
    const find = (refused: readonly string[]) =>
      table.find("/a/b", (entry, no) => !no.includes(entry), refused);
    assert.equal(find([]), "exact");
    assert.equal(find(["exact"]), "first");
    assert.equal(find(["exact", "first"]), "second");
    assert.equal(find(["exact", "first", "second"]), "all");
    assert.equal(find(["exact", "first", "second", "all"]), undefined);
  });

  it("ignores case only where it is asked to", () => {
    const added: readonly Added[] = [{ kind: "prefix", path: "/External" }];
    assert.equal(tableOf(added, true).find("/eXTERNAL/x", always, undefined), "/External/*");
    assert.equal(tableOf(added, false).find("/external/x", always, undefined), undefined);
  });

  it("costs no more for a path of many segments than its prefixes are deep", () => {
    const table = tableOf([{ kind: "prefix", path: "/a/b" }]);
    const long = `/a/b${"/x".repeat(100_000)}`;
    assert.equal(table.find(long, always, undefined), "/a/b/*");
  });
});
