// Clients that send requests by the clock, however they are answered: a program of its own, so that it shares
// no event loop with whoever measures. Run as `node flood-attacker.ts PORT FIRST CLIENTS PER_SECOND
// BODY_BYTES`, the first client by its number; ends when its input does, and says what became of it all.

import { connect, type Socket } from "node:net";
import { AnswerReader, orderRequest } from "./flood-request.ts";

const [port = 0, first = 0, clients = 0, perSecond = 0, bodyBytes = 0] = process.argv.slice(2).map(Number);
/** Of all clients together; what would be more is not sent, and counted. */
const MOST_UNDER_WAY = 2048;
/** As short as a timer can be: so many machines are not in step. */
const TICK_MS = 1;
/** What it is late by more than this goes out with later ticks. */
const MOST_LATE_MS = 4;

type Connection = { readonly socket: Socket; isWaiting: boolean };

type Attacker = { readonly address: string; readonly idle: Connection[] };

const addressOf = (client: number): string =>
  `127.${32 + (client >> 14)}.${(client >> 6) & 255}.${1 + (client & 63)}`;

const totals = { attempts: 0, answered: 0, refused: 0, cut: 0, heldBack: 0, seconds: 0 };
const attackers: readonly Attacker[] = Array.from({ length: clients }, (_, i) => ({
  address: addressOf(first + i),
  idle: [],
}));
const request = orderRequest(1, bodyBytes);
let underWay = 0;

function attack(attacker: Attacker): void {
  if (underWay >= MOST_UNDER_WAY) {
    totals.heldBack++;
    return;
  }
  totals.attempts++;
  underWay++;
  const connection = attacker.idle.pop() ?? open(attacker);
  connection.isWaiting = true;
  connection.socket.write(request);
}

function open(attacker: Attacker): Connection {
  const socket = connect({ port, host: "127.0.0.1", localAddress: attacker.address, noDelay: true });
  const connection: Connection = { socket, isWaiting: true };
  const reader = new AnswerReader();
  socket.setEncoding("latin1");
  socket.on("data", (piece: string) => {
    const status = reader.take(piece);
    if (status === 0) return;
    if (status === 200) totals.answered++;
    else totals.refused++;
    underWay--;
    connection.isWaiting = false;
    attacker.idle.push(connection);
  });
  socket.on("error", () => {
    // `close` follows.
  });
  socket.on("close", () => {
    const at = attacker.idle.indexOf(connection);
    if (at >= 0) attacker.idle.splice(at, 1);
    if (!connection.isWaiting) return;
    totals.cut++;
    underWay--;
  });
  return connection;
}

const startedMs = performance.now();
let sent = 0;
let lastMs = startedMs;
setInterval(() => {
  const nowMs = performance.now();
  const due = Math.floor(((nowMs - startedMs) * perSecond) / 1000);
  // Many machines are not held up all at once: what this one could not send in time goes out bit by bit.
  const most = sent + Math.ceil((Math.min(nowMs - lastMs, MOST_LATE_MS) * 2 * perSecond) / 1000);
  lastMs = nowMs;
  for (; sent < Math.min(due, most); sent++) {
    const attacker = attackers[sent % clients];
    if (attacker !== undefined) attack(attacker);
  }
}, TICK_MS);
process.stdin.resume();
process.stdin.on("end", () => {
  totals.seconds = (performance.now() - startedMs) / 1000;
  console.log(JSON.stringify(totals));
  process.exit(0);
});
