// A node whose networks come from feeds: changed under load, refused with their place, over https, signed,
// shown and exported.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { helloSite, newNodeFolder } from "../harness/node-folder.ts";
import { type Program, runProgram, startProgram } from "../harness/program.ts";
import { TestAuthority } from "../harness/test-authority.ts";

type Node = {
  readonly folder: string;
  readonly program: Program;
  readonly ask: (client: string) => Promise<number>;
  readonly write: (name: string, text: string) => void;
  readonly cli: (...args: string[]) => Promise<{ code: number | null; stdout: string; stderr: string }>;
  readonly warnings: () => Promise<string>;
  readonly metric: (sample: string) => Promise<number>;
};

async function startNode(
  t: TestContext,
  more: string,
  files: Readonly<Record<string, string>>,
): Promise<Node> {
  const { folder, file, port, adminPort } = await newNodeFolder(t, `${helloSite()}\n${more}`);
  mkdirSync(join(folder, "feeds"));
  /** As programs that write feeds do it: aside, then in one step. */
  const write = (name: string, text: string): void => {
    writeFileSync(join(folder, `${name}.new`), text);
    renameSync(join(folder, `${name}.new`), join(folder, name));
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  const program = startProgram(t, ["serve", "--config", file], { cwd: folder });
  await program.until(({ stderr }) => stderr.includes('"message":"ready"'), "ready");
  const admin = `http://127.0.0.1:${adminPort}`;
  return {
    folder,
    program,
    write,
    ask: async (client) => {
      const headers = { Connection: "close", "X-Forwarded-For": client };
      const res = await fetch(`http://127.0.0.1:${port}/hello`, { headers });
      await res.arrayBuffer();
      return res.status;
    },
    cli: (...args) => runProgram(t, [...args, "--config", file], { cwd: folder }),
    warnings: async () => {
      const { warnings } = (await (await fetch(`${admin}/readyz`)).json()) as { warnings: string[] };
      return warnings.join("\n");
    },
    metric: async (sample) => {
      const lines = (await (await fetch(`${admin}/metrics`)).text()).split("\n");
      return Number(lines.find((line) => line.startsWith(`${sample} `))?.slice(sample.length + 1));
    },
  };
}

const BAD = "11.1.1.1";
const WORSE = "11.2.2.2";
const GOOD = "9.9.9.9";
const FEED = `networks: { bad: { feed: { file: feeds/bad.txt } } }\nscreen: { deny: [bad] }`;

test("a changed feed is in force on every worker within a second, and no request fails meanwhile", async (t) => {
  const node = await startNode(t, FEED, { "feeds/bad.txt": "# bad\n11.1.0.0/16\n" });
  assert.equal(await node.ask(BAD), 403, "from the first request on");
  let failures = 0;
  let requests = 0;
  let isLoading = true;
  const load = Array.from({ length: 4 }, async () => {
    while (isLoading) {
      requests++;
      if ((await node.ask(GOOD).catch(() => 0)) !== 200) failures++;
    }
  });
  for (let round = 0; round < 3; round++) {
    const denied = round % 2 === 0 ? WORSE : BAD;
    node.write("feeds/bad.txt", `11.${denied === WORSE ? 2 : 1}.0.0/16\n`);
    const startMs = performance.now();
    while ((await node.ask(denied)) !== 403) assert.ok(performance.now() - startMs < 5000, "not in force");
    const tookMs = performance.now() - startMs;
    assert.ok(tookMs < 1500, `it took ${tookMs} ms`);
    for (let i = 0; i < 20; i++) assert.equal(await node.ask(denied), 403);
  }
  isLoading = false;
  await Promise.all(load);
  assert.equal(failures, 0);
  assert.ok(requests > 20, `${requests} requests`);
});

test("what is wrong with a feed is told with its place, and the one before stays", async (t) => {
  const node = await startNode(t, FEED, { "feeds/bad.txt": "11.1.0.0/16\n11.2.0.0/16\n11.3.0.0/16\n" });
  node.write("feeds/bad.txt", "11.1.0.0/16\n11.2.0.0/16\n  nonsense\n");
  await node.program.until(async () => (await node.warnings()) !== "", "refused");
  assert.match(await node.warnings(), /bad\.txt:3:3: "nonsense": write an IPv4 or IPv6 address/);
  assert.equal(await node.ask("11.3.3.3"), 403);
  assert.equal(await node.metric('portcullis_feed_reads_total{network="bad",outcome="refused"}'), 1);
  assert.equal(await node.metric('portcullis_network_entries{network="bad"}'), 3);
  assert.equal(await node.metric('portcullis_feed_stale{network="bad"}'), 0);
  assert.ok((await node.metric('portcullis_feed_age_seconds{network="bad"}')) < 60);
  const listed = await node.cli("network", "list");
  assert.equal(listed.code, 0);
  assert.match(listed.stdout, /^bad +3 entries +deny +as of 20[^ ]+ {2}REFUSED .*bad\.txt:3:3: "nonsense"/m);
  node.write("feeds/bad.txt", "11.1.0.0/16\n11.2.0.0/16\n11.4.0.0/16\n");
  await node.program.until(async () => (await node.warnings()) === "", "taken");
  assert.equal(await node.ask("11.4.3.3"), 403);
  assert.equal(await node.ask("11.3.3.3"), 200);
});

test("a feed over https is verified by the authority that is named, and is there after a restart", async (t) => {
  const authority = await TestAuthority.create();
  const { certificate, key } = await authority.issue({ names: ["localhost", "127.0.0.1"] });
  const server = createServer({ cert: certificate, key }, (_req, res) => res.end("ip\n11.1.0.0/16\n"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const place = `url: "https://127.0.0.1:${port}/bad.csv", format: csv, column: ip`;
  const more = `networks:
  bad: { feed: { ${place}, ca: ca.pem } }
  worse: { feed: { ${place} } }
screen: { deny: [bad, worse] }`;
  const node = await startNode(t, more, { "ca.pem": authority.certificate });
  assert.equal(await node.ask(BAD), 403);
  assert.match(await node.warnings(), /the network worse is empty: its feed was not taken yet/);
  server.close();
  server.closeAllConnections();
  node.program.kill("SIGKILL");
  await node.program.ended;
  const again = startProgram(t, ["serve", "--config", join(node.folder, "portcullis.yaml")], {
    cwd: node.folder,
  });
  await again.until(({ stderr }) => stderr.includes('"message":"ready"'), "ready");
  assert.equal(await node.ask(BAD), 403, "from its copy");
  assert.match(await node.warnings(), /the feed of bad was not taken/);
});

test("the screen is exported for packet filters, with bans, ends and hops", async (t) => {
  const more = `networks:
  bad: { entries: [11.1.0.0/16, { address: 11.2.2.2, until: 2099-01-01 }, "2001:db8:1::/48"] }
  partners: [11.1.5.0/24]
screen: { deny: [bad], allow: [partners] }`;
  const node = await startNode(t, more, {});
  assert.equal((await node.cli("ban", "add", "11.3.3.3", "--for", "1h")).code, 0);
  const nft = await node.cli("network", "export", "--format", "nftables");
  assert.deepEqual([nft.code, nft.stderr], [0, ""]);
  assert.match(
    nft.stdout,
    /set deny4 \{[^}]*11\.1\.0\.0\/16,\s+11\.2\.2\.2\/32 timeout 20000d[0-9hms]+,\s+11\.3\.3\.3\/32 timeout 0d[01]h/,
  );
  assert.match(nft.stdout, /set deny6 \{[^}]*2001:db8:1::\/48/);
  assert.match(nft.stdout, /set hops4 \{[^}]*127\.0\.0\.1\/32/);
  assert.match(nft.stdout, /set allow4 \{[^}]*11\.1\.5\.0\/24/);
  const ipset = await node.cli("network", "export", "--format", "ipset");
  assert.match(ipset.stdout, /^add portcullis-deny4-new 11\.3\.3\.3\/32 timeout 3[56]/m);
  checkByNft(t, nft.stdout);
});

/** Where nft is installed and may look at the kernel's tables, it says whether the text is well formed. */
function checkByNft(t: TestContext, text: string): void {
  const { error, status, stderr } = spawnSync("nft", ["-c", "-f", "-"], { input: text, encoding: "utf8" });
  if (error !== undefined || /Operation not permitted|Unable to initialize/.test(stderr)) {
    t.diagnostic("nft could not be asked");
    return;
  }
  assert.equal(status, 0, stderr);
}
