import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleOf } from "#config/example.ts";
import { formats } from "#config/format-table.ts";
import { loadConfig } from "#config/load.ts";
import { configSchema } from "#config/schema.ts";
import { requiredKeys, type SchemaNode, schemaNode } from "#config/schema-node.ts";
import { defaultPathRules } from "#http/path.ts";
import { defaultLimits } from "#kernel/limits.ts";
import { compileSnapshot } from "#snapshot/compile.ts";
import { exampleConfiguration } from "../../tools/configuration/example-configuration.ts";
import { exampleFiles } from "../harness/example-files.ts";
import { memoryPorts } from "../harness/memory-ports.ts";

const minimal = `
version: 1
listeners: { public: { port: 8080 }, secure: { port: 8443, tls: { localAuthority: ca } } }
pools:
  orders:
    members: [{ url: "http://127.0.0.1:9001" }]
    healthCheck: { path: /healthz }
    circuitBreaker: { failures: 5 }
sites: { api: { hosts: ["*"], routes: { all: { path: "/*", target: { pool: orders } } } } }
`;

test("the defaults are those that the kernel, the path rules and the page of limits name", () => {
  const { config } = loadConfig("portcullis.yaml", memoryPorts({ "portcullis.yaml": minimal }));
  assert.ok(config);
  const snapshot = compileSnapshot(config, 7);
  const { listener, pool, accessLog, admin } = defaultLimits;
  // What has a part of its own in the configuration is an object in the table.
  const plainLimits = Object.entries(defaultLimits).filter(([, value]) => typeof value === "number");
  assert.deepEqual(snapshot.limits, Object.fromEntries(plainLimits));
  assert.equal(snapshot.generation, 7);
  const { tls, maxConnections } = listener;
  assert.equal(snapshot.listeners[0]?.maxConnections, maxConnections);
  assert.equal(snapshot.listeners[1]?.tls?.handshakeTimeoutMs, tls.handshakeTimeoutMs);
  assert.equal(snapshot.listeners[1]?.tls?.ticketRotationMs, tls.ticketRotationMs);
  const { minResolveMs, maxResolveMs, probe, breaker, retry, ...plain } = pool;
  const [spec] = snapshot.pools;
  assert.deepEqual({ ...spec, ...plain }, spec);
  assert.deepEqual(spec?.names, { servers: [], minMs: minResolveMs, maxMs: maxResolveMs });
  assert.deepEqual(
    {
      attempts: spec?.retry.attempts,
      budgetPercentage: spec?.retry.budget.percentage,
      budgetMinimum: spec?.retry.budget.minimum,
    },
    retry,
  );
  assert.deepEqual({ ...spec?.probe, ...probe }, spec?.probe);
  assert.deepEqual({ ...spec?.breaker, ...breaker }, spec?.breaker);
  assert.equal(snapshot.accessLog.whenFullWaitMs, accessLog.whenFullWaitMs);
  assert.equal(config.admin.port, admin.port);
  assert.deepEqual(snapshot.sites[0]?.path, defaultPathRules);
});

test("the example of the reference page is a right configuration", () => {
  const ports = memoryPorts({ ...exampleFiles, "a.yaml": exampleConfiguration });
  const { config, diagnostics } = loadConfig("a.yaml", ports);
  assert.deepEqual(diagnostics, []);
  assert.ok(config);
});

test("every key says what it means, every required key has an example, and every format exists", () => {
  for (const [path, schema] of nodes("", schemaNode(configSchema))) {
    assert.ok(
      schema.description !== undefined || schema.format !== undefined || schema.const !== undefined,
      path,
    );
    if (schema.format !== undefined) assert.ok(formats[schema.format], `${path} has an unknown format`);
    for (const key of requiredKeys(schema)) {
      assert.ok(exampleOf(key, schema.properties?.[key] ?? {}), `${path}.${key} has no example`);
    }
  }
});

function* nodes(path: string, schema: SchemaNode): Generator<readonly [string, SchemaNode]> {
  yield [path, schema];
  for (const [key, property] of Object.entries(schema.properties ?? {}))
    yield* nodes(`${path}.${key}`, property);
  for (const variant of schema.anyOf ?? []) yield* nodes(path, variant);
  if (schema.items !== undefined) yield* nodes(`${path}[]`, schema.items);
  if (schema.additionalProperties) yield* nodes(`${path}.<name>`, schema.additionalProperties);
}
