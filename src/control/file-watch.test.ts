import assert from "node:assert/strict";
import {
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { nodePorts } from "#config/node-ports.ts";
import { FileWatch, SeenFiles } from "./file-watch.ts";

const EVERY_MS = 10;

function fixture(t: { after(callback: () => void): void }, pattern?: string, everyMs = EVERY_MS) {
  const folder = mkdtempSync(join(tmpdir(), "portcullis-watch-"));
  const file = join(folder, "portcullis.yaml");
  writeFileSync(file, "one");
  const state = { changes: 0 };
  const watch = new FileWatch(() => state.changes++, everyMs);
  t.after(() => {
    watch.close();
    rmSync(folder, { recursive: true });
  });
  const read = (path = file): SeenFiles => {
    const seen = new SeenFiles({
      env: {},
      readFile: (name) => readFileSync(name),
      glob: (text) => globSync(text),
      hostName: () => "",
      cores: () => 1,
      now: () => 0,
      certificateInUse: () => undefined,
    });
    try {
      seen.ports.readFile(path);
    } catch {
      // A file that is not there is watched for.
    }
    if (pattern !== undefined) seen.ports.glob(join(folder, pattern));
    return seen;
  };
  return { folder, file, state, watch, read };
}

async function changed(state: { changes: number }, count: number): Promise<void> {
  const deadlineMs = performance.now() + 5000;
  while (state.changes < count && performance.now() < deadlineMs) await sleep(EVERY_MS);
  await sleep(5 * EVERY_MS);
  assert.equal(state.changes, count);
}

test("reports each change of a file once", async (t) => {
  const { file, state, watch, read } = fixture(t);
  watch.watch(read());
  await changed(state, 0);
  writeFileSync(file, "two");
  await changed(state, 1);
  writeFileSync(file, "six");
  await changed(state, 2);
});

test("notices an editor that writes another file and renames it", async (t) => {
  const { file, state, watch, read } = fixture(t);
  watch.watch(read());
  writeFileSync(`${file}.swp`, "one");
  renameSync(`${file}.swp`, file);
  await changed(state, 1);
});

test("notices a mounted configuration whose symbolic link is swapped", async (t) => {
  const { folder, state, watch, read } = fixture(t);
  for (const version of ["v1", "v2"]) {
    mkdirSync(join(folder, version));
    writeFileSync(join(folder, version, "a.yaml"), "same");
  }
  const link = join(folder, "current");
  symlinkSync("v1", link);
  watch.watch(read(join(link, "a.yaml")));
  symlinkSync("v2", join(folder, "next"));
  renameSync(join(folder, "next"), link);
  await changed(state, 1);
});

test("notices a file that appears, by name or by pattern, and one that goes away", async (t) => {
  const { folder, file, state, watch, read } = fixture(t, "*.part");
  watch.watch(read(join(folder, "later.yaml")));
  writeFileSync(join(folder, "later.yaml"), "");
  await changed(state, 1);
  watch.watch(read());
  writeFileSync(join(folder, "b.part"), "");
  await changed(state, 2);
  rmSync(file);
  await changed(state, 3);
});

test("goes through a folder again only once it looks otherwise", async (t) => {
  const { folder } = fixture(t);
  const calls: string[] = [];
  const seen = new SeenFiles({
    ...nodePorts(),
    glob: (pattern) => {
      calls.push(pattern);
      return globSync(pattern);
    },
  });
  seen.ports.glob(join(folder, "*.yaml"));
  const longAgo = new Date(Date.now() - 60_000);
  utimesSync(folder, longAgo, longAgo);
  const before = await seen.now();
  assert.equal(await seen.now(), before);
  assert.equal(calls.length, 2, "when it was read, and the first time that it was watched");
  writeFileSync(join(folder, "b.yaml"), "");
  const after = await seen.now();
  assert.notEqual(after, before);
  rmSync(join(folder, "b.yaml"));
  assert.equal(await seen.now(), before, "within the same moment as well");
});

test("does not miss a change between the reading of a file and the watch", async (t) => {
  const { file, state, watch, read } = fixture(t);
  const seen = read();
  await sleep(EVERY_MS);
  writeFileSync(file, "two");
  watch.watch(seen);
  await changed(state, 1);
});

test("waits until a file that is being written comes to rest", async (t) => {
  const { file, state, watch, read } = fixture(t, undefined, 200);
  watch.watch(read());
  for (let i = 0; i < 40; i++) {
    writeFileSync(file, "x".repeat(i));
    await sleep(20);
  }
  assert.equal(state.changes, 0);
  await changed(state, 1);
});
