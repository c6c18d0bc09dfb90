// `portcullis explain`: a request through a configuration without a node.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { requestText } from "#cli/request-explanation-text.ts";
import { explainRequest } from "#gateway/explain.ts";
import { readWholeRequest } from "#http/whole-request.ts";
import { noFeatures } from "#snapshot/feature-spec.ts";
import { pool, route, site, snapshot } from "../harness/gateway.ts";
import { documentOf } from "../harness/run-document.ts";

const answer = { status: 200, headers: [["X-Backend", "1"]] as const, body: "{}" };
const GET = "GET /items/1?a=b HTTP/1.1\r\nHost: a\r\nX-Key: s3cret\r\n\r\n";

const explained = (document: string | undefined, request = GET, calls = 1) =>
  explainRequest(
    snapshot({
      pools: [pool("up", [1])],
      sites: [
        site([
          route(
            "/*",
            { kind: "pool", pool: "up" },
            {
              features: {
                ...noFeatures,
                policy: document === undefined ? undefined : { file: "route.xml", text: document },
              },
            },
          ),
        ]),
      ],
      policies: {
        global: undefined,
        namedValues: [{ name: "key", value: "s3cret", isSecret: true }],
        fragments: [],
        backends: [],
      },
    }),
    question(request, calls),
  );

const question = (request: string, calls: number) => ({
  request: readWholeRequest(request),
  listener: "public",
  clientAddress: "192.0.2.9",
  scheme: "https" as const,
  answer,
  calls,
});

describe("an explained request", () => {
  it("is told with the edge rules that act on it, and those on trial", async () => {
    const rule = { isDryRun: false, expiresAtMs: Number.POSITIVE_INFINITY, when: [] };
    const client = { by: [], timesPerAddress: 0, burstBytes: 0 };
    const slow = { kind: "shape", downloadBytes: 2 ** 20, uploadBytes: 0, ...client } as const;
    const edgeRules = [
      { ...rule, name: "marked", action: { kind: "tag", tag: "seen" } as const },
      { ...rule, name: "tried", isDryRun: true, action: { kind: "drop" } as const },
      { ...rule, name: "slow", action: slow },
      { ...rule, name: "slower", isDryRun: true, action: { ...slow, uploadBytes: 4096 } },
      { ...rule, name: "shut", action: { kind: "deny", status: 410 } as const },
    ];
    const told = await explainRequest(
      snapshot({
        pools: [pool("up", [1])],
        sites: [site([route("/*", { kind: "pool", pool: "up" })], { edgeRules })],
      }),
      question(GET, 1),
    );
    assert.deepEqual(told.edge, {
      rules: ["marked", "slow", "shut"],
      dry: ["tried", "slower"],
      tags: ["seen"],
      shapes: [
        { rule: "slow", isDryRun: false, downloadBytes: 2 ** 20, uploadBytes: 0 },
        { rule: "slower", isDryRun: true, downloadBytes: 2 ** 20, uploadBytes: 4096 },
      ],
      functions: [],
    });
    assert.match(
      requestText(told),
      /^shaped {4}download 1MiB per second, by slow\nshaped .*, upload 4KiB per second, by slower \(on trial\)$/m,
    );
    assert.deepEqual([told.stage, told.reason, told.response.status], ["screen", "screen-denied", 410]);
  });

  it("is told with what functions decide", async () => {
    const rule = { isDryRun: false, expiresAtMs: Number.POSITIVE_INFINITY, when: [] };
    const terms = { file: "own.js", timeoutMs: 50, memoryBytes: 4 * 2 ** 20, onFailure: "pass" } as const;
    const functionOf = (name: string, body: string) => {
      return { ...terms, name, source: `function decide(request) { ${body} }` };
    };
    const names = ["quiet", "lost", "shut"];
    const told = await explainRequest(
      snapshot({
        functions: [
          functionOf("quiet", "request.headers"),
          functionOf("lost", "throw new Error('no')"),
          functionOf("shut", "return { deny: 410, detail: request.method }"),
        ],
        sites: [
          site([route("/*", { kind: "sinkpool", name: "s", status: 404 })], {
            edgeRules: names.map((name) => ({ ...rule, name: `r-${name}`, action: { kind: "run", name } })),
          }),
        ],
      }),
      question(GET, 1),
    );
    const lines = requestText(told).split("\n");
    assert.deepEqual(
      lines.filter((line) => line.startsWith("function")),
      [
        "function  quiet: nothing, by r-quiet",
        "function  lost: failed: Error: no at own.js:1:43, by r-lost",
        "function  shut: deny 410 (GET), by r-shut",
      ],
    );
    assert.deepEqual([told.reason, told.response.status], ["screen-denied", 410]);
  });

  it("is told as it would go to a pool", async () => {
    const told = await explained(undefined);
    assert.deepEqual([told.site, told.route, told.target, told.stage], ["site", "/*", "pool:up", ""]);
    assert.deepEqual(
      told.forwarded.map(({ to, method, path, query }) => [to, method, path, query]),
      [["pool:up", "GET", "/items/1", "?a=b"]],
    );
    assert.equal(told.response.status, 200);
  });

  it("is told policy by policy, with what expressions gave, and no secret", async () => {
    const told = await explained(
      documentOf({
        inbound: `<base /><set-header name="X-Seen"><value>@(context.Request.Headers.GetValueOrDefault("X-Key") + "!")</value></set-header>`,
        outbound: `<set-status code="202" reason="" />`,
      }),
    );
    const seen = told.policies.find(({ policy }) => policy === "set-header");
    assert.deepEqual(seen?.notes, [{ name: "value", value: "[secret]!" }]);
    assert.equal(seen?.file, "route.xml");
    assert.ok(
      told.policies.some(({ policy, section }) => policy === "forward-request" && section === "backend"),
    );
    assert.ok(told.forwarded[0]?.headers.some(([name, value]) => name === "X-Seen" && value === "s3cret!"));
    assert.equal(told.response.status, 202);
    assert.deepEqual(told.response.headers[0], ["X-Backend", "1"]);
  });

  it("is told as refused where a policy fails, before anything is forwarded", async () => {
    const told = await explained(
      documentOf({ inbound: `<set-variable name="x" value="@(1 / int.Parse("0"))" />` }),
    );
    assert.equal(told.response.status, 500);
    assert.equal(told.stage, "authorize");
    assert.match(told.detail, /set-variable\[1\]: ExpressionValueEvaluationFailure/);
    assert.deepEqual(told.forwarded, []);
  });

  it("is told as the last of several, which a limit then refuses", async () => {
    const limit = `<base /><rate-limit-by-key calls="2" renewal-period="60" counter-key="all" />`;
    const document = documentOf({ inbound: limit });
    const second = await explained(document, GET, 2);
    assert.deepEqual([second.response.status, second.forwarded.length], [200, 1]);
    const third = await explained(document, GET, 3);
    assert.deepEqual([third.response.status, third.forwarded.length], [429, 0]);
    assert.ok(third.policies.some(({ failure }) => failure.startsWith("Rate limit is exceeded")));
  });

  it("is told as malformed where the wire would refuse it", async () => {
    const told = await explained(undefined, "GET /items HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
    assert.equal(told.response.status, 400);
    assert.equal(told.stage, "read");
  });
});

const PORTCULLIS = fileURLToPath(new URL("../../bin/portcullis", import.meta.url));
const CONFIG = fileURLToPath(new URL("../../examples/demo/portcullis.yaml", import.meta.url));

function explain(input: string, ...args: readonly string[]) {
  const command = [PORTCULLIS, "explain", "-", "--config", CONFIG, ...args];
  return spawnSync("sh", command, { input, encoding: "utf8", timeout: 60_000 });
}

describe("portcullis explain", () => {
  it("explains by a configuration, and says by its exit code whether the request passes", async () => {
    const good = explain("GET /external/orders HTTP/1.1\nHost: a\n");
    assert.equal(good.status, 0, good.stderr);
    assert.match(good.stdout, /forwarded GET \/external\/orders to pool:orders/);
    const bad = explain("GET /nowhere HTTP/1.1\nHost: a\n", "--json");
    assert.equal(bad.status, 1);
    assert.match(bad.stdout, /"reason": "sinkpool-hit"/);
  });
});
