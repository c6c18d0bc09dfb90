// The example of site features, run by the program as its users run it: rewrites, redirects, error pages,
// limits, affinity over a reload, and a mirror, with the metrics that tell of it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, request } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { type Cleanup, freePorts, type Program, startProgram, testFolder } from "../harness/program.ts";

const CONFIG = fileURLToPath(new URL("../../examples/site-features/portcullis.yaml", import.meta.url));

type Seen = { readonly url: string; readonly headers: IncomingHttpHeaders };

async function startBackend(t: Cleanup, port: number): Promise<Seen[]> {
  const seen: Seen[] = [];
  const server = createServer((req, res) => {
    seen.push({ url: req.url ?? "", headers: req.headers });
    req.resume();
    req.on("end", () => {
      res.statusCode = req.url?.includes("broken") ? 500 : 200;
      res.setHeader("Server", "secret/1");
      res.end(`${port} ${req.url}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return seen;
}

type Reply = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string };

type Asked = { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string };

function ask(
  port: number,
  path: string,
  { method = "GET", headers = {}, body = "" }: Asked = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const all = { host: "shop.example", ...headers };
    const req = request({ host: "127.0.0.1", port, path, method, headers: all, agent: false }, (res) => {
      let text = "";
      res.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      res.on("end", () => resolve({ status: res.statusCode ?? 0, headers: res.headers, body: text }));
    });
    req.on("error", reject);
    req.end(body);
  });
}

const fetchText = async (url: string): Promise<string> => (await fetch(url)).text();

async function generationOf(admin: number): Promise<number> {
  const text = await fetchText(`http://127.0.0.1:${admin}/metrics`);
  return Number(/^portcullis_snapshot_generation ([0-9]+)/m.exec(text)?.[1] ?? 0);
}

async function ready(program: Program, admin: number): Promise<void> {
  await program.until(
    () =>
      fetch(`http://127.0.0.1:${admin}/readyz`)
        .then(({ ok }) => ok)
        .catch(() => false),
    "ready",
  );
}

test("the example of site features does what its comments say", async (t) => {
  const [port = 0, admin = 0, shop = 0, shop2 = 0, canary = 0] = await freePorts(5);
  const backends = [await startBackend(t, shop), await startBackend(t, shop2)];
  const copies = await startBackend(t, canary);
  const log = join(testFolder(t), "access.log");
  const program = startProgram(t, ["serve", "--config", CONFIG], {
    env: {
      EXAMPLE_PORT: String(port),
      EXAMPLE_ADMIN_PORT: String(admin),
      EXAMPLE_SHOP_PORT: String(shop),
      EXAMPLE_SHOP_PORT_2: String(shop2),
      EXAMPLE_CANARY_PORT: String(canary),
      EXAMPLE_ACCESS_LOG: log,
    },
  });
  await ready(program, admin);
  const last = (): Seen | undefined => backends.flat().at(-1);
  const only = (): Seen | undefined => {
    const all = backends.flat();
    for (const list of backends) list.length = 0;
    return all[0];
  };

  const versioned = await ask(port, "/v1/orders/7?a=b", {
    headers: { "x-api-version": "9", "x-api_version": "9" },
  });
  assert.equal(versioned.status, 200);
  assert.equal(versioned.headers["x-content-type-options"], "nosniff");
  assert.equal(versioned.headers.server, undefined);
  const forwarded = only();
  assert.equal(forwarded?.url, "/orders/7?a=b");
  assert.equal(forwarded?.headers["x-api-version"], "1");
  assert.equal(forwarded?.headers["x-api_version"], undefined);
  assert.equal(forwarded?.headers["x-client"], "127.0.0.1");

  // Affinity, and its key over a reload.
  const cookie = versioned.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
  const [member] = versioned.body.split(" ");
  const generation = await generationOf(admin);
  program.kill("SIGHUP");
  await program.until(({ stderr }) => /unchanged|accepted|snapshot/.test(stderr), "reloaded");
  assert.equal(await generationOf(admin), generation, "the key of the node is no new configuration");
  for (let i = 0; i < 4; i++) {
    const again = await ask(port, "/v1/x", { headers: { cookie } });
    assert.equal(again.body.split(" ")[0], member);
    assert.equal(again.headers["set-cookie"], undefined);
    assert.equal(last()?.headers.cookie, undefined);
  }

  only();
  assert.equal((await ask(port, "/item.php?id=42&x=1")).status, 200);
  assert.equal(only()?.url, "/items/42?x=1");
  const odd = await ask(port, "/item.php?id=../../account");
  assert.equal(odd.status, 404);
  assert.match(odd.body, /^<h1>Not Found<\/h1><p>Tell us this number: [0-9a-f]{32}<\/p>$/);
  assert.equal(odd.headers["strict-transport-security"], "max-age=31536000");

  const broken = await ask(port, "/items/broken");
  assert.equal(broken.status, 500);
  assert.match(broken.body, /<style>body \{ font-family[^]*number: [0-9a-f]{32}</);
  const problem = await ask(port, "/items/broken", { headers: { accept: "application/json" } });
  assert.equal(problem.headers["content-type"], "application/problem+json");

  const large = "x".repeat(2 * 2 ** 20);
  assert.equal((await ask(port, "/items/1", { method: "PUT", body: large })).status, 413);
  assert.equal((await ask(port, "/uploads/1", { method: "PUT", body: large })).status, 200);

  const secure = await ask(port, "/account/me?a=b");
  assert.equal(secure.status, 308);
  assert.equal(secure.headers.location, "https://shop.example/account/me?a=b");
  assert.equal((await ask(port, "/blog/2026/x")).headers.location, "https://blog.example/2026/x");

  for (let i = 0; i < 8; i++) await ask(port, `/items/${i}`);
  await program.until(() => copies.length >= 2, "mirrored");
  assert.ok(copies.every(({ headers }) => headers["x-portcullis-mirror"] === "1"));
  await program.until(async () => {
    const text = await fetchText(`http://127.0.0.1:${admin}/metrics`);
    const counts =
      text.match(/^portcullis_mirrored_requests_total\{[^}]*outcome="answered"\} ([0-9]+)/gm) ?? [];
    return counts.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0) === copies.length;
  }, "counted");

  program.kill("SIGTERM");
  assert.equal((await program.ended).code, 0);
  const lines = readFileSync(log, "utf8").trim().split("\n");
  const reasons = lines.map((line) => JSON.parse(line).reason).filter((reason) => reason !== undefined);
  assert.deepEqual(reasons.toSorted(), ["body-too-large", "sinkpool-hit"]);
});
