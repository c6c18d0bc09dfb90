import assert from "node:assert/strict";
import { connect, createServer, type Socket } from "node:net";
import { test } from "node:test";
import { connect as connectTls } from "node:tls";
import fc from "fast-check";
import { MAX_HELLO_BYTES, readClientHello } from "./client-hello.ts";

/** The first bytes that Node's own TLS sends. */
async function capture(options: { servername?: string; ALPNProtocols?: string[] }): Promise<Buffer> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const accepted = new Promise<Socket>((resolve) => server.once("connection", resolve));
  const client = connectTls({ socket: connect(port, "127.0.0.1"), ...options });
  client.on("error", () => {});
  const socket = await accepted;
  let bytes = Buffer.alloc(0);
  for await (const chunk of socket) {
    bytes = Buffer.concat([bytes, chunk]);
    if (typeof readClientHello(bytes) !== "string") break;
  }
  client.destroy();
  socket.destroy();
  server.close();
  return bytes;
}

/** The same hello with its message cut into records of so many bytes (RFC 8446 §5.1). */
function fragmented(hello: Buffer, size: number): Buffer {
  const message = hello.subarray(5);
  const records: Buffer[] = [];
  for (let at = 0; at < message.length; at += size) {
    const piece = message.subarray(at, at + size);
    records.push(Buffer.from([22, 3, 1, piece.length >> 8, piece.length & 0xff]), piece);
  }
  return Buffer.concat(records);
}

test("a real hello is read: name, protocols, versions, ciphers", async () => {
  const bytes = await capture({ servername: "Shop.Example", ALPNProtocols: ["h2", "http/1.1"] });
  const hello = readClientHello(bytes);
  assert.ok(typeof hello === "object");
  assert.equal(hello.serverName, "shop.example");
  assert.deepEqual(hello.protocols.map(String), [Buffer.from("h2"), Buffer.from("http/1.1")].map(String));
  assert.equal(hello.version, 0x0303);
  assert.ok(hello.supportedVersions.includes(0x0304));
  assert.ok(hello.cipherSuites.includes(0x1301));
  assert.ok(hello.extensions.includes(0x000d) && hello.signatureAlgorithms.length > 3);
});

test("a hello in small records and in every beginning of its bytes is the same or incomplete", async () => {
  const bytes = await capture({ servername: "a.example" });
  const whole = readClientHello(bytes);
  for (const size of [1, 2, 3, 7, 100, 16_384]) {
    assert.deepEqual(readClientHello(fragmented(bytes, size)), whole, `records of ${size}`);
  }
  for (let length = 0; length < bytes.length; length++) {
    assert.equal(readClientHello(bytes.subarray(0, length)), "incomplete", `${length} bytes`);
  }
  assert.deepEqual(readClientHello(Buffer.concat([bytes, Buffer.from("more")])), whole);
});

test("what is no hello is known by its first bytes", () => {
  for (const text of ["GET / HTTP/1.1", "P", "\r\n\r\n"]) {
    assert.equal(readClientHello(Buffer.from(text)), "malformed", text);
  }
  assert.equal(readClientHello(Buffer.from([23, 3, 3, 0, 5])), "malformed");
  assert.equal(readClientHello(Buffer.from([22, 2, 0, 0, 5])), "malformed");
  assert.equal(readClientHello(Buffer.from([22, 3, 1, 0, 0])), "malformed");
  assert.equal(readClientHello(Buffer.from([22, 3, 1, 0xff, 0xff])), "malformed");
  assert.equal(readClientHello(Buffer.from([22, 3, 1, 0, 1, 2])), "malformed", "a server's hello");
});

test("a hello that claims more than any client sends is not waited for", () => {
  const length = MAX_HELLO_BYTES;
  const head = [22, 3, 1, 0x10, 0, 1, 0, length >> 8, length & 0xff];
  assert.equal(readClientHello(Buffer.from(head)), "malformed");
});

test("any bytes give a verdict, and lies about lengths never a hello of rubbish", async () => {
  const bytes = await capture({ servername: "a.example" });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (random) => {
      readClientHello(random);
      readClientHello(Buffer.concat([bytes.subarray(0, 43), random]));
    }),
  );
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
      const changed = Buffer.from(bytes);
      changed[at] = value;
      readClientHello(changed);
    }),
    { numRuns: 2000 },
  );
  // The first extension says that it is longer than the list it stands in.
  const lying = Buffer.from(bytes);
  const sessionAt = 43;
  const ciphersAt = sessionAt + 1 + (lying[sessionAt] ?? 0);
  const compressionAt = ciphersAt + 2 + lying.readUInt16BE(ciphersAt);
  lying.writeUInt16BE(0xffff, compressionAt + 1 + (lying[compressionAt] ?? 0) + 4);
  assert.equal(readClientHello(lying), "malformed");
});
