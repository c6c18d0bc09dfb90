import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { MessageChannel } from "node:worker_threads";
import { ProvidedSecrets } from "#secret/provided-secrets.ts";
import type { FromGateway, NodePlan, ToGateway } from "#snapshot/worker-link.ts";
import { AccessDrain } from "#telemetry/access-drain.ts";
import { createLog, type Log } from "#telemetry/log.ts";
import { ControlNode, type ReloadOutcome } from "./control-node.ts";
import { SnapshotPublisher } from "./snapshot-publisher.ts";

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

type Fixture = {
  readonly node: ControlNode;
  readonly publisher: SnapshotPublisher;
  readonly plans: NodePlan[];
  readonly outcomes: Record<ReloadOutcome, number>;
  readonly log: () => string;
  readonly write: (body: string, workers?: number) => void;
};

const newDrain = (log: Log): AccessDrain =>
  new AccessDrain({ log, onWriteError: () => undefined, onDropped: () => undefined });

async function fixture(t: TestContext): Promise<Fixture> {
  const folder = mkdtempSync(join(tmpdir(), "portcullis-control-"));
  const configFile = join(folder, "portcullis.yaml");
  const [port, adminPort] = [await freePort(), await freePort()];
  let text = "";
  const log = createLog("control", {
    write: (line) => {
      text += line;
    },
    isHuman: false,
    level: "debug",
  });
  const publisher = new SnapshotPublisher(log, () => undefined);
  const [drain, wafDrain] = [newDrain(log), newDrain(log)];
  const plans: NodePlan[] = [];
  const outcomes = { accepted: 0, refused: 0, unchanged: 0 };
  const counter = (name: ReloadOutcome) => ({ add: (amount: number) => (outcomes[name] += amount) });
  const node = new ControlNode({
    configFile,
    log,
    publisher,
    drain,
    wafDrain,
    metrics: () => "",
    reloads: { accepted: counter("accepted"), refused: counter("refused"), unchanged: counter("unchanged") },
    prepare: async () => undefined,
    warnings: () => [],
    onPlan: () => undefined,
    onAccepted: (plan) => plans.push(plan),
    kept: {
      open: async () => undefined,
      nextGeneration: (current) => current + 1,
      accepted: async () => undefined,
      warnings: [],
    },
    api: undefined,
    secrets: new ProvidedSecrets({ ask: () => Promise.reject(new Error("nobody is asked here")) }),
    onCertificateFailure: () => undefined,
  });
  t.after(async () => {
    node.close();
    publisher.close();
    await Promise.all([drain.stop(100), wafDrain.stop(100)]);
    rmSync(folder, { recursive: true });
  });
  const write = (body: string, workers = 2) =>
    writeFileSync(
      configFile,
      `version: 1
node: { name: n1, workers: ${workers} }
admin: { port: ${adminPort} }
listeners: { public: { address: 127.0.0.1, port: ${port} } }
accessLog: { sink: access.log }
sites:
  default: { hosts: ["*"], routes: { hello: { path: /hello, target: { respond: { body: ${body} } } } } }
`,
    );
  return { node, publisher, plans, outcomes, log: () => text, write };
}

/** A gateway worker that answers every snapshot as it is told to. */
function addWorker(publisher: SnapshotPublisher, worker: number, answer: { refusal: string }): number[] {
  const { port1, port2 } = new MessageChannel();
  const seen: number[] = [];
  port1.on("message", (message: ToGateway) => {
    if (message.kind === "snapshot") answerTo(message.snapshot.generation);
  });
  const answerTo = (generation: number): void => {
    seen.push(generation);
    const message: FromGateway =
      answer.refusal === ""
        ? { kind: "applied", generation }
        : { kind: "refused", generation, message: answer.refusal };
    port1.postMessage(message);
  };
  publisher.addWorker(worker, port2);
  return seen;
}

async function until(claim: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + 5000;
  while (!claim()) {
    assert.ok(performance.now() < deadlineMs, "it did not come true within 5 s");
    await sleep(5);
  }
}

test("is ready when every worker serves the newest snapshot, and tells until then who does not", async (t) => {
  const { node, publisher, write } = await fixture(t);
  assert.deepEqual(node.readiness().reasons, ["there is no configuration yet"]);
  write("one");
  assert.equal(await node.start(), undefined);
  assert.deepEqual(node.readiness().reasons, ["2 of 2 workers do not run"]);
  const answer = { refusal: "" };
  addWorker(publisher, 0, answer);
  await until(() => publisher.current === 1);
  assert.deepEqual(node.readiness().reasons, ["1 of 2 workers do not run"]);
  addWorker(publisher, 1, answer);
  await until(() => node.readiness().ready);
  publisher.removeWorker(0);
  assert.equal(node.readiness().ready, false);
  node.drain();
  assert.ok(node.readiness().draining);
});

test("tells of a worker that refuses, and sends it the snapshot again on the next reload", async (t) => {
  const { node, publisher, write, log, outcomes } = await fixture(t);
  write("one");
  await node.start();
  const [good, bad] = [{ refusal: "" }, { refusal: "" }];
  const [seenByGood, seenByBad] = [addWorker(publisher, 0, good), addWorker(publisher, 1, bad)];
  await until(() => node.readiness().ready);
  bad.refusal = "address in use";
  write("two");
  assert.equal(await node.reload("test"), "accepted");
  await until(() => node.readiness().reasons.includes("worker 1 refused generation 2: address in use"));
  assert.match(log(), /a worker refused the snapshot/);
  bad.refusal = "";
  assert.equal(await node.reload("test"), "unchanged");
  await until(() => node.readiness().ready);
  assert.deepEqual(
    [seenByGood, seenByBad],
    [
      [1, 2],
      [1, 2, 2],
    ],
  );
  assert.deepEqual(outcomes, { accepted: 2, refused: 0, unchanged: 1 });
});

test("keeps generation and plan where the configuration is broken", async (t) => {
  const { node, publisher, plans, outcomes, write, log } = await fixture(t);
  write("one");
  await node.start();
  write("{}");
  assert.equal(await node.reload("test"), "refused");
  assert.equal(node.isLastReloadGood, false);
  assert.equal(publisher.generation, 1);
  assert.equal(plans.length, 1);
  assert.match(log(), /"line":7/);
  write("one");
  assert.equal(await node.reload("test"), "unchanged");
  assert.equal(node.isLastReloadGood, true);
  assert.deepEqual(outcomes, { accepted: 1, refused: 1, unchanged: 1 });
});

test("runs reloads one after the other, and each sees the file as it is then", async (t) => {
  const { node, publisher, write } = await fixture(t);
  write("one");
  await node.start();
  write("two");
  assert.deepEqual(await Promise.all([node.reload("a"), node.reload("b")]), ["accepted", "unchanged"]);
  assert.equal(publisher.generation, 2);
});

test("goes on with the workers it has where the configuration asks for another number", async (t) => {
  const { node, publisher, plans, write, log } = await fixture(t);
  write("one");
  await node.start();
  write("one", 3);
  assert.equal(await node.reload("test"), "unchanged");
  assert.match(log(), /takes effect when the node is started anew/);
  write("two", 3);
  assert.equal(await node.reload("test"), "accepted");
  assert.deepEqual([publisher.generation, plans.at(-1)?.workers], [2, 2]);
});
