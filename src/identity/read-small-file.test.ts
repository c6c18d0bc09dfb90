import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { testFolder } from "../../test/harness/program.ts";
import { readSmallFile } from "./read-small-file.ts";

test("a small file is read whole", async (t) => {
  const path = join(testFolder(t), "token");
  writeFileSync(path, "t".repeat(65_536));
  assert.equal((await readSmallFile(path)).length, 65_536);
  writeFileSync(path, "größer");
  assert.equal(await readSmallFile(path), "größer");
});

test("what is large, endless or no file is refused, and holds nobody", async (t) => {
  const folder = testFolder(t);
  const large = join(folder, "large");
  writeFileSync(large, "t".repeat(65_537));
  await assert.rejects(readSmallFile(large), { code: "more than 64 KiB" });
  const pipe = join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  for (const path of [pipe, "/dev/zero", folder]) {
    await assert.rejects(readSmallFile(path), { code: "no regular file" });
  }
  await assert.rejects(readSmallFile(join(folder, "none")), { code: "ENOENT" });
});
