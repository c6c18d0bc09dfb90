import assert from "node:assert/strict";
import { it } from "node:test";
import { defaultLimits } from "./limits.ts";

it("every default limit is a positive whole number, named with its unit or counted", () => {
  const { listener, http2, pool, accessLog, otlp, fleet, admin, ...request } = defaultLimits;
  for (const group of [request, listener, http2, pool, accessLog, otlp, fleet, admin]) {
    for (const [name, limit] of Object.entries(group)) {
      assert.ok(Number.isSafeInteger(limit) && limit > 0, name);
      assert.match(name, /Bytes$|Ms$|Count$|^max|Failures$|^port$/);
    }
  }
});

it("the default limits fit together", () => {
  assert.ok(defaultLimits.requestLineBytes < defaultLimits.headBytes);
  assert.ok(defaultLimits.pool.maxIdle <= defaultLimits.pool.maxConnections);
  assert.ok(defaultLimits.headBytes < defaultLimits.accessLog.ringBytes);
});
