// What one run of a small function costs an edge rule: one that looks at what crosses at once, ones that ask
// for one or all headers of a browser, and one that decides something.

import { buildFunctions, type EdgeFunction } from "#gateway/edge/edge-function.ts";
import { defaultLimits } from "#kernel/limits.ts";
import { browserExchange } from "./browser-exchange.ts";
import type { MicroCase, Prepared, Subject } from "./subject.ts";

const BUDGET_NS = 20_000;

export const functions: Subject = { name: "functions", prepare };

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
  const steps = buildFunctions([spec], new Map(), { metrics, now: () => performance.now() });
  let step = steps.next();
  for (; !step.done; step = steps.next()) await step.value;
  const own = step.value.get("own");
  if (own === undefined) throw new Error("there is no function");
  return own;
}

const request = () => Object.assign(browserExchange(), { matched: undefined, judgeBot: () => undefined });
