// What one run of a small function costs an edge rule: one that looks at what crosses at once, ones that ask
// for one or all headers of a browser, and one that decides something.

import { buildFunctions, type EdgeFunction } from "#gateway/edge/edge-function.ts";
import { wholeBody } from "#http/body.ts";
import { Exchange } from "#http/exchange.ts";
import { readWholeRequest } from "#http/whole-request.ts";
import { defaultLimits } from "#kernel/limits.ts";
import type { MicroCase, Prepared, Subject } from "./subject.ts";

const BUDGET_NS = 20_000;

export const functions: Subject = { name: "functions", prepare };

const BROWSER =
  "GET /orders/1234?expand=owner&limit=20 HTTP/1.1\r\nHost: api.example.com\r\n" +
  "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n" +
  "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n" +
  "Accept-Language: en-US,en;q=0.5\r\nAccept-Encoding: gzip, deflate, br\r\n" +
  "Cookie: session=0123456789abcdef; theme=dark\r\nReferer: https://api.example.com/orders\r\n" +
  "Sec-Fetch-Dest: document\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Site: same-origin\r\n\r\n";

const SCRIPTS = {
  "a look at path and country":
    "if (request.path.startsWith('/admin') && request.country !== 'DE') return { deny: 403 }",
  "a look at all headers of a browser":
    "if (request.headers['user-agent'].includes('scanner')) return { deny: 403 }",
  "a look at one header": "if (request.header('user-agent').includes('scanner')) return { deny: 403 }",
  "a tag": "return { tag: request.method === 'GET' ? 'reads' : 'writes' }",
};

async function prepare(): Promise<Prepared> {
  const x = request();
  const cases: MicroCase[] = [];
  for (const [name, body] of Object.entries(SCRIPTS)) {
    const own = await functionOf(`function decide(request) { ${body} }`);
    cases.push({ name, budgetNs: BUDGET_NS, run: (operations) => runs(own, x, operations) });
  }
  return { cases };
}

function runs(own: EdgeFunction, x: ReturnType<typeof request>, operations: number): number {
  let decided = 0;
  for (let i = 0; i < operations; i++) {
    const result = own.run(x);
    if (result instanceof Promise || result.kind === "failed") throw new Error("the function failed");
    if (result.kind !== "next") decided++;
  }
  return decided;
}

async function functionOf(source: string): Promise<EdgeFunction> {
  const { timeoutMs, memoryBytes } = defaultLimits.functions;
  const spec = { name: "own", source, file: "own.js", timeoutMs, memoryBytes, onFailure: "deny" } as const;
  const metrics = { functionMeter: () => ({ ran: () => undefined }) };
  const steps = buildFunctions([spec], { metrics, now: () => performance.now() });
  let step = steps.next();
  for (; !step.done; step = steps.next()) await step.value;
  const own = step.value.get("own");
  if (own === undefined) throw new Error("there is no function");
  return own;
}

function request() {
  const { head, body } = readWholeRequest(BROWSER);
  const x = new Exchange(head, wholeBody(body), "0191e3f2-7a55-7c3e-9a4d-1c2b3a495867");
  x.path = "/orders/1234";
  x.query = "?expand=owner&limit=20";
  x.clientAddress = "203.0.113.9";
  x.country = "DE";
  x.listener = "public";
  x.site = "api";
  x.startedAtMs = Date.now();
  return Object.assign(x, { matched: undefined, judgeBot: () => undefined });
}
