// The whole of the probes against a guarded backend whose network fails in the middle: what was only
// disturbed must not look closed.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import { guarded } from "#guard/node-guard.ts";
import { freePorts } from "../../../test/harness/program.ts";
import { auditBackend } from "./audit-backend.ts";
import type { AuditSettings, AuditTarget } from "./audit-target.ts";
import type { ProbeReply } from "./probe-message.ts";
import { hostVantage, type Vantage } from "./vantage.ts";

const SECRET = "a secret that gateway and backend share";
const REFUSED: ProbeReply = { kind: "failed", at: "connect", code: "ECONNREFUSED" };
const LOST: ProbeReply = { kind: "failed", at: "connect", code: "vantage-lost" };

const server = createServer(
  guarded({ keys: [{ id: "k", secret: SECRET }] }, (request, response) => {
    request.on("error", () => response.destroy());
    request.resume();
    request.on("end", () => response.end("the application"));
  }),
);
let target: AuditTarget;
let settings: AuditSettings;

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on TCP.
  const { port } = server.address() as AddressInfo;
  const [closed = 0] = await freePorts(1);
  target = {
    ...{
      pool: "orders",
      member: `http://127.0.0.1:${port}`,
      memberHost: "127.0.0.1",
      address: "127.0.0.1",
      port,
    },
    ...{ isTls: false, isHttp2: false, proxyProtocol: "none", host: `127.0.0.1:${port}`, canary: "/version" },
    ...{
      randomPath: "/nobody",
      bodyPath: "/echo",
      healthPath: undefined,
      tls: undefined,
      gateway: undefined,
    },
    assertion: { keyId: "k", algorithm: "hmac-sha256", key: SECRET, lifetimeS: 30 },
    ...{ doors: [], foreignDoors: [], hostVariants: [] },
  };
  settings = {
    ...{
      isLight: false,
      timeoutMs: 3000,
      intervalMs: 0,
      ports: [closed],
      specPaths: ["/swagger"],
      staticHeaders: [],
    },
    ...{ shared: undefined, expired: undefined, auditId: "test" },
  };
});

after(() => {
  server.close();
  server.closeAllConnections();
});

/** A vantage whose requests to the member have the fate of their number, counted from 1. */
function disturbed(vantage: Vantage, fateOf: (count: number) => ProbeReply | undefined): Vantage {
  let count = 0;
  return {
    ...vantage,
    send: (request) => {
      const fate = request.port === target.port ? fateOf(++count) : undefined;
      return fate === undefined ? vantage.send(request) : Promise.resolve(fate);
    },
  };
}

const inside = hostVantage("");
const outside: Vantage = { ...inside, name: "outside", kind: "agent", isForeign: true, holdsKeys: false };
const audit = (...vantages: [Vantage, ...Vantage[]]) => auditBackend(target, vantages, settings);

describe("the audit of a guarded backend", () => {
  it("proves it closed where nothing is disturbed", async () => {
    const { verdict, reasons } = await audit(inside, outside);
    assert.equal(verdict, "proven-closed", reasons.join("; "));
  });

  // The third request tries whether there are connections at all, and is made again.
  for (const at of [4, 11, 20, 27, 34, 48, 55]) {
    it(`does not take it for a refusal that connection ${at} was not taken`, async () => {
      for (const vantages of [
        [disturbed(inside, (count) => (count === at ? REFUSED : undefined)), outside],
        [inside, disturbed(outside, (count) => (count === at ? REFUSED : undefined))],
      ] as const) {
        const { verdict, reasons } = await audit(...vantages);
        assert.equal(verdict, "unknown");
        assert.match(
          reasons.join("; "),
          /\(ECONNREFUSED\), and took some before|was not taken the first time/,
        );
      }
    });
  }

  it("asks once more where a connection breaks, and so finds what the accident hid", async () => {
    const broken: ProbeReply = { kind: "failed", at: "answer", code: "ECONNRESET" };
    const { control } = await audit(inside);
    assert.ok(control !== undefined);
    let openings = 0;
    const lucky: Vantage = {
      ...inside,
      send: (request) => {
        const isHole = request.send.kind === "http1" && request.send.wire.includes("/swagger");
        if (!isHole) return inside.send(request);
        return Promise.resolve(++openings === 1 ? broken : control);
      },
    };
    const { verdict, reasons } = await audit(lucky);
    assert.equal(verdict, "open");
    assert.match(reasons.join("; "), /P3: the API's description at \/swagger/);
  });

  it("knows nothing of it where it dies in the middle", async () => {
    const { verdict, reasons } = await audit(disturbed(inside, (count) => (count > 9 ? REFUSED : undefined)));
    assert.equal(verdict, "unknown");
    assert.match(reasons.join("; "), /P14: .* after the other probes: does not answer the gateway either/);
  });

  it("takes it for closed from outside where no connection is ever taken there, after more than one try", async () => {
    let tries = 0;
    const walled = disturbed(outside, () => {
      tries++;
      return REFUSED;
    });
    assert.equal((await audit(inside, walled)).verdict, "proven-closed");
    assert.equal(tries, 3);
  });

  it("does not count a vantage that goes away", async () => {
    const leaving = disturbed(outside, (count) => (count > 9 ? LOST : undefined));
    assert.equal((await audit(inside, leaving)).verdict, "closed-from-inside-only");
  });

  it("leaves it alone where it begins to fail", async () => {
    const failing: ProbeReply = {
      ...{ kind: "answered", status: 500, statuses: [500], bodyHash: "", bodyBytes: 0, isCut: false },
      ...{ headers: {}, localAddress: "" },
    };
    let asked = 0;
    const { verdict } = await audit(
      disturbed(inside, (count) => {
        asked = count;
        return count > 6 ? failing : undefined;
      }),
    );
    assert.equal(verdict, "unknown");
    assert.equal(asked, 9);
  });
});
