// Runs h2load with one of its shapes over HTTP/2 and reads its figures. Anything but a 2xx answer to every
// request that ended is an error.

import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { SeededRandom } from "../micro/seeded-random.ts";
import { pinned, spawnTracked } from "./server-process.ts";
import type { WrkFigures, WrkRun } from "./wrk.ts";

/** Streams that one connection has open at a time: about what a browser's page does. */
const STREAMS = 4;
const ITEMS = 2000;
const ORDER_BYTES = 2048;

const fields = [
  "user-agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
  'sec-ch-ua: "Chromium";v="131", "Not_A Brand";v="24"',
  "accept: application/json, text/plain, */*",
  "accept-language: en-GB,en;q=0.9",
  "accept-encoding: gzip, deflate, br, zstd",
  "origin: https://shop.example.test",
  "referer: https://shop.example.test/items/4711",
  "sec-fetch-site: same-origin",
  "sec-fetch-mode: cors",
  "sec-fetch-dest: empty",
  `authorization: Bearer eyJ${"a1B2c3D4e5".repeat(70)}`,
];

/** One bounded run on one thread. Throws where a request failed. */
export async function runH2load(run: WrkRun): Promise<WrkFigures> {
  const directory = mkdtempSync(join(tmpdir(), "portcullis-h2load-"));
  try {
    const log = join(directory, "requests.log");
    const child = spawnTracked(pinned(["h2load", ...argumentsOf(run, directory, log)], run.core), "pipe");
    if (child.stdout === null || child.stderr === null) throw new Error("h2load was started without pipes");
    const ended = once(child, "close");
    const [output, complaints] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    if (child.exitCode !== 0) throw new Error(`h2load failed at ${run.url}: ${complaints || output}`);
    return { ...figuresOf(run, output), ...timesOf(log) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function argumentsOf(run: WrkRun, directory: string, log: string): string[] {
  const random = new SeededRandom(3);
  const isPost = run.shape === "order-post";
  const path = () => (isPost ? "api/orders" : `api/items/${random.below(100_000)}?expand=owner&limit=20`);
  const uris = Array.from({ length: isPost ? 1 : ITEMS }, () => `${run.url}${path()}`);
  const list = join(directory, "uris.txt");
  writeFileSync(list, uris.join("\n"));
  const headers = fields.flatMap((field) => ["-H", field]);
  const body = join(directory, "order.json");
  if (isPost) {
    writeFileSync(body, `{"note":"${"x".repeat(ORDER_BYTES - 11)}"}`);
    headers.push("-H", "content-type: application/json", "-d", body);
  }
  const amount = ["-t1", `-c${run.connections}`, `-m${STREAMS}`, `-D${run.seconds}`];
  return [...amount, "--log-file", log, ...headers, "-i", list];
}

function figuresOf(run: WrkRun, output: string): Omit<WrkFigures, "p50Micros" | "p99Micros"> {
  const number = (pattern: RegExp): number => Number(pattern.exec(output)?.[1] ?? Number.NaN);
  const requests = number(/status codes: (\d+) 2xx/);
  const others = [/2xx, (\d+) 3xx/, /3xx, (\d+) 4xx/, /4xx, (\d+) 5xx/].map(number);
  const status = others.reduce((sum, count) => sum + count, 0);
  const read = number(/succeeded, (\d+) failed/) + number(/(\d+) timeout/) - status;
  if (!(requests > 0) || status > 0 || read > 0) {
    throw new Error(`${run.url} failed requests of ${run.shape} over HTTP/2: ${output.slice(-600)}`);
  }
  const bytes = number(/\((\d+)\) total/);
  if (bytes / requests < run.answerBytes) throw new Error(`${run.url} answered short over HTTP/2`);
  const errors = { connect: 0, read, write: 0, timeout: 0, status };
  return { requests, bytes, durationMicros: run.seconds * 1e6, errors };
}

/** The log has a line per request: when it began, its status, and how many µs it took. */
function timesOf(log: string): { readonly p50Micros: number; readonly p99Micros: number } {
  const lines = readFileSync(log, "latin1").trimEnd().split("\n");
  const times = lines.map((line) => Number(line.split("\t")[2])).sort((a, b) => a - b);
  const at = (part: number): number => times[Math.floor(times.length * part)] ?? Number.NaN;
  return { p50Micros: at(0.5), p99Micros: at(0.99) };
}
