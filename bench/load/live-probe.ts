// Checks from outside, over new connections, that what the node calls live is what it serves.

import { backendsOf, markerOf } from "./changing-configuration.ts";

/** Enough new connections that both workers are likely to get one. */
const PROBES = 6;

/** Problems in words; none where every new connection met configuration `number`. */
export async function probeLive(port: number, number: number): Promise<readonly string[]> {
  const problems: string[] = [];
  for (let probe = 0; probe < PROBES; probe++) {
    const marker = await ask(port, "/generation");
    if (marker.body !== markerOf(number))
      problems.push(`configuration ${number} is live, but "${marker.body}" answered`);
    const item = await ask(port, "/shop/items?id=probe&bytes=10");
    const allowed: readonly string[] = backendsOf(number);
    if (!allowed.includes(item.backend)) {
      problems.push(
        `configuration ${number} is live, but backend "${item.backend}" answered (${item.status})`,
      );
    }
  }
  return problems;
}

async function ask(port: number, path: string) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    headers: { connection: "close" },
    signal: AbortSignal.timeout(5_000),
  });
  const backend = response.headers.get("x-backend") ?? "";
  return { status: response.status, backend, body: await response.text() };
}
