import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { GuardIdentitySpec } from "#snapshot/guard-identity-spec.ts";
import type { Snapshot } from "#snapshot/snapshot.ts";
import { snapshot } from "../../test/harness/gateway.ts";
import { testFolder } from "../../test/harness/program.ts";
import { completeGuard } from "./guard-documents.ts";

const START_MS = 1_800_000_000_000;
const claims = { issuer: "i", node: "n1", validityMs: 600_000, pools: {} };

/** Completes one snapshot after the other, each with an address of its own, at these moments. */
function issued(t: TestContext, momentsMs: readonly number[]): readonly { iat: number; text: string }[] {
  const storePath = join(testFolder(t), "store.db");
  let previous: Snapshot | undefined;
  return momentsMs.map((nowMs, i) => {
    const guardIdentity: GuardIdentitySpec = { ...claims, addresses: [`192.0.2.${i}`] };
    previous = completeGuard(snapshot({ guardIdentity }), previous, storePath, nowMs);
    const text = previous.guardDocuments?.identity.content ?? "";
    const { iat } = JSON.parse(Buffer.from(text.split(".")[1] ?? "", "base64url").toString());
    return { iat, text };
  });
}

test("documents of one second are told apart by their time, which rises", (t) => {
  const moments = [START_MS, START_MS + 10, START_MS + 20, START_MS + 1500, START_MS + 9000];
  const all = issued(t, moments);
  const seconds = all.map(({ iat }) => iat - START_MS / 1000);
  assert.deepEqual(seconds, [0, 1, 2, 3, 9]);
  assert.equal(new Set(all.map(({ text }) => text)).size, 5);
});

test("a document does not go far ahead of a clock that was set back", (t) => {
  const [, second] = issued(t, [START_MS, START_MS - 3_600_000]);
  assert.equal(second?.iat, START_MS / 1000 - 3600);
});

test("a document that is a little ahead is kept as long as nothing else is to be said", (t) => {
  const storePath = join(testFolder(t), "store.db");
  const of = (address: string, previous: Snapshot | undefined, nowMs: number): Snapshot =>
    completeGuard(
      snapshot({ guardIdentity: { ...claims, addresses: [address] } }),
      previous,
      storePath,
      nowMs,
    );
  const first = of("192.0.2.1", undefined, START_MS);
  const second = of("192.0.2.2", first, START_MS + 10);
  const third = of("192.0.2.2", second, START_MS + 20);
  assert.equal(third.guardDocuments, second.guardDocuments);
});

test("the first document after a start is signed again once it is later than all that came before", (t) => {
  const storePath = join(testFolder(t), "store.db");
  const plain = snapshot({ guardIdentity: { ...claims, addresses: ["192.0.2.1"] } });
  const first = completeGuard(plain, undefined, storePath, START_MS);
  const soon = completeGuard(plain, first, storePath, START_MS + 60_000);
  assert.equal(soon.guardDocuments, first.guardDocuments);
  const again = completeGuard(plain, soon, storePath, START_MS + 61_000);
  assert.equal(again.guardDocuments?.issuedAtMs, START_MS + 61_000);
  const later = completeGuard(plain, again, storePath, START_MS + 200_000);
  assert.equal(later.guardDocuments, again.guardDocuments);
});
