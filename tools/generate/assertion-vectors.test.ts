// The vectors are generated from the guard, so what each must be is said once more here.

import assert from "node:assert/strict";
import { test } from "node:test";
import { outputs } from "./assertion-vectors.ts";

type Vectors = {
  readonly vectors: readonly {
    readonly name: string;
    readonly isAdmitted: boolean;
    readonly reason?: string;
  }[];
};

const reasons: Readonly<Record<string, string>> = {
  "the first one again": "nonce-seen",
  "no signature": "assertion-missing",
  "another path": "signature-wrong",
  "another query": "signature-wrong",
  "another method": "signature-wrong",
  "another body": "digest-wrong",
  "another body, by Ed25519": "digest-wrong",
  "another host": "signature-wrong",
  "another client": "signature-wrong",
  "the algorithm of another key": "algorithm-wrong",
  "no algorithm": "assertion-malformed",
  "another tag": "assertion-malformed",
  "an unknown key": "key-unknown",
  "a second too old": "assertion-expired",
  "a second too early": "assertion-not-yet-valid",
  "a second too long": "assertion-too-long",
  "the path is not covered": "assertion-incomplete",
  "the client is not covered": "assertion-incomplete",
  "a principal that is not covered": "assertion-incomplete",
  "the client in a spelling that is read as the same": "assertion-ambiguous",
  "the client twice": "assertion-ambiguous",
};

test("the guard says of every vector what it must", () => {
  const [page] = outputs();
  const { vectors } = JSON.parse(page?.content ?? "") as Vectors;
  const refused = vectors.filter(({ isAdmitted }) => !isAdmitted);
  assert.deepEqual(Object.fromEntries(refused.map(({ name, reason }) => [name, reason])), reasons);
  assert.equal(vectors.length - refused.length, 9);
});
