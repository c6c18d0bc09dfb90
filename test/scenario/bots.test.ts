// Classes of bots in a running node: rules, access lines and metrics; verified by a network at once, and by
// the DNS from the moment on that its name servers answered, on every worker.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { reverseName } from "#bot/host-names.ts";
import { configured, startConfigured } from "../harness/configured.ts";
import { startGateway } from "../harness/gateway.ts";
import { type NameServer, startNameServer } from "../harness/name-server.ts";
import { freePorts, runProgram, startProgram, testFolder } from "../harness/program.ts";
import { answering, OK, startRawBackend } from "../harness/raw-backend.ts";
import { exchangeRaw } from "../harness/raw-client.ts";
import { TestAuthority } from "../harness/test-authority.ts";
import { getSecurely, type SecureOptions } from "../harness/tls-client.ts";
import { serverTls } from "../harness/tls-listener.ts";

const GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
const CRAWLER = "66.249.66.1";
const CRAWLER6 = "2001:4860:4801:10::1";
const IMPOSTOR = "198.51.100.66";
const MONITOR = "203.0.113.5";

type AccessLine = { readonly client: string; readonly bot?: string; readonly botName?: string };

const configuration = (port: number, adminPort: number, server: NameServer): string => `version: 1
node: { name: n1, workers: 2, drainTimeout: 1s }
admin: { port: ${adminPort} }
listeners: { public: { address: 127.0.0.1, port: ${port} } }
trustedHops: [127.0.0.1]
accessLog: { sink: access.log }
networks: { monitoring: [203.0.113.0/28] }
bots:
  nameServers: ["${server.address}"]
  verified:
    acme-monitor: { userAgents: [acme-monitor/], networks: [monitoring] }
    partner: { userAgents: [PartnerBot], hosts: ["*.crawl.partner.example"] }
sites:
  default:
    hosts: ["*"]
    edgeRules:
      bad-bots: { when: [{ variable: path, starts: /asked }, { variable: client.bot, equals: bad }], deny: {} }
      good-bots:
        when: [{ variable: path, starts: /asked }, { variable: client.bot, in: [verified] }]
        redirect: { location: /verified }
    routes: { hello: { path: /*, target: { respond: { body: hello } } } }
`;

async function startNode(t: TestContext, server: NameServer) {
  const folder = testFolder(t);
  const [port = 0, adminPort = 0] = await freePorts(2);
  const file = join(folder, "portcullis.yaml");
  writeFileSync(file, configuration(port, adminPort, server));
  const program = startProgram(t, ["serve", "--config", file], { cwd: folder });
  await program.until(({ stderr }) => stderr.includes('"message":"ready"'), "ready");
  return {
    file,
    program,
    folder,
    /** On a connection of its own, so that any worker may get it. */
    ask: (client: string, userAgent: string, path = "/asked") =>
      new Promise<readonly [status: number, location: string]>((resolve, reject) => {
        const headers = { "User-Agent": userAgent, "X-Forwarded-For": client };
        const req = request({ host: "127.0.0.1", port, path, headers, agent: false }, (res) => {
          res.resume();
          res.on("end", () => resolve([res.statusCode ?? 0, res.headers.location ?? ""]));
        });
        req.on("error", reject);
        req.end();
      }),
    cli: (...args: string[]) => runProgram(t, args, { cwd: folder }),
    metric: async (sample: string): Promise<number> => {
      const text = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text();
      return Number(
        text
          .split("\n")
          .find((line) => line.startsWith(`${sample} `))
          ?.slice(sample.length + 1),
      );
    },
    lines: (): AccessLine[] => {
      const text = readFileSync(join(folder, "access.log"), "utf8");
      return text
        .split("\n")
        .filter((line) => line.endsWith("}"))
        .map((line): AccessLine => JSON.parse(line));
    },
  };
}

async function googleNames(t: TestContext): Promise<NameServer> {
  const server = await startNameServer(3600);
  t.after(() => server.close());
  const names = [
    [CRAWLER, "crawl-66-249-66-1.googlebot.com"],
    [CRAWLER6, "crawl-6.googlebot.com"],
  ] as const;
  for (const [address, name] of names) {
    server.pointers.set(reverseName(address), [name]);
    server.table.set(name, [address]);
  }
  // Whoever has an address can give it any name.
  server.pointers.set(reverseName(IMPOSTOR), ["crawl-66-249-66-1.googlebot.com"]);
  return server;
}

test("a node tells good bots from impostors, and asks about each address once for all workers", async (t) => {
  const server = await googleNames(t);
  const node = await startNode(t, server);
  const verified = [308, "/verified"] as const;
  const confirmations = (outcome: string) =>
    node.metric(`portcullis_bot_confirmations_total{outcome="${outcome}"}`);

  assert.deepEqual(await node.ask(MONITOR, "acme-monitor/2"), verified);
  assert.deepEqual(await node.ask("203.0.113.77", "acme-monitor/2"), [403, ""], "not in its network");
  assert.equal(server.askedPointers(), 0);

  assert.deepEqual(await node.ask(CRAWLER, GOOGLEBOT), [200, ""], "not decided yet, and let be");
  await node.program.until(async () => (await node.ask(CRAWLER, GOOGLEBOT))[0] === verified[0], "verified");
  for (let i = 0; i < 12; i++) assert.deepEqual(await node.ask(CRAWLER, GOOGLEBOT), verified);
  assert.equal(await confirmations("verified"), 1);
  await node.program.until(async () => (await node.ask(CRAWLER6, GOOGLEBOT))[0] === verified[0], "verified");

  await node.program.until(async () => (await node.ask(IMPOSTOR, GOOGLEBOT))[0] === 403, "refuted");
  for (let i = 0; i < 12; i++) assert.deepEqual(await node.ask(IMPOSTOR, GOOGLEBOT), [403, ""]);
  assert.equal(await confirmations("refuted"), 1);
  assert.deepEqual(await node.ask(IMPOSTOR, "curl/8.5.0"), [200, ""], "the name is bad, and not its address");

  assert.equal(await confirmations("verified"), 2);
  assert.ok((await node.metric('portcullis_bot_requests_total{class="bad"}')) >= 14);
});

test("access lines have the class where a rule asked, or of all requests where all are classified", async (t) => {
  const server = await googleNames(t);
  const node = await startNode(t, server);
  await node.ask(MONITOR, "acme-monitor/2");
  await node.ask("198.51.100.9", "curl/8.5.0");
  await node.ask("198.51.100.10", "curl/8.5.0", "/elsewhere");
  await node.program.until(() => node.lines().length === 3, "written");
  const told = new Map(node.lines().map(({ client, bot, botName }) => [client, [bot, botName]]));
  assert.deepEqual(told.get(MONITOR), ["verified", "acme-monitor"]);
  assert.deepEqual(told.get("198.51.100.9"), ["unknown", "curl"]);
  assert.deepEqual(told.get("198.51.100.10"), [undefined, undefined]);

  writeFileSync(node.file, readFileSync(node.file, "utf8").replace("bots:\n", "bots:\n  classify: all\n"));
  await node.program.until(async () => {
    await node.ask("198.51.100.11", "Wget/1.21", "/elsewhere");
    return node.lines().some(({ client, botName }) => client === "198.51.100.11" && botName === "wget");
  }, "reloaded");
});

test("rewrites tell a backend the class and the name", async (t) => {
  const backend = await startRawBackend(answering(OK));
  t.after(() => backend.close());
  const gateway = await startConfigured(`
trustedHops: [127.0.0.1]
pools: { up: { members: [{ url: "http://127.0.0.1:${backend.port}" }] } }
sites:
  api:
    hosts: ["*"]
    rewrites: [{ request: { setHeaders: { X-Bot: "{client.bot} {client.botName}" } } }]
    routes: { all: { path: /*, target: { pool: up } } }
`);
  t.after(() => gateway.close());
  const told = "X-Bot: verified googlebot\r\nUser-Agent: python-requests/2.32.3\r\nConnection: close";
  await exchangeRaw(gateway.port, `GET / HTTP/1.1\r\nHost: a.example\r\n${told}\r\n\r\n`);
  assert.match(backend.received(), /^X-Bot: unknown python-requests\r$/im);
  assert.doesNotMatch(backend.received(), /googlebot/);
  assert.deepEqual(
    gateway.events.filter((event) => event.startsWith("bot ")),
    ["bot unknown"],
  );
});

test("while name servers are silent nothing is refuted, and nobody waits", async (t) => {
  const server = await googleNames(t);
  for (const address of [CRAWLER, IMPOSTOR]) server.faults.set(reverseName(address), "silence");
  const node = await startNode(t, server);
  for (let i = 0; i < 5; i++) assert.deepEqual(await node.ask(IMPOSTOR, GOOGLEBOT), [200, ""]);
  const sample = 'portcullis_bot_confirmations_total{outcome="undecided"}';
  await node.program.until(async () => (await node.metric(sample)) === 1, "undecided");
  assert.deepEqual(await node.ask(IMPOSTOR, GOOGLEBOT), [200, ""]);
});

test("with other name servers a node forgets what the ones before said", async (t) => {
  const [server, other] = [await googleNames(t), await startNameServer(3600)];
  t.after(() => other.close());
  const node = await startNode(t, server);
  await node.program.until(async () => (await node.ask(CRAWLER, GOOGLEBOT))[0] === 308, "verified");
  writeFileSync(node.file, readFileSync(node.file, "utf8").replace(server.address, other.address));
  await node.program.until(async () => (await node.ask(CRAWLER, GOOGLEBOT))[0] === 403, "refuted");
  assert.ok(other.askedPointers() > 0);
});

test("the command line tells the class of an address, and of a request", async (t) => {
  const server = await googleNames(t);
  server.pointers.set(reverseName("192.0.2.30"), ["a.crawl.partner.example"]);
  server.table.set("a.crawl.partner.example", ["192.0.2.30"]);
  const node = await startNode(t, server);
  const check = (address: string, userAgent: string, ...more: string[]) =>
    node.cli("bot", "check", address, "--user-agent", userAgent, ...more);

  const good = await check("192.0.2.30", "PartnerBot/1", "--config", node.file);
  assert.equal(good.code, 0, good.stderr);
  assert.match(good.stdout, /^verified \(partner\): its address has a name of its operator's/);
  assert.match(good.stdout, /^ {2}a\.crawl\.partner\.example has the address 192\.0\.2\.30: confirmed$/m);

  const bad = await check(IMPOSTOR, GOOGLEBOT, "--name-server", server.address, "--json");
  assert.equal(bad.code, 1);
  assert.match(bad.stdout, /"class": "bad"/);
  assert.match(bad.stdout, /has the address 66\.249\.66\.1: another one/);
  const nothing = await check("nowhere", GOOGLEBOT);
  assert.deepEqual([nothing.code, nothing.stdout], [2, ""]);
  const nobody = await check(IMPOSTOR, GOOGLEBOT, "--name-server", "dns.example");
  assert.deepEqual([nobody.code, nobody.stdout], [2, ""]);
  const broken = join(node.folder, "broken.yaml");
  writeFileSync(broken, "version: 1\nsides: {}\n");
  const unread = await check(IMPOSTOR, GOOGLEBOT, "--config", broken);
  assert.deepEqual([unread.code, unread.stdout], [78, ""]);

  const path = join(node.folder, "request.txt");
  writeFileSync(path, `GET /asked HTTP/1.1\nHost: a\nUser-Agent: ${GOOGLEBOT}\n`);
  const explain = (client: string) => node.cli("explain", path, "--config", node.file, "--client", client);
  assert.match((await explain(CRAWLER)).stdout, /^bot +unknown \(googlebot\): .*no name server is asked/m);
  writeFileSync(path, "GET /asked HTTP/1.1\nHost: a\nUser-Agent: acme-monitor/2\n");
  assert.match(
    (await explain(MONITOR)).stdout,
    /^bot +verified \(acme-monitor\): .*in the network monitoring/m,
  );
});

const CHROME = [
  'sec-ch-ua: "Google Chrome";v="131", "Chromium";v="131", "Not_A Brand";v="24"',
  'sec-ch-ua-platform: "Windows"',
  "User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
  "Accept: text/html,*/*;q=0.8",
  "Sec-Fetch-Site: none",
  "Accept-Encoding: gzip, deflate, br",
  "Accept-Language: de",
];

test("the handshake of a client counts as one contradiction, its headers as others", async (t) => {
  const authority = await TestAuthority.create();
  const issued = await authority.issue({ names: ["localhost"] });
  const configuredSnapshot = configured(`
bots: { classify: all }
sites: { api: { hosts: ["*"], routes: { all: { path: /*, target: { respond: {} } } } } }
`);
  const listeners = configuredSnapshot.listeners.map((each) => ({ ...each, tls: serverTls([issued]) }));
  const gateway = await startGateway({ ...configuredSnapshot, listeners });
  t.after(() => gateway.close());
  const ask = async (options: SecureOptions, headers: readonly string[]) => {
    const before = gateway.records.length;
    // The client sends what stands behind the host as further fields.
    await getSecurely(gateway.port, { ...options, host: ["localhost", ...headers].join("\r\n") });
    const record = (await gateway.recorded(before + 1))[before];
    return record?.bot;
  };
  const offers = { ALPNProtocols: ["http/1.1"] };
  assert.equal(await ask(offers, CHROME), "none");
  assert.equal(await ask({}, CHROME), "unknown", "no ALPN");
  assert.equal(await ask({ ...offers, maxVersion: "TLSv1.2" }, CHROME), "unknown");
  assert.equal(await ask({ maxVersion: "TLSv1.2" }, CHROME.slice(0, -1)), "bad", "and no Accept-Language");
  assert.equal(await ask(offers, [CHROME[2] ?? "", "Accept: */*", "Accept-Encoding: gzip"]), "bad");
  assert.equal(await ask(offers, ["User-Agent: curl/8.5.0", "Accept: */*"]), "unknown");
});
