// A client of HTTP/2 that attacks in one way, again and again, on a few connections at a time, until its
// standard input ends; then it tells how often it was cut off. A program of its own, so that it shares no
// event loop with whoever measures. Each connection comes from another address, as those of a botnet do: what
// the gateway remembers of an address spares it nothing. The last attack alone has one address.

import { setTimeout as sleep } from "node:timers/promises";
import {
  END_STREAM,
  fieldBlock,
  frame,
  get,
  headers,
  opening,
  post,
  RawH2Client,
  Type,
} from "../../test/harness/h2-frames.ts";

const CONNECTIONS = 4;
const PAUSE_MS = 50;
const PATIENCE_MS = 5000;
const ONE_ADDRESS = "rapid-reset-one-address";

const zeros = (bytes: number): Buffer => Buffer.alloc(bytes);
const many = (count: number, part: (i: number) => Buffer): Buffer =>
  Buffer.concat(Array.from({ length: count }, (_, i) => part(i)));

/** What goes out on one connection; each is ended by the gateway, or a stream of it is. */
const attacks: Readonly<Record<string, Buffer>> = {
  "rapid-reset": many(5000, (i) =>
    Buffer.concat([
      headers(2 * i + 1, get("/attacked/items?id=x&bytes=1000")),
      frame(Type.rstStream, 0, 2 * i + 1, Buffer.from([0, 0, 0, 8])),
    ]),
  ),
  continuation: Buffer.concat([
    frame(Type.headers, END_STREAM, 1, fieldBlock(get())),
    many(5000, () => frame(Type.continuation, 0, 1, fieldBlock([["x", "y"]]))),
  ]),
  settings: many(5000, () => frame(Type.settings, 0, 0, Buffer.from([0, 3, 0, 0, 0, 100]))),
  ping: many(5000, () => frame(Type.ping, 0, 0, zeros(8))),
  "header-bomb": Buffer.concat([
    // One field of 4,000 bytes into the table, and then a reference of one byte to it, again and again.
    frame(Type.headers, END_STREAM, 1, Buffer.concat([bombSeed(), Buffer.alloc(16_000 - 4200, 0xbe)])),
    frame(Type.continuation, 4, 1, Buffer.alloc(16_000, 0xbe)),
  ]),
  "empty-data": Buffer.concat([headers(1, post(), 0), many(5000, () => frame(Type.data, 0, 1))]),
  "stalled-window": many(20, (i) => headers(2 * i + 1, get("/attacked/items?id=x&bytes=1000000"))),
};

function bombSeed(): Buffer {
  const literal = fieldBlock([["x-bomb", "v".repeat(4000)]]);
  literal[0] = 0x40; // with indexing
  return Buffer.concat([fieldBlock(get()), literal]);
}

/** Out of 127.0.0.0/8, which is all of this machine; the others come from 127.0.0.1. */
function addressOf(connection: number): string {
  return name === ONE_ADDRESS
    ? "127.66.0.1"
    : `127.${64 + (connection >> 16)}.${(connection >> 8) & 255}.${connection & 255}`;
}

const [port = "", name = ""] = process.argv.slice(2);
const bytes = attacks[name === ONE_ADDRESS ? "rapid-reset" : name];
if (bytes === undefined) throw new Error(`no attack is called ${name}`);

let isStopping = false;
const totals = { connections: 0, ended: 0 };
process.stdin.on("end", () => {
  isStopping = true;
});
process.stdin.resume();

async function loop(): Promise<void> {
  while (!isStopping) {
    const client = new RawH2Client(Number(port), addressOf(++totals.connections));
    client.send(opening(), bytes ?? zeros(0));
    const isOver = (): boolean =>
      client.isClosed || client.goaway > 0 || client.frames.some(({ type }) => type === Type.rstStream);
    if (await client.until(isOver, PATIENCE_MS)) totals.ended++;
    client.close();
    await sleep(PAUSE_MS);
  }
}

await Promise.all(Array.from({ length: CONNECTIONS }, loop));
console.log(JSON.stringify(totals));
