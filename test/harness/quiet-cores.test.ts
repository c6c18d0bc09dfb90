import assert from "node:assert/strict";
import { test } from "node:test";
import { QuietCores } from "./quiet-cores.ts";

/** Of each core, what its work takes from one look to the next; the last time stays. */
function coresTaking(...times: readonly (readonly number[])[]): QuietCores {
  const looks = times.map((each) => [...each]);
  const probe = async (core: number): Promise<number> => {
    const own = looks[core] ?? [];
    return (own.length > 1 ? own.shift() : own[0]) ?? 0;
  };
  return new QuietCores(probe, [...times.keys()]);
}

test("the preferred core is taken where it is as fast as the other", async () => {
  assert.equal(await coresTaking([3.1], [3]).find(0), 0);
});

test("where the preferred one is disturbed, the other is taken", async () => {
  assert.equal(await coresTaking([5], [3]).find(0), 1);
});

test("what was fast once is remembered: both can be disturbed", async () => {
  const cores = coresTaking([3, 5], [5]);
  assert.equal(await cores.isDisturbed(0), false);
  assert.equal(await cores.isDisturbed(0), true);
  assert.equal(await cores.find(0, 0), 0, "nothing better within the time");
});

test("a core that becomes quiet is waited for", async () => {
  const cores = coresTaking([3, 5, 5], [5, 5, 3]);
  await cores.isDisturbed(0);
  assert.equal(await cores.find(0, 5000), 1);
});
