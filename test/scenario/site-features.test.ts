// The example of site features, run by the program as its users run it: rewrites, redirects, error pages,
// limits, affinity over a reload, and a mirror, with the metrics that tell of it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, request } from "node:http";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
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

describe("the example of site features does what its comments say:", () => {
  const cleanups: (() => unknown)[] = [];
  const t: Cleanup = { after: (callback) => void cleanups.unshift(callback) };
  let port = 0;
  let admin = 0;
  let program: Program;
  let backends: Seen[][];
  let copies: Seen[];
  let log = "";

  before(async () => {
    const ports = await freePorts(5);
    const [shop = 0, shop2 = 0, canary = 0] = ports.slice(2);
    [port = 0, admin = 0] = ports;
    backends = [await startBackend(t, shop), await startBackend(t, shop2)];
    copies = await startBackend(t, canary);
    log = join(testFolder(t), "access.log");
    program = startProgram(t, ["serve", "--config", CONFIG], {
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
  });

  after(async () => {
    for (const cleanup of cleanups) await cleanup();
  });

  /** What the backends have seen since the last time. */
  const taken = (): Seen[] => backends.flatMap((list) => list.splice(0));

  it("a prefix is stripped, headers are set, and responses lose what tells of the backend", async () => {
    const headers = { "x-api-version": "9", x_api_version: "9" };
    const reply = await ask(port, "/v1/orders/7?a=b", { headers });
    assert.equal(reply.status, 200);
    assert.equal(reply.headers["x-content-type-options"], "nosniff");
    assert.equal(reply.headers.server, undefined);
    const [forwarded] = taken();
    assert.equal(forwarded?.url, "/orders/7?a=b");
    assert.equal(forwarded?.headers["x-api-version"], "1");
    assert.equal(forwarded?.headers["x_api_version"], undefined);
    assert.equal(forwarded?.headers["x-client"], "127.0.0.1");
  });

  it("a client stays with its member, over a reload too", async () => {
    const first = await ask(port, "/v1/x");
    const cookie = first.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
    const [member] = first.body.split(" ");
    const generation = await generationOf(admin);
    program.kill("SIGHUP");
    await program.until(({ stderr }) => stderr.includes("unchanged"), "reloaded");
    assert.equal(await generationOf(admin), generation, "the key of the node is no new configuration");
    taken();
    for (let i = 0; i < 4; i++) {
      const again = await ask(port, "/v1/x", { headers: { cookie } });
      assert.equal(again.body.split(" ")[0], member);
      assert.equal(again.headers["set-cookie"], undefined);
    }
    assert.ok(taken().every(({ headers }) => headers.cookie === undefined));
  });

  it("an old link is rerouted, and what is none gets the site's own page", async () => {
    assert.equal((await ask(port, "/item.php?id=42&x=1")).status, 200);
    assert.equal(taken()[0]?.url, "/items/42?x=1");
    const odd = await ask(port, "/item.php?id=../../account");
    assert.equal(odd.status, 404);
    assert.match(odd.body, /^<h1>Not Found<\/h1><p>Tell us this number: [0-9a-f]{32}<\/p>$/);
    assert.equal(odd.headers["strict-transport-security"], "max-age=31536000");
    assert.deepEqual(taken(), []);
  });

  it("a backend's error is replaced by the page, or by problem details", async () => {
    const broken = await ask(port, "/items/broken");
    assert.equal(broken.status, 500);
    assert.match(broken.body, /<style>body \{ font-family[^]*number: [0-9a-f]{32}</);
    const problem = await ask(port, "/items/broken", { headers: { accept: "application/json" } });
    assert.equal(problem.headers["content-type"], "application/problem+json");
  });

  it("uploads may be larger than the rest", async () => {
    const body = "x".repeat(2 * 2 ** 20);
    assert.equal((await ask(port, "/items/1", { method: "PUT", body })).status, 413);
    assert.equal((await ask(port, "/uploads/1", { method: "PUT", body })).status, 200);
  });

  it("redirects keep host, path and query as written", async () => {
    const secure = await ask(port, "/account/me?a=b");
    assert.equal(secure.status, 308);
    assert.equal(secure.headers.location, "https://shop.example/account/me?a=b");
    assert.equal((await ask(port, "/blog/2026/x")).headers.location, "https://blog.example/2026/x");
  });

  it("a quarter of the requests is mirrored, and counted", async () => {
    for (let i = 0; i < 8; i++) await ask(port, `/items/${i}`);
    await program.until(() => copies.length >= 2, "mirrored");
    assert.ok(copies.every(({ headers }) => headers["x-portcullis-mirror"] === "1"));
    await program.until(async () => {
      const text = await fetchText(`http://127.0.0.1:${admin}/metrics`);
      const lines =
        text.match(/^portcullis_mirrored_requests_total\{[^}]*outcome="answered"\} [0-9]+/gm) ?? [];
      return lines.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0) === copies.length;
    }, "counted");
  });

  it("and the access log tells of what was refused, and of nothing else", async () => {
    program.kill("SIGTERM");
    assert.equal((await program.ended).code, 0);
    const lines = readFileSync(log, "utf8").trim().split("\n");
    const reasons = lines
      .map((line) => String(JSON.parse(line).reason ?? ""))
      .filter((reason) => reason !== "");
    // Lines of two workers stand in the order in which their rings were emptied.
    assert.deepEqual(reasons.toSorted(), ["body-too-large", "sinkpool-hit"]);
  });
});
