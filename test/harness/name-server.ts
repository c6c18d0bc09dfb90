// A name server on loopback (RFC 1035): answers A and TXT questions from tables that the test may change.

import { createSocket } from "node:dgram";

export type NameServer = {
  /** `127.0.0.1:port`. */
  readonly address: string;
  /** IPv4 addresses by name; a name that is not there does not exist. */
  readonly table: Map<string, readonly string[]>;
  /** Text records by name, each with its parts. */
  readonly texts: Map<string, readonly (readonly string[])[]>;
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
  const texts = new Map<string, readonly (readonly string[])[]>();
  let asked = 0;
  const socket = createSocket("udp4");
  socket.on("message", (question, peer) => {
    const { name, type, end } = readQuestion(question);
    if (type === TYPE_A) asked++;
    const shown = type === TYPE_TXT ? textsOf(name) : [];
    const own = shown.length > 0 ? shown.map((text) => [text]) : texts.get(name);
    const data = type === TYPE_TXT ? own?.map(textData) : table.get(name)?.map(addressData);
    const found = type === TYPE_A || type === TYPE_TXT ? data : data && [];
    socket.send(answer(question.subarray(0, end), type, found, ttlS), peer.port, peer.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    table,
    texts,
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

const addressData = (address: string): Buffer => Buffer.from(address.split(".").map(Number));

/** RFC 1035 §3.3.14: each part has its length before it. */
const textData = (parts: readonly string[]): Buffer =>
  Buffer.concat(parts.map((part) => Buffer.from(`${String.fromCharCode(part.length)}${part}`, "latin1")));

/** @param found the data of each record; undefined for a name that does not exist */
function answer(question: Buffer, type: number, found: readonly Buffer[] | undefined, ttlS: number): Buffer {
  const head = Buffer.from(question);
  head.writeUInt16BE(found === undefined ? 0x8183 : 0x8180, 2);
  head.writeUInt16BE(found?.length ?? 0, 6);
  head.writeUInt32BE(0, 8);
  const records = (found ?? []).map((data) => {
    const record = Buffer.alloc(12);
    record.writeUInt16BE(0xc00c, 0);
    record.writeUInt16BE(type, 2);
    record.writeUInt16BE(1, 4);
    record.writeUInt32BE(ttlS, 6);
    record.writeUInt16BE(data.length, 10);
    return Buffer.concat([record, data]);
  });
  return Buffer.concat([head, ...records]);
}
