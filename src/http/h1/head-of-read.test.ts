import assert from "node:assert/strict";
import { test } from "node:test";
import { getHeapStatistics } from "node:v8";
import { collectGarbage } from "../../../test/harness/collect-garbage.ts";
import { headOfRead } from "./head-of-read.ts";

test("a head keeps no long body alive that came with it", () => {
  const heads: string[] = [];
  collectGarbage();
  const before = getHeapStatistics().used_heap_size;
  for (let i = 0; i < 200; i++) {
    const head = `POST /${i} HTTP/1.1\r\nHost: a.example\r\n\r\n`;
    const read = Buffer.from(head + "x".repeat(60_000), "latin1").toString("latin1");
    heads.push(headOfRead(read, head.length));
  }
  collectGarbage();
  const grown = getHeapStatistics().used_heap_size - before;
  assert.ok(grown < 200 * 10_000, `${grown} bytes`);
  assert.equal(heads[7], "POST /7 HTTP/1.1\r\nHost: a.example\r\n\r\n");
});

test("a head without anything behind it is what was read", () => {
  const read = "GET / HTTP/1.1\r\n\r\n";
  assert.equal(headOfRead(read, read.length), read);
  assert.equal(headOfRead(`${read}GET`, read.length), read);
});
