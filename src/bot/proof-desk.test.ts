import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { defaultLimits } from "#kernel/limits.ts";
import type { HostNames } from "./confirm-host.ts";
import { WorkerProofs } from "./host-proofs.ts";
import { ProofDesk } from "./proof-desk.ts";
import { type HostAnswer, type HostQuestion, ProofMemory } from "./proof-memory.ts";

const limits = defaultLimits.bots;
const HOSTS = "*.googlebot.com";
const question = (address: string): HostQuestion => ({ address, hosts: HOSTS });
const absent = (): Promise<never> => Promise.reject(Object.assign(new Error("none"), { code: "ENOTFOUND" }));

/** Name servers that answer when they are told to: there are no names. */
function slowDesk() {
  const asked: string[] = [];
  const waiting: (() => void)[] = [];
  const names: HostNames = {
    namesOf: async (address) => {
      asked.push(address);
      await new Promise<void>((resolve) => waiting.push(resolve));
      return absent();
    },
    addressesOf: absent,
  };
  const answers: HostAnswer[] = [];
  const counted: string[] = [];
  let nowMs = 1000;
  const desk = new ProofDesk({
    names: () => names,
    answered: (answer) => answers.push(answer),
    count: (outcome) => counted.push(outcome),
    now: () => nowMs,
  });
  const release = async (): Promise<void> => {
    for (const resolve of waiting.splice(0)) resolve();
    await turn();
  };
  const pass = (ms: number): void => {
    nowMs += ms;
  };
  return { desk, asked, answers, counted, release, pass };
}

test("a question is asked once, however many workers ask it, until its answer is over", async () => {
  const { desk, asked, answers, release, pass } = slowDesk();
  for (let worker = 0; worker < 3; worker++) desk.ask(question("203.0.113.7"));
  await release();
  assert.deepEqual([asked.length, answers.length, answers[0]?.proof], [1, 1, "refuted"]);
  desk.ask(question("203.0.113.7"));
  assert.deepEqual([asked.length, answers.length], [1, 2]);
  assert.deepEqual(answers[0], answers[1]);
  pass(limits.refutedMs);
  desk.ask(question("203.0.113.7"));
  assert.equal(asked.length, 2);
});

test("so many are asked at once, so many wait, and of one network some", async () => {
  const { desk, asked, answers, counted } = slowDesk();
  for (let host = 0; host < 20; host++) desk.ask(question(`203.0.113.${host}`));
  assert.equal(asked.length, limits.maxWaitingPerNetwork);
  assert.deepEqual(
    counted,
    Array.from({ length: 20 - limits.maxWaitingPerNetwork }, () => "dropped"),
  );
  assert.deepEqual(answers, []);
  for (let i = 0; i < limits.maxWaiting + limits.maxConfirmations; i++)
    desk.ask(question(`11.${i >> 8}.${i & 255}.1`));
  assert.equal(asked.length, limits.maxConfirmations);
  const dropped = counted.length;
  desk.ask(question("12.0.0.1"));
  assert.equal(counted.length, dropped + 1);
});

test("who waited is asked about next, and a network that was answered has room again", async () => {
  const { desk, asked, release } = slowDesk();
  for (let i = 0; i < limits.maxConfirmations + 2; i++) desk.ask(question(`11.0.${i}.1`));
  await release();
  assert.equal(asked.length, limits.maxConfirmations + 2);
  for (let host = 2; host < 8; host++) desk.ask(question(`11.0.0.${host}`));
  assert.equal(asked.length, limits.maxConfirmations + 8);
});

test("a /48 of IPv6 is one network", () => {
  const { desk, asked } = slowDesk();
  for (let i = 0; i < 20; i++) desk.ask(question(`2001:db8:7:${i.toString(16)}::1`));
  assert.equal(asked.length, limits.maxWaitingPerNetwork);
  desk.ask(question("2001:db8:8::1"));
  assert.equal(asked.length, limits.maxWaitingPerNetwork + 1);
});

test("addresses without number push no confirmed one out, and memory stays bounded", () => {
  const memory = new ProofMemory(100);
  memory.set(question("66.249.66.1"), "verified", 2000);
  for (let i = 0; i < 10_000; i++) memory.set(question(`11.0.${i >> 8}.${i & 255}`), "refuted", 2000);
  assert.equal(memory.get(question("66.249.66.1"), 1000)?.proof, "verified");
  assert.ok(memory.size <= 101, `${memory.size} entries`);
  assert.equal(memory.get(question("66.249.66.1"), 2000), undefined);
});

test("a worker asks once, and what was confirmed stays so while it is asked about anew", (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 1000 });
  const asked: HostQuestion[] = [];
  const proofs = new WorkerProofs((each) => asked.push(each));
  const now = (): string => proofs.proofOf("66.249.66.1", HOSTS);
  assert.deepEqual([now(), now(), asked.length], ["pending", "pending", 1]);
  proofs.learn({ ...question("66.249.66.1"), proof: "verified", untilMs: 5000 });
  assert.deepEqual([now(), asked.length], ["verified", 1]);
  t.mock.timers.setTime(5000);
  assert.deepEqual([now(), now(), asked.length], ["verified", "verified", 2]);
  proofs.learn({ ...question("66.249.66.1"), proof: "refuted", untilMs: 9000 });
  assert.deepEqual([now(), asked.length], ["refuted", 2]);
  t.mock.timers.setTime(9000);
  assert.deepEqual([now(), asked.length], ["pending", 3]);
});

test("an answer that never came is asked for again", (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 1000 });
  const asked: HostQuestion[] = [];
  const proofs = new WorkerProofs((each) => asked.push(each));
  proofs.proofOf("66.249.66.1", HOSTS);
  t.mock.timers.setTime(1000 + limits.confirmationTimeoutMs * 2);
  assert.equal(proofs.proofOf("66.249.66.1", HOSTS), "pending");
  assert.equal(asked.length, 2);
});

test("a confirmation that is over is held on to once, and not long after its time", (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 1000 });
  const asked: HostQuestion[] = [];
  const proofs = new WorkerProofs((each) => asked.push(each));
  const now = (): string => proofs.proofOf("66.249.66.1", HOSTS);
  const confirm = (untilMs: number): void =>
    proofs.learn({ ...question("66.249.66.1"), proof: "verified", untilMs });
  confirm(5000);
  t.mock.timers.setTime(5000);
  assert.deepEqual([now(), asked.length], ["verified", 1]);
  t.mock.timers.setTime(5000 + limits.confirmationTimeoutMs * 2);
  assert.deepEqual([now(), now(), asked.length], ["pending", "pending", 2]);
  t.mock.timers.setTime(5000 + limits.confirmationTimeoutMs * 4);
  assert.equal(now(), "pending");
  confirm(100_000);
  t.mock.timers.setTime(100_000 + limits.minVerifiedMs);
  assert.equal(now(), "verified", "an answer makes it whole again");
  confirm(10_000_000);
  t.mock.timers.setTime(10_000_001 + limits.minVerifiedMs);
  assert.equal(now(), "pending");
});

test("one network's addresses leave the questions of a second to others", (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 1000 });
  const asked: HostQuestion[] = [];
  const proofs = new WorkerProofs((each) => asked.push(each));
  for (let i = 0; i < 1000; i++) {
    proofs.proofOf(`2001:db8:7:${i.toString(16)}::1`, HOSTS);
    proofs.proofOf(`203.0.113.${i & 255}`, HOSTS);
  }
  assert.equal(asked.length, limits.maxWaitingPerNetwork * 2);
  assert.equal(proofs.proofOf("66.249.66.1", HOSTS), "pending");
  t.mock.timers.setTime(2000);
  assert.equal(proofs.proofOf("203.0.113.99", HOSTS), "pending");
});

test("with other name servers nothing holds that the ones before said", async () => {
  const { desk, asked, answers, release } = slowDesk();
  desk.ask(question("203.0.113.7"));
  await release();
  desk.ask(question("198.51.100.7"));
  desk.startAnew();
  await release();
  assert.deepEqual([answers.length, asked.length], [1, 3], "what was under way is asked again");
  desk.ask(question("203.0.113.7"));
  await release();
  assert.deepEqual(
    answers.map(({ address }) => address),
    ["203.0.113.7", "198.51.100.7", "203.0.113.7"],
  );
  const proofs = new WorkerProofs(() => undefined);
  const known = (): string => proofs.proofOf("66.249.66.1", HOSTS);
  proofs.use(["192.0.2.53"]);
  proofs.learn({ ...question("66.249.66.1"), proof: "verified", untilMs: Date.now() + 60_000 });
  proofs.use(["192.0.2.53"]);
  assert.equal(known(), "verified");
  proofs.use(["192.0.2.54"]);
  assert.equal(known(), "pending");
});

test("a worker asks so often in a second and no more, and asks later about what it left out", (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 1000 });
  const asked: HostQuestion[] = [];
  const proofs = new WorkerProofs((each) => asked.push(each));
  for (let i = 0; i < limits.maxQuestionsPerSecond; i++) proofs.proofOf(`11.${i >> 8}.${i & 255}.1`, HOSTS);
  assert.equal(proofs.proofOf("12.0.0.1", HOSTS), "undecided");
  assert.equal(asked.length, limits.maxQuestionsPerSecond);
  t.mock.timers.setTime(2000);
  assert.equal(proofs.proofOf("12.0.0.1", HOSTS), "pending");
  assert.equal(asked.length, limits.maxQuestionsPerSecond + 1);
});
