import assert from "node:assert/strict";
import { test } from "node:test";
import { checkFileNames } from "./file-names.ts";
import { parseSource } from "./source.ts";

const flaws = (path: string): string[] => checkFileNames(parseSource(path, "")).map(({ message }) => message);

for (const path of [
  "src/main.ts",
  "src/http/h1/request-line.ts",
  "src/http/path.test.ts",
  "src/http/path.property.test.ts",
  "src/kernel/media-types.ts",
  "src/fleet/manager-election.ts",
  "src/http/http2.ts",
]) {
  test(`allowed: ${path}`, () => assert.deepEqual(flaws(path), []));
}

for (const [path, message] of [
  ["src/http/requestLine.ts", /requestLine\.ts is not kebab-case/],
  ["src/http/request_line.ts", /not kebab-case/],
  ["src/http/Request.ts", /not kebab-case/],
  ["src/http/request-.ts", /not kebab-case/],
  ["src/httpServer/reader.ts", /folder httpServer is not kebab-case/],
  ["src/http/index.ts", /index says nothing/],
  ["src/http/utils.ts", /utils says nothing/],
  ["src/http/helpers.test.ts", /helpers says nothing/],
  ["src/http/types.ts", /types says nothing/],
  ["src/http/manager.ts", /manager says nothing/],
  ["src/http/pool-manager.ts", /pool-manager says nothing/],
  ["src/http/string-utils.ts", /string-utils says nothing/],
  ["src/http/helpers/reader.ts", /helpers says nothing/],
] as const) {
  test(`refused: ${path}`, () => {
    assert.equal(flaws(path).length, 1);
    assert.match(flaws(path).join(), message);
  });
}
