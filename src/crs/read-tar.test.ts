import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { readTar, TarError } from "./read-tar.ts";

/** A header of ustar with its sum, and the content in whole blocks. */
function entry(path: string, content = "", type = "0"): Buffer {
  const header = Buffer.alloc(512);
  header.write(path, 0, 100);
  header.write("0000644\0", 100);
  header.write(`${content.length.toString(8).padStart(11, "0")}\0`, 124);
  header.write("        ", 148);
  header.write(type, 156);
  header.write("ustar\x0000", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  const body = Buffer.alloc(Math.ceil(content.length / 512) * 512);
  body.write(content);
  return Buffer.concat([header, body]);
}

const archive = (...entries: readonly Buffer[]): Buffer => Buffer.concat([...entries, Buffer.alloc(1024)]);

test("files come with their content, folders and links as what they are", () => {
  const read = readTar(
    archive(entry("a/", "", "5"), entry("./a/b.conf", "x".repeat(600)), entry("l", "", "2")),
  );
  assert.deepEqual(
    read.map(({ path, kind, content }) => [path, kind, content.length]),
    [
      ["a", "folder", 0],
      ["a/b.conf", "file", 600],
      ["l", "other", 0],
    ],
  );
});

test("a path that leaves the folder ends the reading", () => {
  for (const path of ["../x", "/etc/passwd", "a/../../x", "a\\..\\x", "a/..", "a\nb"]) {
    assert.throws(() => readTar(archive(entry(path))), /leaves the folder/, path);
  }
  const long = archive(entry("././@LongLink", "rules/../../x", "L"), entry("rules/x"));
  assert.throws(() => readTar(long), /leaves the folder/);
  const pax = archive(entry("pax", "20 path=../x.conf\n\n", "x"), entry("rules/x"));
  assert.throws(() => readTar(pax), /leaves the folder/);
});

test("what is damaged, cut or no archive at all is told", () => {
  const whole = archive(entry("a", "text"));
  const damaged = Buffer.from(whole);
  damaged[3] = 0x41;
  assert.throws(() => readTar(damaged), TarError);
  assert.throws(() => readTar(whole.subarray(0, 514)), /ends inside a file/);
  assert.throws(() => readTar(whole.subarray(0, 1024)), /has no end/);
  assert.throws(() => readTar(Buffer.from("x".repeat(2048))), TarError);
});

test("it reads what tar writes: long names of GNU and of pax", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "portcullis-tar-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const below = "folder-".repeat(12);
  mkdirSync(join(folder, "rules", below), { recursive: true });
  // The first name fits the two fields of ustar, the second does not.
  const [split, long] = [`${below}/${"long-".repeat(10)}.conf`, `${"long-".repeat(30)}.conf`];
  symlinkSync("nowhere", join(folder, "rules/link"));
  for (const [format, name] of [
    ["gnu", split],
    ["gnu", long],
    ["pax", long],
    ["ustar", split],
  ] as const) {
    rmSync(join(folder, "rules", long), { force: true });
    writeFileSync(join(folder, "rules", name), "SecMarker A\n");
    const { stdout } = spawnSync("tar", ["-c", `--format=${format}`, "-C", folder, "rules"]);
    const file = readTar(stdout).find(({ path }) => path === `rules/${name}`);
    assert.equal(Buffer.from(file?.content ?? []).toString(), "SecMarker A\n", format);
    assert.ok(readTar(stdout).some(({ kind }) => kind === "other"));
  }
});

test("whatever the bytes are, it reads them or says what is wrong", () => {
  const pieces = fc.array(
    fc.oneof(
      fc.uint8Array({ minLength: 512, maxLength: 512 }),
      fc
        .tuple(fc.string({ maxLength: 90 }), fc.string({ maxLength: 700 }))
        .map(([path, text]) => entry(path, text)),
      fc.constant(new Uint8Array(512)),
    ),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(pieces, (parts) => {
      try {
        for (const { path } of readTar(Buffer.concat(parts))) {
          assert.ok(!path.startsWith("/") && !path.split("/").includes(".."), path);
        }
      } catch (error) {
        assert.ok(error instanceof TarError, String(error));
      }
    }),
  );
});
