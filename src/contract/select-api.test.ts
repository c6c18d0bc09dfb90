import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type ApiEntry, ApiTable, type VersionSource } from "./select-api.ts";

const api = (path: string, more: Partial<ApiEntry> = {}): ApiEntry => {
  return { path, version: undefined, scheme: undefined, revision: "1", isCurrentRevision: true, ...more };
};
const nothing: VersionSource = { header: () => undefined, query: () => undefined };
const header = (version: string): VersionSource => ({
  ...nothing,
  header: (name) => (name === "api-version" ? version : undefined),
});
const query = (version: string): VersionSource => ({
  ...nothing,
  query: (name) => (name === "v" ? version : undefined),
});

const byHeader = { kind: "header", name: "Api-Version" } as const;
const byQuery = { kind: "query", name: "v" } as const;
const bySegment = { kind: "segment" } as const;

const entries: readonly ApiEntry[] = [
  api(""),
  api("shop"),
  api("shop/orders"),
  api("seg", { scheme: bySegment }),
  api("seg", { scheme: bySegment, version: "v1" }),
  api("seg", { scheme: bySegment, version: "v1", revision: "2", isCurrentRevision: false }),
  api("head", { scheme: byHeader }),
  api("head", { scheme: byHeader, version: "2024-01-01" }),
  api("ask", { scheme: byQuery, version: "1" }),
];
const table = new ApiTable(entries, true);

describe("the API of a request", () => {
  const cases: readonly (readonly [
    path: string,
    source: VersionSource,
    index: number | undefined,
    rest: string,
  ])[] = [
    ["/", nothing, 0, "/"],
    ["/elsewhere", nothing, 0, "/elsewhere"],
    ["/shop", nothing, 1, ""],
    ["/SHOP/things/1", nothing, 1, "/things/1"],
    ["/shop/orders/1", nothing, 2, "/1"],
    ["/seg/a", nothing, 3, "/a"],
    ["/seg/v1/a", nothing, 4, "/a"],
    ["/seg/v1;rev=2/a", nothing, 5, "/a"],
    ["/seg/v1;rev=1/a", nothing, 4, "/a"],
    ["/seg/v1;rev=9/a", nothing, 3, "/v1;rev=9/a"],
    ["/shop/", nothing, 1, "/"],
    ["/shop;rev=1/things;rev=2", nothing, 1, "/things;rev=2"],
    ["/shop;x=1/orders", nothing, 0, "/shop;x=1/orders"],
    ["/shop//orders", nothing, 1, "//orders"],
    ["*", nothing, 0, "*"],
    ["/head/a", nothing, 6, "/a"],
    ["/head/a", header("2024-01-01"), 7, "/a"],
    ["/head/a", header("1999-01-01"), 0, "/head/a"],
    ["/ask/a", query("1"), 8, "/a"],
    ["/ask/a", nothing, 0, "/ask/a"],
  ];
  for (const [path, source, index, rest] of cases) {
    it(`${path} → ${index}`, () => {
      const found = table.select(path, source);
      assert.deepEqual([found?.index, found?.rest], [index, rest]);
      assert.equal(`${found?.prefix}${found?.rest}`, path);
    });
  }

  it("is none where no API has the path", () => {
    assert.equal(new ApiTable([api("a")], true).select("/b", nothing), undefined);
  });
});
