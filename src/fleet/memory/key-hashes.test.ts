import assert from "node:assert/strict";
import { test } from "node:test";
import { keyedHash, type Seed } from "#kernel/keyed-hash.ts";
import { KeyHashes } from "./key-hashes.ts";

const seed: Seed = [17, -4];

test("gives what the keyed hash gives, whatever came before", () => {
  const hashes = new KeyHashes(seed);
  const out = new Int32Array(2);
  // More keys than places, ends that are alike, lengths above what is remembered, several salts.
  const keys = Array.from({ length: 600 }, (_, n) => [`edge\nall\n${n}`, `${n}.same`, "x".repeat(n)]).flat();
  for (let turn = 0; turn < 3; turn++) {
    for (const key of ["", ...keys]) {
      for (const salt of [0, 1000, 3_600_000]) {
        keyedHash(key, salt, seed, out);
        hashes.look(key, salt);
        assert.deepEqual([hashes.hi, hashes.lo], [out[0], out[1]], JSON.stringify({ key, salt }));
      }
    }
  }
});
