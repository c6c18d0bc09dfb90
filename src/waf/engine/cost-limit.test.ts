import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { buildProgram, createWaf, type RequestInput, type WafOptions, type WafSession } from "../waf.ts";
import { timeShare } from "./cost-limit.ts";

const input: RequestInput = {
  id: "1",
  requestLine: "POST / HTTP/1.1",
  method: "POST",
  target: "/",
  protocol: "HTTP/1.1",
  headers: [
    {
      name: "Content-Type",
      key: "content-type",
      value: "application/x-www-form-urlencoded",
    },
  ],
  clientAddress: "192.0.2.1",
  clientPort: 1,
  serverAddress: "192.0.2.2",
  serverPort: 443,
  serverName: "a",
};

const RULES = `
SecRequestBodyAccess On
SecRule ARGS "@rx b(.*)c(.*)d" "id:1,phase:2,pass,log,capture,setvar:tx.seen=%{TX.1}"
SecRule ARGS "@contains attack" "id:2,phase:2,deny,log"
SecRule MSC_PCRE_LIMITS_EXCEEDED "@eq 1" "id:3,phase:5,pass,log"
SecRule TX:MSC_PCRE_LIMITS_EXCEEDED "@streq 1" "id:4,phase:5,pass,log"
`;

const many = (count: number): string =>
  Array.from({ length: count }, (_, i) => `a${i}=${i}b${"bc".repeat(40)}d`).join("&");

type Run = {
  readonly mode?: "On" | "DetectionOnly";
  readonly body: string;
  readonly base?: number;
  readonly perByte?: number;
  readonly cpuMs?: number;
  readonly execution?: WafOptions["execution"];
  readonly before?: readonly string[];
};

function run({ mode = "On", body, base = 200_000, perByte = 0, ...others }: Run): WafSession {
  const { cpuMs = Number.POSITIVE_INFINITY, execution, before = [] } = others;
  const text = `SecRuleEngine ${mode}\n${RULES}`;
  const { program } = buildProgram({
    roots: [{ file: "test.conf", text }],
    readFile: () => undefined,
    glob: () => [],
  });
  assert.ok(program !== undefined);
  const inspectionCost = { baseUnits: base, unitsPerByte: perByte, cpuMs };
  const settings = { ...program.settings, inspectionCost };
  const waf = createWaf({ ...program, settings }, execution === undefined ? {} : { execution });
  let session = waf.newSession(input);
  for (const each of [...before, body]) {
    session = waf.newSession(input);
    session.requestHead();
    session.requestBody(each);
    session.finish();
  }
  return session;
}

const idsOf = ({ matches }: WafSession): number[] => matches.map(({ rule }) => rule.id);

describe("a request that costs more than its limit", () => {
  it("is not decided: it is refused, by no rule, and says where it ran out", () => {
    const session = run({ body: many(300) });
    assert.equal(session.isUndecided, true);
    assert.equal(session.interruption?.kind, "undecided");
    const told = session.matches.find(({ tags }) => tags.includes("cost-limit"));
    assert.match(told?.data ?? "", /^ran out of steps in phase 2 at /);
    assert.equal(told?.isDisruptive, true);
  });

  it("names the rule at which it ran out", () => {
    const session = run({ body: many(40), base: 250_000 });
    const told = session.matches.find(({ tags }) => tags.includes("cost-limit"));
    assert.equal(told?.data, "ran out of steps in phase 2 at rule 1");
  });

  it("passes where the engine only detects, and is told all the same", () => {
    const session = run({ body: many(300), mode: "DetectionOnly" });
    assert.equal(session.isUndecided, true);
    assert.equal(session.interruption, undefined);
    assert.equal(session.tx.wouldInterrupt?.id, session.matches[0]?.rule.id);
  });

  it("sets the flag of ModSecurity's, which rules of phase 5 see", () => {
    const ids = idsOf(run({ body: many(300) }));
    assert.deepEqual(
      ids.filter((id) => id === 3 || id === 4),
      [3, 4],
    );
    assert.equal(idsOf(run({ body: "a=1" })).includes(3), false);
  });

  it("looks at nothing of a response any more", () => {
    const session = run({ body: many(300), mode: "DetectionOnly" });
    const before = session.matches.length;
    session.responseHead({ status: 200, protocol: "HTTP/1.1", reasonPhrase: "OK", headers: [] });
    session.responseBody("attack");
    assert.equal(session.matches.length, before);
  });
});

describe("the cost of a request", () => {
  it("may be as much more as there is more to look at", () => {
    assert.equal(run({ body: many(300), perByte: 400 }).isUndecided, false);
  });

  it("does not depend on what was seen before", () => {
    for (const base of [60_000, 120_000, 180_000, 240_000, 600_000]) {
      const fresh = run({ body: many(40), base });
      const again = run({ body: many(40), base, before: [many(40), many(40), many(30)] });
      assert.deepEqual([again.isUndecided, idsOf(again)], [fresh.isUndecided, idsOf(fresh)], String(base));
    }
  });

  it("is without a limit where rules run as they are written, and where both ways are compared", () => {
    for (const execution of ["naive", "verify"] as const) {
      assert.equal(run({ body: many(300), base: 1, execution }).isUndecided, false);
    }
  });
});

describe("a request that takes longer than its time", () => {
  // Longer than a few ticks of a system whose clock of CPU time goes by ticks, of 4 ms.
  const slow = { body: many(900), base: 1e9, cpuMs: 0.001 };

  it("is not decided either, and says so", () => {
    const session = run(slow);
    assert.equal(session.isUndecided, true);
    assert.equal(session.interruption?.kind, "undecided");
    const told = session.matches.find(({ tags }) => tags.includes("cost-limit"));
    assert.match(told?.data ?? "", /^ran out of time in phase 2 at /);
  });

  it("passes where the engine only detects, and phase 5 runs", () => {
    const session = run({ ...slow, mode: "DetectionOnly" });
    assert.equal(session.interruption, undefined);
    assert.deepEqual(
      idsOf(session).filter((id) => id === 3 || id === 4),
      [3, 4],
    );
  });

  it("has as much more time as it is longer than 128 KiB", () => {
    assert.equal(run({ body: many(300), base: 1e9, cpuMs: 1000 }).isUndecided, false);
    assert.deepEqual([1, 131_072, 262_144].map(timeShare), [1, 1, 2]);
  });

  it("asks no clock while it costs little", (t) => {
    const clock = t.mock.method(process, "threadCpuUsage");
    run({ body: "a=1", base: 1e9, cpuMs: 1000 });
    assert.equal(clock.mock.callCount(), 0);
    run({ body: many(300), base: 1e9, cpuMs: 1000 });
    assert.ok(clock.mock.callCount() > 1);
  });
});
