// The guard against forged, replayed, altered, expired, downgraded and smuggled requests, in five frameworks:
// none reaches a handler, and the true ones all do.

import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { after, before, describe, it } from "node:test";
import type { GuardOptions, Rejection } from "#guard/guard-options.ts";
import { asserted, fieldsOf, KEY_ID, SECRET, trueWire, wireOf } from "../../harness/assertion.ts";
import { frameworks, type GuardedBackend, startGuarded } from "../../harness/guarded-backends.ts";
import { contentOf, exchangeRaw, statusOf } from "../../harness/raw-client.ts";
import { forgedOf, forgeries } from "./forged-requests.ts";

const { publicKey } = generateKeyPairSync("ed25519");
const keys = [
  { id: KEY_ID, secret: SECRET },
  { id: "public-1", publicKey: publicKey.export({ type: "spki", format: "pem" }).toString() },
];

/** The Fetch standard joins fields of one name before anybody sees them: the reason is another then. */
const joinsFields = (framework: string): boolean => framework === "hono";

const send = async (port: number, wire: string): Promise<number> =>
  statusOf((await exchangeRaw(port, wire)).bytes);

for (const [framework, start] of Object.entries(frameworks)) {
  describe(`the guard in ${framework}`, () => {
    let backend: GuardedBackend;
    let rejections: Rejection[];

    before(async () => {
      rejections = [];
      const onReject = (rejection: Rejection): unknown => rejections.push(rejection);
      backend = await startGuarded(start, { keys, onReject });
    });

    after(() => backend.close());

    for (const forgery of forgeries) {
      it(`refuses ${forgery.name}`, async () => {
        const of = forgedOf(forgery);
        if (forgery.before !== undefined) assert.equal(await send(backend.port, forgery.before(of)), 200);
        const reached = backend.reached.length;
        const told = rejections.length;
        assert.equal(await send(backend.port, forgery.wire(of)), 403);
        assert.equal(backend.reached.length, reached, "it reached the handler");
        const reasons = rejections.slice(told).map(({ reason }) => reason);
        assert.equal(reasons.length, 1);
        if (!joinsFields(framework)) assert.deepEqual(reasons, [forgery.reason]);
      });
    }

    const passing = [
      asserted(),
      asserted({ method: "GET", body: "" }),
      asserted({ method: "GET", target: "/", body: "" }),
      asserted({ target: "/a%20b?x=%27&y" }),
      asserted({ target: "/orders?" }),
      asserted({ host: "ORDERS.internal:80" }),
      asserted({ client: "2001:db8::1" }),
      asserted({ body: "x".repeat(300_000) }),
      asserted({ createdS: Math.floor(Date.now() / 1000) - 31 }),
    ];

    for (const of of passing) {
      it(`passes ${of.method} ${of.target} with ${of.body.length} bytes for ${of.host}`, async () => {
        const { bytes } = await exchangeRaw(backend.port, trueWire({ ...of, nonce: asserted().nonce }));
        assert.equal(statusOf(bytes), 200);
        assert.ok(contentOf(bytes).endsWith(` ${of.body.length}`), contentOf(bytes));
      });
    }

    it("passes a body that the gateway could not vouch for, and refuses it where it must", async () => {
      const whole = asserted({ uncovered: ["content-digest"] });
      const fields = fieldsOf(whole).filter(([name]) => name !== "Content-Digest");
      assert.equal(await send(backend.port, wireOf(whole, fields)), 200);
      const strict = await startGuarded(start, { keys, requireDigest: true });
      const again = asserted({ uncovered: ["content-digest"] });
      const others = fieldsOf(again).filter(([name]) => name !== "Content-Digest");
      assert.equal(await send(strict.port, wireOf(again, others)), 403);
      await strict.close();
    });
  });
}

describe("a guard that only reports", () => {
  it("lets everything pass until its date, and tells of it", async () => {
    const rejections: Rejection[] = [];
    const start = frameworks["node:http"];
    assert.ok(start !== undefined);
    const options = (enforceFrom: Date): GuardOptions => ({
      keys,
      mode: "report",
      enforceFrom,
      onReject: (rejection) => rejections.push(rejection),
    });
    const wire = "GET /a?secret=1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    const before = await startGuarded(start, options(new Date(Date.now() + 60_000)));
    assert.equal(await send(before.port, wire), 200);
    const altered = asserted();
    const fields = fieldsOf(altered);
    assert.equal(await send(before.port, wireOf({ ...altered, body: "amount=9" }, fields)), 200);
    await before.close();
    const past = await startGuarded(start, options(new Date(Date.now() - 1000)));
    assert.equal(await send(past.port, wire), 403);
    await past.close();
    assert.deepEqual(
      rejections.map(({ reason, path, isEnforced }) => `${reason} ${path} ${isEnforced}`),
      ["assertion-missing /a false", "digest-wrong /orders/42 false", "assertion-missing /a true"],
    );
  });
});

describe("how the guard refuses", () => {
  const refused = async (
    options: GuardOptions,
    wire = "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
  ): Promise<string> => {
    const start = frameworks["node:http"];
    assert.ok(start !== undefined);
    const backend = await startGuarded(start, { keys, ...options });
    const { bytes, end } = await exchangeRaw(backend.port, wire);
    await backend.close();
    return bytes === "" ? end : String(statusOf(bytes));
  };

  it("is what was asked for", async () => {
    assert.equal(await refused({ deny: 401 }), "401");
    assert.equal(await refused({ deny: 404 }), "404");
    assert.match(await refused({ deny: "abort" }), /closed|reset/);
  });

  it("spares the health check of a platform, from where it comes and as it is asked", async () => {
    const health = { path: "/healthz", from: ["127.0.0.0/8"] };
    const get = (target: string, more = ""): string =>
      `GET ${target} HTTP/1.1\r\nHost: a\r\n${more}Connection: close\r\n\r\n`;
    assert.equal(await refused({ health }, get("/healthz")), "200");
    assert.equal(await refused({ health }, get("/healthz?x=1")), "403");
    assert.equal(await refused({ health }, get("/healthz/../admin")), "403");
    assert.equal(await refused({ health }, get("/healthz/")), "403");
    assert.equal(await refused({ health }, `${get("/healthz", "Content-Length: 1\r\n")}x`), "403");
    assert.equal(await refused({ health }, get("/healthz").replace("GET", "POST")), "403");
    assert.equal(await refused({ health: { ...health, from: ["192.0.2.0/24"] } }, get("/healthz")), "403");
  });

  it("knows addresses, and the machine itself only when told to", async () => {
    assert.equal(
      await refused(
        { require: ["ip"], addresses: ["127.0.0.1"] },
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
      ),
      "200",
    );
    assert.equal(await refused({ require: ["ip"], addresses: ["192.0.2.0/24"] }), "403");
    assert.equal(await refused({ require: ["ip", "signature"], addresses: ["127.0.0.1"] }), "403");
    assert.equal(
      await refused({ loopback: true }, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
      "200",
    );
  });
});
