import assert from "node:assert/strict";
import { test } from "node:test";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { type ChallengeTable, noChallenges } from "#snapshot/challenge-spec.ts";
import type { FromGateway, ToGateway } from "#snapshot/worker-link.ts";
import { createLog } from "#telemetry/log.ts";
import { SnapshotPublisher } from "./snapshot-publisher.ts";

const log = createLog("test", { write: () => undefined, isHuman: false, level: "error" });
const table: ChallengeTable = { ...noChallenges, http: new Map([["token", "answer"]]) };

const say = (port: MessagePort, message: FromGateway): void => port.postMessage(message);

test("challenges are in force when every worker has said so, or is gone; one that comes later gets them", async (t) => {
  const publisher = new SnapshotPublisher(log, () => undefined);
  const channels = [1, 2, 3].map(() => new MessageChannel());
  const [first, second, late] = channels;
  t.after(() => {
    publisher.close();
    for (const { port1, port2 } of channels) for (const port of [port1, port2]) port.close();
  });
  assert.ok(first !== undefined && second !== undefined && late !== undefined);
  publisher.addWorker(0, first.port2);
  publisher.addWorker(1, second.port2);
  let isInForce = false;
  const tables: number[] = [];
  const heard = new Promise<void>((resolve) => {
    first.port1.on("message", (message: ToGateway) => {
      assert.ok(message.kind === "challenges");
      tables.push(message.table.http.size);
      // What another control worker left is over.
      if (message.table.http.size === 0) return;
      assert.equal(message.table.http.get("token"), "answer");
      say(first.port1, { kind: "challenges-taken", turn: message.turn });
      resolve();
    });
  });
  const published = publisher.publishChallenges(table).then(() => {
    isInForce = true;
  });
  await heard;
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(isInForce, false);
  assert.deepEqual(tables, [0, 1]);
  publisher.removeWorker(1);
  await published;
  const given = new Promise<ToGateway>((resolve) => late.port1.once("message", resolve));
  publisher.addWorker(2, late.port2);
  assert.equal((await given).kind, "challenges");
});
