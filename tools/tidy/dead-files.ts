// Files of src that nothing which runs can reach, and tests of files that are gone. Tests keep nothing alive.

import { type Finding, findingIn, type TreeRule } from "./finding.ts";
import { importSpecifiers, resolveSpecifier } from "./import-specifiers.ts";
import { isTest, type Source } from "./source.ts";

/** What is started from outside; worker entries are found by their `new URL(…)`. */
const entries: readonly string[] = ["src/main.ts"];

/** What a release exports to other programs. */
const PUBLISHED = "src/public/";

export const checkDeadFiles: TreeRule = (sources) => {
  const shipped = sources.filter(({ path }) => path.startsWith("src/") && !isTest(path));
  const known = new Map(shipped.map((source) => [source.path, source]));
  const absent = entries.filter((path) => !known.has(path));
  if (absent.length > 0)
    return absent.map((path) => findingIn(path, "the entry is missing; nothing can be reached"));
  const live = reachable(known);
  return shipped
    .filter(({ path }) => !live.has(path))
    .map(({ path }) =>
      findingIn(path, `nothing that runs imports it (from ${entries.join(", ")}): delete it`),
    );
};

export const checkOrphanTests: TreeRule = (sources) => {
  const paths = new Set(sources.map(({ path }) => path));
  return sources.flatMap(({ path }): Finding[] => {
    if (!path.endsWith(".test.ts") || path.startsWith("test/")) return [];
    const stem = path.replace(/(?:\.[a-z0-9-]+)*\.test\.ts$/, "");
    const has = paths.has(`${stem}.ts`) || [...paths].some((other) => other.startsWith(`${stem}/`));
    return has ? [] : [findingIn(path, `tests ${stem}.ts, which does not exist`)];
  });
};

function reachable(known: ReadonlyMap<string, Source>): Set<string> {
  const published = [...known.keys()].filter((path) => path.startsWith(PUBLISHED));
  const live = new Set<string>([...entries, ...published]);
  for (const path of live) {
    const source = known.get(path);
    if (source === undefined) continue;
    for (const { text } of importSpecifiers(source)) {
      const target = resolveSpecifier(path, text);
      if (target !== undefined && known.has(target)) live.add(target);
    }
  }
  return live;
}
