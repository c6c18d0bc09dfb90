// gRPC through the gateway, HTTP/2 on both sides, with the client and the server of @grpc/grpc-js: the four
// kinds of call, how calls end, and what a caller is told where we refuse.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Metadata, status } from "@grpc/grpc-js";
import {
  listener,
  pool,
  route,
  site,
  startGateway,
  type TestGateway,
  testLimits,
} from "../harness/gateway.ts";
import {
  type EchoClient,
  type GrpcService,
  grpcClient,
  startGrpcService,
  type UnaryAnswer,
} from "../harness/grpc-service.ts";
import { pause } from "../harness/raw-client.ts";

let service: GrpcService;
let gateway: TestGateway;
let client: EchoClient;

before(async () => {
  service = await startGrpcService();
  gateway = await startGateway({
    listeners: [listener({ http2: true })],
    limits: { ...testLimits, bodyBytes: 64 * 1024 * 1024, streamTimeoutMs: 5000 },
    pools: [
      pool("grpc", [service.port], { isHttp2: true, responseTimeoutMs: 5000, connectTimeoutMs: 5000 }),
      pool("old", [service.port]),
      pool("down", [1], { isHttp2: true }),
    ],
    sites: [
      site([
        route("/*", { kind: "pool", pool: "grpc" }),
        route("/test.Echo/Old", { kind: "pool", pool: "old" }),
        route("/test.Echo/Down", { kind: "pool", pool: "down" }),
        route("/test.Echo/Gone", { kind: "sinkpool", name: "default", status: 404 }),
      ]),
    ],
  });
  client = grpcClient(gateway.port);
});

after(async () => {
  client.close();
  await gateway.close();
  service.close();
});

const asking = (name: string, value: string): Metadata => {
  const metadata = new Metadata();
  metadata.set(name, value);
  return metadata;
};

const lastLine = async (count: number) => (await gateway.recorded(count)).at(-1);

describe("a call of gRPC", () => {
  it("of one request and one response passes, with trailers and status", async () => {
    const seen = gateway.records.length;
    const answer = await client.unary("hello");
    assert.deepEqual([answer.code, answer.message], [status.OK, "hello"]);
    assert.deepEqual(answer.trailers?.get("x-trailer"), ["1"]);
    const line = await lastLine(seen + 1);
    assert.deepEqual(
      [line?.protocol, line?.status, line?.grpcStatus, line?.rawTarget],
      ["HTTP/2.0", 200, "0", "/test.Echo/Unary"],
    );
  });

  it("of one request streams its responses", async () => {
    const got = await client.serverStream("m");
    assert.deepEqual(
      got,
      Array.from({ length: 10 }, (_, i) => `m${i}`),
    );
  });

  it("streams its requests to one response", async () => {
    assert.equal((await client.clientStream(["a", "b", "c"])).message, "abc");
  });

  it("streams both ways at once: each answer comes before the next question is asked", async () => {
    const call = client.bidi();
    const got: string[] = [];
    await new Promise<void>((resolve, reject) => {
      call.on("data", (part: Buffer) => {
        got.push(part.toString("latin1"));
        if (got.length < 20) call.write(Buffer.from(`m${got.length}`));
        else call.end();
      });
      call.on("error", reject);
      call.on("end", resolve);
      call.write(Buffer.from("m0"));
    });
    assert.deepEqual(
      got,
      Array.from({ length: 20 }, (_, i) => `m${i}`),
    );
  });

  it("that is silent for longer than a body may be goes on", async () => {
    const call = client.bidi();
    const next = (): Promise<string> =>
      new Promise((resolve) => call.once("data", (part: Buffer) => resolve(String(part))));
    call.write(Buffer.from("before"));
    assert.equal(await next(), "before");
    await pause(testLimits.bodyTimeoutMs * 3);
    call.write(Buffer.from("after"));
    assert.equal(await next(), "after");
    call.end();
  });

  it("carries messages of megabytes", async () => {
    const big = "x".repeat(8_000_000);
    const answer = await client.unary(big);
    assert.equal(answer.message?.length, big.length);
    assert.ok(answer.message === big);
  });

  it("tells the caller of an error, with its details", async () => {
    const seen = gateway.records.length;
    const answer = await client.unary("x", asking("x-fail", "9"));
    assert.deepEqual([answer.code, answer.details], [status.FAILED_PRECONDITION, "not like this: 100 %\n"]);
    assert.deepEqual(answer.trailers?.get("detail-bin"), [Buffer.from([0, 255, 10])]);
    assert.equal((await lastLine(seen + 1))?.grpcStatus, "9");
  });

  it("that runs past its deadline, or is given up, is called off at the backend", async () => {
    const late = await client.unary("x", asking("x-hang", "1"), { deadline: Date.now() + 200 });
    assert.equal(late.code, status.DEADLINE_EXCEEDED);
    for (let i = 0; i < 300 && service.cancelled() < 1; i++) await pause(10);
    const cancelled = service.cancelled();
    assert.ok(cancelled > 0);
    const stream = client.openServerStream("x", asking("x-hang", "1"));
    stream.on("error", () => {});
    await new Promise((resolve) => stream.once("data", resolve));
    stream.cancel();
    for (let i = 0; i < 300 && service.cancelled() === cancelled; i++) await pause(10);
    assert.ok(service.cancelled() > cancelled);
  });

  it("many at a time share one connection to the backend", async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, (_, i) => client.unary(`n${i}`)));
    assert.deepEqual(
      answers.map(({ message }) => message),
      Array.from({ length: 60 }, (_, i) => `n${i}`),
    );
    assert.ok(service.sessions() <= 2, `${service.sessions()} connections`);
  });
});

describe("a refused call of gRPC is told so in its own way", () => {
  for (const [path, code, details, reason] of [
    ["Old", status.UNAVAILABLE, "The service cannot be reached.", "grpc-needs-http2"],
    ["Down", status.UNAVAILABLE, "The service cannot be reached.", "connect-refused"],
    ["Gone", status.UNIMPLEMENTED, "Not found.", "sinkpool-hit"],
  ] as const) {
    it(`${reason}: ${status[code]}`, async () => {
      const seen = gateway.records.length;
      const answer: UnaryAnswer = await client.call(path, "x");
      assert.deepEqual([answer.code, answer.details], [code, details]);
      const line = await lastLine(seen + 1);
      assert.deepEqual([line?.status, line?.grpcStatus, line?.reason], [200, String(code), reason]);
    });
  }
});

it("leaves no defect behind", () => {
  assert.deepEqual(gateway.defects, []);
});
