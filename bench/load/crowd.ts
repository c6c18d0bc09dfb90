// Clients that hold connections and want nothing, or take for ever: as a program of its own, for its
// connections and its CPU are not the bench's. Run as `node crowd.ts PORT IDLE SLOW`; says `ready` once all
// are there. Slow ones send nothing between the lines `rest` and `go` of its input; when that ends, it says
// how often a connection had to be opened again.

import { connect, type Socket } from "node:net";

const [port = 0, idle = 0, slow = 0] = process.argv.slice(2).map(Number);
const OPEN_AT_ONCE = 200;
/** Each slow connection sends one byte in so long. */
const TRICKLE_MS = 1000;
const TURNS = 100;

let reopened = 0;
let isEnding = false;
let isResting = false;
const slowSockets = new Set<Socket>();

/** A connection that has had one answer and stays. */
function openIdle(): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () =>
      socket.write("GET /generation HTTP/1.1\r\nHost: a\r\n\r\n"),
    );
    socket.once("data", () => resolve());
    socket.on("error", () => {});
    socket.on("close", () => {
      if (isEnding) return;
      reopened++;
      void openIdle();
    });
    socket.resume();
  });
}

/** Half of them send a head byte by byte, half a body. */
function openSlow(number: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      if (number % 2 === 0) socket.write("GET /generation HTTP/1.1\r\nHost: a\r\nX-Slow: ");
      else socket.write("POST /shop/orders HTTP/1.1\r\nHost: a\r\nContent-Length: 10000\r\n\r\n");
      slowSockets.add(socket);
      resolve();
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      slowSockets.delete(socket);
      if (isEnding) return;
      reopened++;
      void openSlow(number);
    });
    socket.resume();
  });
}

async function openAll(count: number, open: (number: number) => Promise<void>): Promise<void> {
  for (let from = 0; from < count; from += OPEN_AT_ONCE) {
    const size = Math.min(OPEN_AT_ONCE, count - from);
    await Promise.all(Array.from({ length: size }, (_, i) => open(from + i)));
  }
}

await openAll(idle, openIdle);
await openAll(slow, openSlow);
// Spread over the time: a thousand clients do not share a clock.
let turn = 0;
setInterval(() => {
  if (isResting) return;
  let at = 0;
  for (const socket of slowSockets) if (at++ % TURNS === turn) socket.write("x");
  turn = (turn + 1) % TURNS;
}, TRICKLE_MS / TURNS);
console.log("ready");
process.stdin.setEncoding("utf8").on("data", (line: string) => {
  isResting = line.trim() === "rest";
});
process.stdin.on("end", () => {
  isEnding = true;
  console.log(JSON.stringify({ reopened }));
  process.exit(0);
});
