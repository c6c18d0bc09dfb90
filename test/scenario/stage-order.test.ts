// The one fixed order of a request's stages: each stage in turn ends the request, none after it runs, and
// every request is recorded.

import assert from "node:assert/strict";
import { connect } from "node:net";
import { describe, it } from "node:test";
import type { EngineStages } from "#gateway/pipeline.ts";
import { wholeBody } from "#http/body.ts";
import { refuse } from "#http/exchange.ts";
import { makeField } from "#http/field.ts";
import { Fault } from "#kernel/fault.ts";
import type { StageName } from "#kernel/fault-catalogue.ts";
import { pool, route, site, startGateway } from "../harness/gateway.ts";
import { answering, OK, startRawBackend } from "../harness/raw-backend.ts";
import { exchangeRaw, pause, statusOf } from "../harness/raw-client.ts";

type EngineStage = keyof EngineStages;
const engineStages: readonly EngineStage[] = ["screen", "inspect", "authorize", "inspectResponse", "respond"];

/** Every engine stage notes that it ran; the one named ends the request. */
function engines(ran: string[], ending?: EngineStage, isAsync = false): EngineStages {
  const stage = (name: EngineStage) => [
    () => {
      ran.push(name);
      if (name !== ending) return undefined;
      const outcome = {
        kind: "answer" as const,
        reason: `ended-by-${name}`,
        response: {
          status: 299,
          reasonPhrase: "Ended",
          fields: [makeField("X-Ended-By", name)],
          connectionNames: [],
          body: wholeBody(name),
        },
      };
      return isAsync ? pause(5).then(() => outcome) : outcome;
    },
  ];
  return {
    screen: stage("screen"),
    inspect: stage("inspect"),
    authorize: stage("authorize"),
    inspectResponse: stage("inspectResponse"),
    respond: stage("respond"),
  };
}

type Seen = {
  readonly status: number;
  readonly ran: readonly string[];
  readonly backendRequests: number;
  readonly endStage: StageName | "";
  readonly reason: string;
  readonly lines: number;
  readonly reply: string;
};

async function run(request: string, ending?: EngineStage, isAsync = false, hosts = ["a"]): Promise<Seen> {
  const backend = await startRawBackend(answering(OK));
  const ran: string[] = [];
  const gateway = await startGateway(
    {
      pools: [pool("up", [backend.port])],
      sites: [
        site(
          [
            route("/sink", { kind: "sinkpool", name: "default", status: 404 }),
            route("/*", { kind: "pool", pool: "up" }),
          ],
          { hosts },
        ),
      ],
    },
    engines(ran, ending, isAsync),
  );
  const { bytes } = await exchangeRaw(gateway.port, request);
  const [record] = await gateway.recorded(1);
  await pause(20);
  await gateway.close();
  await backend.close();
  return {
    status: statusOf(bytes),
    ran,
    backendRequests: backend.received().split(" HTTP/1.1\r\n").length - 1,
    endStage: record?.endStage ?? "",
    reason: record?.reason ?? "",
    lines: gateway.records.length,
    reply: bytes,
  };
}

const get = (path: string, host = "a"): string =>
  `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;

describe("the stages of a request", () => {
  it("run in their order when none ends it", async () => {
    const seen = await run(get("/x"));
    assert.equal(seen.status, 200);
    assert.deepEqual(seen.ran, engineStages);
    assert.equal(seen.endStage, "");
    assert.equal(seen.lines, 1);
  });

  it("read: ends it before any engine", async () => {
    const seen = await run("GET /x HTTP/1.1\r\nHost: a\r\nBad : x\r\n\r\n");
    assert.equal(seen.status, 400);
    assert.deepEqual(seen.ran, ["respond"]);
    assert.equal(seen.endStage, "read");
    assert.equal(seen.backendRequests, 0);
  });

  it("route: ends it before any engine", async () => {
    const seen = await run(get("/x", "unknown"));
    assert.equal(seen.status, 421);
    assert.deepEqual(seen.ran, ["respond"]);
    assert.equal(seen.endStage, "route");
    assert.equal(seen.reason, "site-unknown");
    assert.equal(seen.backendRequests, 0);
  });

  for (const [i, ending] of engineStages.entries()) {
    for (const isAsync of [false, true]) {
      it(`${ending}: ends it before all after it${isAsync ? ", having waited" : ""}`, async () => {
        const seen = await run(get("/x"), ending, isAsync);
        const isLast = ending === "respond";
        assert.deepEqual(seen.ran, [...engineStages.slice(0, i + 1), ...(isLast ? [] : ["respond"])]);
        assert.equal(seen.status, 299);
        assert.match(seen.reply, new RegExp(`X-Ended-By: ${ending}`));
        assert.equal(seen.endStage, ending);
        assert.equal(seen.reason, `ended-by-${ending}`);
        assert.equal(seen.backendRequests, i < 3 ? 0 : 1);
        assert.equal(seen.lines, 1);
      });
    }
  }

  it("forward: ends it after every check of the request, the sinkpool too", async () => {
    const seen = await run(get("/sink"));
    assert.equal(seen.status, 404);
    assert.deepEqual(seen.ran, ["screen", "inspect", "authorize", "respond"]);
    assert.equal(seen.endStage, "forward");
    assert.equal(seen.reason, "sinkpool-hit");
    assert.equal(seen.backendRequests, 0);
  });

  it("a drop cuts the connection and is recorded", async () => {
    const gateway = await startGateway(
      { sites: [site([])] },
      { screen: [() => ({ kind: "drop", reason: "test-drop" })] },
    );
    const reply = await exchangeRaw(gateway.port, get("/x"));
    assert.deepEqual(reply, { bytes: "", end: "reset" });
    assert.equal((await gateway.recorded(1))[0]?.reason, "test-drop");
    await gateway.close();
  });

  for (const [name, stage] of [
    [
      "throws",
      () => {
        throw new Error("defect");
      },
    ],
    ["rejects", () => Promise.reject(new Error("defect"))],
  ] as const) {
    it(`an engine that ${name} gives 500, and the worker lives on`, async () => {
      const gateway = await startGateway({ sites: [site([])] }, { inspect: [stage] });
      assert.equal(statusOf((await exchangeRaw(gateway.port, get("/x"))).bytes), 500);
      assert.equal(statusOf((await exchangeRaw(gateway.port, get("/x"))).bytes), 500);
      assert.equal(gateway.defects.length, 2);
      assert.equal(gateway.records[0]?.reason, "internal-error");
      await gateway.close();
    });
  }

  it("a client that leaves while an engine looks at the response frees the backend's connection", async (t) => {
    const backend = await startRawBackend((socket) =>
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart", "latin1"),
    );
    t.after(() => backend.close());
    const gateway = await startGateway(
      {
        pools: [pool("up", [backend.port], { bodyTimeoutMs: 5000 })],
        sites: [site([route("/*", { kind: "pool", pool: "up" })])],
      },
      { inspectResponse: [() => pause(300).then(() => undefined)] },
    );
    t.after(() => gateway.close());
    const client = connect(gateway.port, "127.0.0.1");
    client.on("error", () => {});
    client.write(get("/x"));
    await pause(100);
    assert.equal(backend.openConnections(), 1);
    client.resetAndDestroy();
    const [record] = await gateway.recorded(1);
    assert.equal(record?.reason, "client-gone");
    assert.equal(record?.endStage, "inspectResponse");
    await pause(50);
    assert.equal(backend.openConnections(), 0);
    await pause(300);
    assert.equal(gateway.records.length, 1);
    assert.deepEqual(gateway.defects, []);
  });

  it("a Fault that an engine throws ends the request as the catalogue says", async () => {
    const deny = () => Promise.reject(new Fault("unauthorized", "no key set could be fetched"));
    const gateway = await startGateway({ sites: [site([])] }, { authorize: [deny] });
    assert.equal(statusOf((await exchangeRaw(gateway.port, get("/x"))).bytes), 401);
    assert.equal(gateway.records[0]?.endStage, "authorize");
    assert.equal(gateway.records[0]?.detail, "no key set could be fetched");
    assert.deepEqual(gateway.defects, []);
    await gateway.close();
  });

  it("an engine's refusal answers as the catalogue says", async () => {
    const gateway = await startGateway(
      { sites: [site([])] },
      { screen: [() => refuse("screen-denied", "rule 7")] },
    );
    assert.equal(statusOf((await exchangeRaw(gateway.port, get("/x"))).bytes), 403);
    assert.equal(gateway.records[0]?.detail, "rule 7");
    await gateway.close();
  });
});
