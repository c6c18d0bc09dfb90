// A name server on loopback (RFC 1035): answers A questions from a table that the test may change.

import { createSocket } from "node:dgram";

export type NameServer = {
  /** `127.0.0.1:port`. */
  readonly address: string;
  /** IPv4 addresses by name; a name that is not there does not exist. */
  readonly table: Map<string, readonly string[]>;
  /** A questions answered so far. */
  asked(): number;
  close(): Promise<void>;
};

const TYPE_A = 1;
const HEADER_BYTES = 12;

export async function startNameServer(ttlS: number): Promise<NameServer> {
  const table = new Map<string, readonly string[]>();
  let asked = 0;
  const socket = createSocket("udp4");
  socket.on("message", (question, peer) => {
    const { name, type, end } = readQuestion(question);
    if (type === TYPE_A) asked++;
    socket.send(
      answer(question.subarray(0, end), type === TYPE_A, table.get(name), ttlS),
      peer.port,
      peer.address,
    );
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    table,
    asked: () => asked,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function readQuestion(message: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let size = message[at] ?? 0; size > 0; size = message[at] ?? 0) {
    labels.push(message.toString("latin1", at + 1, at + 1 + size));
    at += 1 + size;
  }
  return { name: labels.join(".").toLowerCase(), type: message.readUInt16BE(at + 1), end: at + 5 };
}

function answer(
  question: Buffer,
  isAddress: boolean,
  addresses: readonly string[] | undefined,
  ttlS: number,
): Buffer {
  const head = Buffer.from(question);
  const found = isAddress ? (addresses ?? []) : [];
  head.writeUInt16BE(addresses === undefined ? 0x8183 : 0x8180, 2);
  head.writeUInt16BE(found.length, 6);
  head.writeUInt32BE(0, 8);
  const records = found.map((address) => {
    const record = Buffer.alloc(16);
    record.writeUInt16BE(0xc00c, 0);
    record.writeUInt16BE(TYPE_A, 2);
    record.writeUInt16BE(1, 4);
    record.writeUInt32BE(ttlS, 6);
    record.writeUInt16BE(4, 10);
    record.set(address.split(".").map(Number), 12);
    return record;
  });
  return Buffer.concat([head, ...records]);
}
