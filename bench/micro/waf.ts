// The WAF's engine alone with the Core Rule Set: the shapes of bench:waf, cold (values that no request had
// before) and warm, responses, and what making the engine ready takes. Empty where the rule set is not here.

import { existsSync } from "node:fs";
import {
  buildWaf,
  createWaf,
  type HeaderField,
  type Program,
  planWaf,
  type RequestInput,
  type Waf,
} from "#waf/waf.ts";
import { crsProgram } from "../../test/conformance/crs/crs-program.ts";
import { sharedPath } from "../../test/harness/shared-data.ts";
import type { Fact, MicroCase, Prepared, Subject } from "./subject.ts";

export const waf: Subject = { name: "waf engine", prepare };

const CRS = sharedPath("crs-4.28");

const programAt = (paranoiaLevel: 1 | 4): Program =>
  crsProgram({ folder: CRS, paranoiaLevel, mode: "On", hasTestLimits: false });

function prepare(): Prepared {
  if (!existsSync(CRS)) return { cases: [] };
  const memoryBefore = usedBytes();
  const facts = buildFacts(programAt(1));
  const first = createWaf(programAt(1));
  for (let n = 0; n < 1000; n++) inspect(first, orderPost(n), n);
  const usedMib = (usedBytes() - memoryBefore) / 2 ** 20;
  const memory: Fact = {
    name: "memory of a worker with the rule set, after 1,000 requests, plan included",
    value: usedMib,
    unit: "MiB",
    budget: 250,
  };
  return {
    cases: [
      ...casesOf("PL1", first, { get: 100_000, post: 200_000 }),
      ...casesOf("PL4", createWaf(programAt(4)), {}),
    ],
    facts: [...facts, memory],
  };
}

function usedBytes(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function buildFacts(program: Program): Fact[] {
  const startMs = performance.now();
  const plan = planWaf(program);
  const plannedMs = performance.now();
  let longestMs = 0;
  const steps = buildWaf(program, { plan });
  for (let isDone = false; !isDone; ) {
    const atMs = performance.now();
    isDone = steps.next().done === true;
    longestMs = Math.max(longestMs, performance.now() - atMs);
  }
  const builtMs = performance.now();
  return [
    {
      name: "planning and building the engine, rules read",
      value: builtMs - startMs,
      unit: "ms",
      budget: 3000,
    },
    { name: "of it, what each worker does", value: builtMs - plannedMs, unit: "ms" },
    { name: "longest slice of it on a worker", value: longestMs, unit: "ms", budget: 5 },
  ];
}

type Exchange = { readonly input: RequestInput; readonly body: string };
type Shape = (n: number) => Exchange;

let unseen = 1_000_000;

function casesOf(
  level: string,
  engine: Waf,
  budgets: { readonly get?: number; readonly post?: number },
): MicroCase[] {
  const shapes: readonly (readonly [string, Shape, number | undefined])[] = [
    ["(a) GET", itemGet, budgets.get],
    ["(b) POST of a 2 KB JSON order", orderPost, budgets.post],
    ["(c) GET with SQL injection", attackGet, undefined],
  ];
  const requests = shapes.flatMap(([name, shape, budgetNs]): MicroCase[] => [
    {
      name: `${level} ${name}, cold`,
      ...(budgetNs === undefined ? {} : { budgetNs }),
      run: (operations) => repeat(operations, () => inspect(engine, shape(unseen++), 0)),
    },
    {
      name: `${level} ${name}, warm`,
      run: (operations) => repeat(operations, (i) => inspect(engine, shape(i % 64), 0)),
    },
  ]);
  const responses = [10, 100].map((kib): MicroCase => {
    const bodies = Array.from({ length: 16 }, (_, n) => responseBody(kib * 1024, n));
    return {
      name: `${level} GET and its response of ${kib} KB of JSON`,
      run: (operations) => repeat(operations, (i) => inspect(engine, itemGet(i % 64), 0, bodies[i % 16])),
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
function inspect(engine: Waf, { input, body }: Exchange, salt: number, response = ""): number {
  const session = engine.newSession(input);
  if (session.requestHead() === undefined && session.requestBody(body) === undefined) {
    session.responseHead({ status: 200, protocol: "HTTP/1.1", reasonPhrase: "OK", headers: [json] });
    session.responseBody(response);
  }
  session.finish();
  return session.matches.length + salt;
}

const words = ["lantern", "brass", "outdoor", "Iris", "Lisboa", "blue", "spare part", "gift"];
const wordAt = (n: number): string => words[n % words.length] ?? "";

/** Of 700 bytes, its own for each number. */
const tokenOf = (n: number): string =>
  `Bearer eyJhbGciOiJFZERTQSJ9.${Buffer.from(`{"sub":"caller-${n}"}`).toString("base64url").padEnd(320, "Qm9keQx")}.` +
  `${n}`.padStart(12, "s").repeat(28);

function fieldsOf(n: number): [string, string][] {
  return [
    ["Host", "shop.example.test"],
    ["sec-ch-ua", '"Chromium";v="131", "Not_A Brand";v="24"'],
    [
      "User-Agent",
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
    ],
    ["Accept", "application/json, text/plain, */*"],
    ["Accept-Language", "pt-PT,pt;q=0.9,en;q=0.8"],
    ["Accept-Encoding", "gzip, deflate, br"],
    ["Origin", "https://shop.example.test"],
    ["Referer", `https://shop.example.test/items/${n}`],
    ["Sec-Fetch-Site", "same-origin"],
    ["Sec-Fetch-Mode", "cors"],
    ["Sec-Fetch-Dest", "empty"],
    ["Authorization", tokenOf(n)],
  ];
}

function inputOf(method: string, target: string, fields: readonly [string, string][]): RequestInput {
  return {
    id: "0192f0c1a2b3c4d5e6f708192a3b4c5d",
    requestLine: `${method} ${target} HTTP/1.1`,
    method,
    target,
    protocol: "HTTP/1.1",
    headers: fields.map(([name, value]) => ({ name, key: name.toLowerCase(), value })),
    clientAddress: "203.0.113.7",
    clientPort: 40_000,
    serverAddress: "192.0.2.1",
    serverPort: 443,
    serverName: "shop.example.test",
  };
}

const itemGet: Shape = (n) => ({
  input: inputOf("GET", `/api/items/${n}?expand=owner&limit=20`, fieldsOf(n)),
  body: "",
});

const attackGet: Shape = (n) => {
  const attack = `%27%20UNION%20SELECT%20name%2C%20password%20FROM%20users%20WHERE%20id%3D${n}--%20-`;
  return { input: inputOf("GET", `/api/items/${n}?expand=owner&q=${attack}`, fieldsOf(n)), body: "" };
};

const orderPost: Shape = (n) => {
  const lines = Array.from({ length: 16 }, (_, line) => ({
    line,
    sku: `S${n}-${line}`,
    quantity: 1 + (n % 9),
    price: { amount: `${n % 500}.99`, currency: "EUR" },
    gift: false,
  }));
  const order = { customer: `C${n}`, city: "Lisboa", lines, note: "x".repeat(400) };
  const body = JSON.stringify(order);
  const own: [string, string][] = [
    ["Content-Type", "application/json"],
    ["Content-Length", String(body.length)],
  ];
  return { input: inputOf("POST", "/api/orders", [...fieldsOf(n), ...own]), body };
};

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
