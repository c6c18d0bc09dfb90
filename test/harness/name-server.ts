// A name server on loopback (RFC 1035): answers A questions from a table that the test may change,
// and TXT questions as the test says.

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
const TYPE_TXT = 16;
const HEADER_BYTES = 12;

export async function startNameServer(
  ttlS: number,
  textsOf: (name: string) => readonly string[] = () => [],
): Promise<NameServer> {
  const table = new Map<string, readonly string[]>();
  let asked = 0;
  const socket = createSocket("udp4");
  socket.on("message", (question, peer) => {
    const { name, type, end } = readQuestion(question);
    if (type === TYPE_A) asked++;
    const texts = type === TYPE_TXT ? textsOf(name) : [];
    const addresses = table.get(name);
    const found =
      texts.length > 0
        ? texts.map((text) => record(TYPE_TXT, textData(text), ttlS))
        : (type === TYPE_A ? (addresses ?? []) : []).map((one) => record(TYPE_A, addressData(one), ttlS));
    const exists = texts.length > 0 || addresses !== undefined;
    socket.send(answer(question.subarray(0, end), found, exists), peer.port, peer.address);
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

function answer(question: Buffer, found: readonly Buffer[], exists: boolean): Buffer {
  const head = Buffer.from(question);
  head.writeUInt16BE(exists ? 0x8180 : 0x8183, 2);
  head.writeUInt16BE(found.length, 6);
  head.writeUInt32BE(0, 8);
  return Buffer.concat([head, ...found]);
}

const addressData = (address: string): Buffer => Buffer.from(address.split(".").map(Number));

const textData = (text: string): Buffer =>
  Buffer.concat([Buffer.from([Buffer.byteLength(text)]), Buffer.from(text)]);

function record(type: number, data: Buffer, ttlS: number): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0); // the name of the question
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(ttlS, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}
