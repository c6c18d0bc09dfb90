import assert from "node:assert/strict";
import { it } from "node:test";
import { defaultLimits } from "./limits.ts";

it("every default limit is a positive whole number, named with its unit or counted", () => {
  function check(group: object): void {
    for (const [name, limit] of Object.entries(group)) {
      if (typeof limit === "object") {
        check(limit);
        continue;
      }
      assert.ok(Number.isSafeInteger(limit) && limit > 0, name);
      assert.match(
        name,
        /(?:Bytes|Megabytes|Ms|Count|Failures|After|Requests|Percentage|Minimum)$|^m[ai][xn]|^port$|^attempts$/,
      );
    }
  }
  check(defaultLimits);
});

it("the default limits fit together", () => {
  assert.ok(defaultLimits.requestLineBytes < defaultLimits.headBytes);
  assert.ok(defaultLimits.pool.maxIdle <= defaultLimits.pool.maxConnections);
  assert.ok(defaultLimits.headBytes < defaultLimits.accessLog.ringBytes);
});
