import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { rolldown } from "rolldown";
import { ROOT } from "../run/node-process.ts";
import { namedFiles } from "./named-files.ts";

const ENTRY = join(ROOT, "src/cli/entry.ts");

/** Bundles a text as if it stood in src/cli/entry.ts: file name → code. */
async function bundled(code: string): Promise<Map<string, string>> {
  const text = {
    name: "text",
    resolveId: (id: string) => (id === ENTRY ? id : null),
    load: (id: string) => (id === ENTRY ? code : null),
  };
  const build = await rolldown({ input: ENTRY, platform: "node", plugins: [text, namedFiles()] });
  const { output } = await build.generate({ format: "esm" });
  await build.close();
  return new Map(output.map((file) => [file.fileName, file.type === "chunk" ? file.code : ""]));
}

const url = (place: string): string => `console.log(new URL(${place}, import.meta.url));`;

test("a file that the release carries is named from dist/", async () => {
  const files = await bundled(`${url('"../../package.json"')}\n${url('"../../bin/node"')}`);
  const code = files.get("entry.js") ?? "";
  assert.match(code, /new URL\("\.\.\/package\.json", import\.meta\.url\)/);
  assert.match(code, /new URL\("\.\.\/bin\/node", import\.meta\.url\)/);
});

test("a TypeScript file is bundled as an entry of its own, beside the one that names it", async () => {
  const files = await bundled(url('"../../examples/demo/backend-stock.ts"'));
  assert.match(files.get("entry.js") ?? "", /new URL\("\.\/backend-stock\.js", import\.meta\.url\)/);
  assert.match(files.get("backend-stock.js") ?? "", /compass/);
});

test("a URL that names no file of ours stays as it is", async () => {
  const files = await bundled('console.log(new URL("/a", base), new URL(import.meta.url)); var base;');
  assert.match(files.get("entry.js") ?? "", /new URL\("\/a", base\).*new URL\(import\.meta\.url\)/);
});

test("a file that is missing, left out or not named by a literal fails the build", async () => {
  await assert.rejects(bundled(url('"./gone.ts"')), /names src\/cli\/gone\.ts, which does not exist/);
  await assert.rejects(bundled(url('"../../SECURITY.md"')), /SECURITY\.md, which the `files` .* leave out/);
  await assert.rejects(bundled(url('"../" + process.argv[2]')), /name the file by a literal/);
});
