// The WAF's engine alone with the Core Rule Set: the requests of bench:waf, cold (of which nothing is
// remembered) and warm, responses, and what making the engine ready takes. Empty where the rule set is not
// here.

import { existsSync } from "node:fs";
import { createWaf, type HeaderField, type Program, type Waf } from "#waf/waf.ts";
import { crsProgram } from "../../test/conformance/crs/crs-program.ts";
import { sharedPath } from "../../test/harness/shared-data.ts";
import type { Fact, MicroCase, Prepared, Subject } from "./subject.ts";
import { buildFacts, usedBytes } from "./waf-build.ts";
import { type WafRequest, wafRequests } from "./waf-requests.ts";

export const waf: Subject = { name: "waf engine", prepare };

const CRS = sharedPath("crs-4.28");

const programAt = (paranoiaLevel: 1 | 4): Program =>
  crsProgram({ folder: CRS, paranoiaLevel, mode: "On", hasTestLimits: false });

async function prepare(): Promise<Prepared> {
  if (!existsSync(CRS)) return { cases: [] };
  const facts = await buildFacts(programAt(1));
  const memoryBefore = usedBytes();
  const first = createWaf(programAt(1));
  for (const request of wafRequests("post", 1000)) inspect(first, request);
  const usedMib = (usedBytes() - memoryBefore) / 2 ** 20;
  const memory: Fact = {
    name: "memory of a worker with the rule set, after 1,000 requests, plan included",
    value: usedMib,
    unit: "MiB",
    budget: 250,
  };
  const pools = {
    get: wafRequests("get", COLD_REQUESTS),
    post: wafRequests("post", COLD_REQUESTS),
    attack: wafRequests("attack", COLD_REQUESTS),
  };
  return {
    cases: [
      ...casesOf("PL1", first, pools, { get: 100_000, post: 200_000 }),
      ...casesOf("PL4", createWaf(programAt(4)), pools, {}),
    ],
    facts: [...facts, memory],
  };
}

/** Enough that by the time one comes again, all that it brought is forgotten. */
const COLD_REQUESTS = 8192;
const WARM_REQUESTS = 64;

type Pools = Readonly<Record<"get" | "post" | "attack", readonly WafRequest[]>>;

function casesOf(
  level: string,
  engine: Waf,
  pools: Pools,
  budgets: { readonly get?: number; readonly post?: number },
): MicroCase[] {
  const shapes = [
    ["(a) GET", pools.get, budgets.get],
    ["(b) POST of a 2 KB JSON order", pools.post, budgets.post],
    ["(c) GET with SQL injection", pools.attack, undefined],
  ] as const;
  const requests = shapes.flatMap(([name, pool, budgetNs]): MicroCase[] => {
    let next = 0;
    return [
      {
        name: `${level} ${name}, cold`,
        ...(budgetNs === undefined ? {} : { budgetNs }),
        run: (operations) => repeat(operations, () => inspect(engine, pool[next++ % COLD_REQUESTS])),
      },
      {
        name: `${level} ${name}, warm`,
        run: (operations) => repeat(operations, (i) => inspect(engine, pool[i % WARM_REQUESTS])),
      },
    ];
  });
  const responses = [10, 100].map((kib): MicroCase => {
    const bodies = Array.from({ length: 16 }, (_, n) => responseBody(kib * 1024, n));
    return {
      name: `${level} GET and its response of ${kib} KB of JSON`,
      run: (operations) =>
        repeat(operations, (i) => inspect(engine, pools.get[i % WARM_REQUESTS], bodies[i % 16])),
    };
  });
  return [...requests, ...responses];
}

function repeat(operations: number, once: (index: number) => number): number {
  let sum = 0;
  for (let i = 0; i < operations; i++) sum += once(i);
  return sum;
}

const json: HeaderField = { name: "Content-Type", key: "content-type", value: "application/json" };

/** Through all phases; gives a number that depends on what was found. */
function inspect(engine: Waf, request: WafRequest | undefined, response = ""): number {
  if (request === undefined) throw new Error("there is no such request");
  const session = engine.newSession(request.input);
  if (session.requestHead() === undefined && session.requestBody(request.body) === undefined) {
    session.responseHead({ status: 200, protocol: "HTTP/1.1", reasonPhrase: "OK", headers: [json] });
    session.responseBody(response);
  }
  session.finish();
  return session.matches.length + 1;
}

const words = ["lantern", "brass", "outdoor", "Iris", "Lisboa", "blue", "spare part", "gift"];
const wordAt = (n: number): string => words[n % words.length] ?? "";

function responseBody(bytes: number, salt: number): string {
  const items: object[] = [];
  for (let length = 0, n = salt * 10_000; length < bytes; n++) {
    const item = {
      id: n,
      name: `${wordAt(n)} ${wordAt(n >> 3)}`,
      owner: { id: n % 97, name: wordAt(n + 3) },
    };
    items.push(item);
    length += JSON.stringify(item).length + 1;
  }
  return JSON.stringify(items);
}
