// Session affinity: a client stays with its member by a cookie that nobody else can make, and with another
// when that one is gone.

import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { after, before, describe, it } from "node:test";
import { configured, startConfigured } from "../harness/configured.ts";
import type { TestGateway } from "../harness/gateway.ts";
import { contentOf, exchangeRaw, statusOf } from "../harness/raw-client.ts";

const SECRET = "0123456789abcdef0123456789abcdef";

/** Says its port and the cookies that it got. */
async function startMember(): Promise<{ readonly port: number; readonly server: Server }> {
  const server = createServer((req, res) => {
    const { port } = server.address() as { port: number };
    res.end(`${port} ${req.headers.cookie ?? "-"}`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as { port: number }).port, server };
}

const stop = (server: Server): Promise<void> => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
};

describe("session affinity", () => {
  let members: { readonly port: number; readonly server: Server }[];
  let gateway: TestGateway;
  let config: string;

  before(async () => {
    members = await Promise.all([1, 2, 3].map(startMember));
    const list = members.map(({ port }) => `{ url: "http://127.0.0.1:${port}" }`).join(", ");
    config = `
pools:
  up: { members: [${list}], affinity: { secret: ${SECRET} } }
  timed: { members: [${list}], affinity: { cookie: sid, ttl: 1h, sameSite: none, secure: always, path: /timed, forward: true, secret: ${SECRET} } }
  free: { members: [${list}] }
sites:
  all:
    hosts: ["*"]
    routes:
      timed: { path: /timed/*, target: { pool: timed } }
      free: { path: /free/*, target: { pool: free } }
      rest: { path: /*, target: { pool: up } }
`;
    gateway = await startConfigured(config);
  });

  after(async () => {
    await gateway.close();
    await Promise.all(members.map(({ server }) => stop(server)));
  });

  const get = async (path: string, cookies = "", on = gateway) => {
    const fields = cookies === "" ? "" : `Cookie: ${cookies}\r\n`;
    const { bytes } = await exchangeRaw(
      on.port,
      `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${fields}\r\n`,
    );
    assert.equal(statusOf(bytes), 200);
    const [member = "", ...rest] = contentOf(bytes)
      .replace(/^[0-9a-f]+\r\n|\r\n0\r\n\r\n$/g, "")
      .split(" ");
    const set = /\r\nSet-Cookie: ([^\r]*)/.exec(bytes)?.[1] ?? "";
    return { member, seen: rest.join(" "), set, pair: set.split(";")[0] ?? "" };
  };

  it("gives a cookie that tells nothing of the member, and keeps to the member from then on", async () => {
    const first = await get("/");
    assert.match(
      first.set,
      /^portcullis-affinity=[A-Za-z0-9_-]{16}\.0\.[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    assert.ok(!first.set.includes(first.member));
    for (let i = 0; i < 7; i++) {
      const next = await get("/", `a=b; ${first.pair}; c=d`);
      assert.equal(next.member, first.member);
      assert.equal(next.set, "");
      assert.equal(next.seen, "a=b; c=d");
    }
    assert.equal((await get("/", first.pair)).seen, "-");
  });

  it("spreads clients without one, and costs nothing where it is not asked for", async () => {
    const seen = new Set<string>();
    for (let i = 0; i < 6; i++) seen.add((await get("/")).member);
    assert.equal(seen.size, 3);
    assert.equal((await get("/free/")).set, "");
  });

  it("follows its settings", async () => {
    const first = await get("/timed/");
    assert.match(first.set, /^sid=[^;]+; Path=\/timed; Max-Age=3600; HttpOnly; SameSite=None; Secure$/);
    const next = await get("/timed/", first.pair);
    assert.equal(next.member, first.member);
    assert.equal(next.set, "");
    assert.equal(next.seen, first.pair);
  });

  it("takes no forged cookie, and gives a new one in its place", async () => {
    const { pair } = await get("/");
    const [tag = "", end = "", signature = ""] = pair.slice(pair.indexOf("=") + 1).split(".");
    const other = (await get("/timed/")).pair.slice("sid=".length);
    const flipped = `${signature.startsWith("A") ? "B" : "A"}${signature.slice(1)}`;
    for (const forged of [
      `${tag}.${end}.${flipped}`,
      `${tag}.9999999999.${signature}`,
      `${tag}.${end}.`,
      `${tag}.${end}`,
      `${tag}.${end}.${signature}.x`,
      `127.0.0.1:${members[0]?.port}.0.${signature}`,
      `..`,
      "",
      "x".repeat(4000),
      other,
    ]) {
      const reply = await get("/", `portcullis-affinity=${forged}`);
      assert.match(reply.set, /^portcullis-affinity=/, forged);
      assert.equal(reply.seen, "-", forged);
    }
  });

  it("finds a good cookie behind a forged one of the same name", async () => {
    const { pair, member } = await get("/");
    const reply = await get("/", `portcullis-affinity=evil; ${pair}`);
    assert.equal(reply.member, member);
    assert.equal(reply.set, "");
    assert.equal(reply.seen, "-");
  });

  it("is the same on every node with the secret, and void on one with another", async () => {
    const { pair, member } = await get("/");
    const twin = await startConfigured(config);
    const stranger = await startConfigured(config.replaceAll(SECRET, SECRET.replace("0", "f")));
    assert.equal((await get("/", pair, twin)).member, member);
    assert.equal((await get("/", pair, twin)).set, "");
    assert.match((await get("/", pair, stranger)).set, /^portcullis-affinity=/);
    await twin.close();
    await stranger.close();
  });

  it("outlives a reload", async () => {
    const { pair, member } = await get("/");
    const own = await startConfigured(config);
    await own.gateway.apply({ ...configured(config.replace("timed/*", "other/*")), generation: 2 });
    const port = own.gateway.portOf("public") ?? 0;
    assert.equal((await get("/", pair, { ...own, port })).member, member);
    assert.equal((await get("/", pair, { ...own, port })).set, "");
    await own.close();
  });

  it("gives another member and cookie when its own is gone", async () => {
    const { pair, member } = await get("/");
    const at = members.findIndex(({ port }) => String(port) === member);
    const [gone] = members.splice(at, 1);
    assert.ok(gone !== undefined);
    await stop(gone.server);
    const next = await get("/", pair);
    assert.notEqual(next.member, member);
    assert.match(next.set, /^portcullis-affinity=/);
    for (let i = 0; i < 4; i++) {
      const again = await get("/", next.pair);
      assert.equal(again.member, next.member);
      assert.equal(again.set, "");
    }
  });
});
