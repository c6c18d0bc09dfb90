// A name server on loopback (RFC 1035): answers A, AAAA, PTR and TXT questions from tables that the test may
// change.

import { createSocket } from "node:dgram";
import { parseAddress } from "#kernel/address.ts";

export type NameServer = {
  /** `127.0.0.1:port`. */
  readonly address: string;
  /** Addresses by name; a name that is not there does not exist. */
  readonly table: Map<string, readonly string[]>;
  /** Text records by name, each with its parts. */
  readonly texts: Map<string, readonly (readonly string[])[]>;
  /** Names by reverse name, such as `7.113.0.203.in-addr.arpa`. */
  readonly pointers: Map<string, readonly string[]>;
  /** Names that are not answered at all, or with a failure. */
  readonly faults: Map<string, "silence" | "failure">;
  /** A questions answered so far. */
  asked(): number;
  /** PTR questions so far, those without an answer too. */
  askedPointers(): number;
  close(): Promise<void>;
};

const TYPE_A = 1;
const TYPE_PTR = 12;
const TYPE_TXT = 16;
const TYPE_AAAA = 28;
const SERVFAIL = 2;
const NXDOMAIN = 3;
const HEADER_BYTES = 12;

export async function startNameServer(
  ttlS: number,
  textsOf: (name: string) => readonly string[] = () => [],
): Promise<NameServer> {
  const table = new Map<string, readonly string[]>();
  const texts = new Map<string, readonly (readonly string[])[]>();
  const pointers = new Map<string, readonly string[]>();
  const faults = new Map<string, "silence" | "failure">();
  let asked = 0;
  let askedPointers = 0;
  const dataOf = (name: string, type: number): readonly Buffer[] | undefined => {
    if (type === TYPE_PTR) return pointers.get(name)?.map(nameData);
    if (type === TYPE_TXT) {
      const shown = textsOf(name);
      return (shown.length > 0 ? shown.map((text) => [text]) : texts.get(name))?.map(textData);
    }
    const bytes = type === TYPE_A ? 4 : type === TYPE_AAAA ? 16 : 0;
    return table
      .get(name)
      ?.map(addressData)
      .filter(({ length }) => length === bytes);
  };
  const socket = createSocket("udp4");
  socket.on("message", (question, peer) => {
    const { name, type, end } = readQuestion(question);
    if (type === TYPE_A) asked++;
    if (type === TYPE_PTR) askedPointers++;
    const fault = faults.get(name);
    if (fault === "silence") return;
    const found = fault === "failure" ? undefined : dataOf(name, type);
    const code = fault === "failure" ? SERVFAIL : found === undefined ? NXDOMAIN : 0;
    socket.send(answer(question.subarray(0, end), type, code, found ?? [], ttlS), peer.port, peer.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    table,
    texts,
    pointers,
    faults,
    asked: () => asked,
    askedPointers: () => askedPointers,
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

function addressData(text: string): Buffer {
  const words = parseAddress(text)?.words ?? [];
  const data = Buffer.alloc(words.length * 4);
  words.forEach((word, i) => {
    data.writeUInt32BE(word >>> 0, i * 4);
  });
  return data;
}

/** RFC 1035 §3.1. */
const nameData = (name: string): Buffer =>
  Buffer.concat(
    [...name.split("."), ""].map((label) => Buffer.from(`${String.fromCharCode(label.length)}${label}`)),
  );

/** RFC 1035 §3.3.14: each part has its length before it. */
const textData = (parts: readonly string[]): Buffer =>
  Buffer.concat(parts.map((part) => Buffer.from(`${String.fromCharCode(part.length)}${part}`, "latin1")));

/** @param found the data of each record */
function answer(
  question: Buffer,
  type: number,
  code: number,
  found: readonly Buffer[],
  ttlS: number,
): Buffer {
  const head = Buffer.from(question);
  head.writeUInt16BE(0x8180 | code, 2);
  head.writeUInt16BE(found.length, 6);
  head.writeUInt32BE(0, 8);
  const records = found.map((data) => {
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
