import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { crc32c } from "./crc32c.ts";
import { readProxyHeader } from "./proxy-protocol.ts";

const SIGNATURE = Buffer.from("\r\n\r\n\0\r\nQUIT\n", "latin1");

function v2(command: number, family: number, payload: Buffer): Buffer {
  const head = Buffer.from([command, family, payload.length >> 8, payload.length & 0xff]);
  return Buffer.concat([SIGNATURE, head, payload]);
}

const tcp4 = Buffer.from([203, 0, 113, 7, 10, 0, 0, 1, 0xc0, 0x00, 0x01, 0xbb]);
const tcp6 = Buffer.concat([
  Buffer.from("20010db8000000000000000000000007", "hex"),
  Buffer.from("20010db8000000000000000000000001", "hex"),
  Buffer.from([0xc0, 0x00, 0x01, 0xbb]),
]);

const ends4 = {
  sourceAddress: "203.0.113.7",
  sourcePort: 49152,
  destinationAddress: "10.0.0.1",
  destinationPort: 443,
};
const ends6 = {
  sourceAddress: "2001:db8::7",
  sourcePort: 49152,
  destinationAddress: "2001:db8::1",
  destinationPort: 443,
};

function tlv(type: number, value: Buffer): Buffer {
  return Buffer.concat([Buffer.from([type, value.length >> 8, value.length & 0xff]), value]);
}

function withChecksum(flip = 0): Buffer {
  const zeroed = v2(
    0x21,
    0x11,
    Buffer.concat([tcp4, tlv(0x03, Buffer.alloc(4)), tlv(0x04, Buffer.alloc(3))]),
  );
  const header = Buffer.from(zeroed);
  header.writeUInt32BE((crc32c(zeroed) ^ flip) >>> 0, 16 + 12 + 3);
  return header;
}

const right: readonly (readonly [string, Buffer, object | undefined])[] = [
  ["version 1, IPv4", Buffer.from("PROXY TCP4 203.0.113.7 10.0.0.1 49152 443\r\n"), ends4],
  ["version 1, IPv6", Buffer.from("PROXY TCP6 2001:db8::7 2001:DB8:0::1 49152 443\r\n"), ends6],
  ["version 1, unknown", Buffer.from("PROXY UNKNOWN\r\n"), undefined],
  ["version 1, unknown with the rest", Buffer.from("PROXY UNKNOWN ff::1 ff::2 1 2\r\n"), undefined],
  ["version 2, IPv4", v2(0x21, 0x11, tcp4), ends4],
  ["version 2, IPv6", v2(0x21, 0x21, tcp6), ends6],
  ["version 2, local", v2(0x20, 0x00, Buffer.alloc(0)), undefined],
  ["version 2, local with what is to be skipped", v2(0x20, 0x11, Buffer.alloc(5, 1)), undefined],
  ["version 2, unspecified", v2(0x21, 0x00, Buffer.alloc(0)), undefined],
  ["version 2, UNIX", v2(0x21, 0x31, Buffer.alloc(216, 0x61)), undefined],
  ["version 2, UDP", v2(0x21, 0x12, tcp4), undefined],
  ["version 2 with TLVs", v2(0x21, 0x11, Buffer.concat([tcp4, tlv(0xe0, Buffer.from("x"))])), ends4],
  ["version 2 with its checksum", withChecksum(), ends4],
];

for (const [name, bytes, ends] of right) {
  test(`${name}: is read, whatever follows, and waited for byte by byte`, () => {
    const expected = { kind: "header", bytes: bytes.length, ends };
    assert.deepEqual(readProxyHeader(bytes), expected);
    assert.deepEqual(readProxyHeader(Buffer.concat([bytes, Buffer.from("GET / HTTP/1.1")])), expected);
    for (let length = 0; length < bytes.length; length++) {
      assert.equal(readProxyHeader(bytes.subarray(0, length)).kind, "incomplete", `${length} bytes`);
    }
  });
}

const wrong: readonly (readonly [string, Buffer])[] = [
  ["an unknown protocol", Buffer.from("PROXY TCP5 203.0.113.7 10.0.0.1 1 2\r\n")],
  ["an address of the other family", Buffer.from("PROXY TCP6 203.0.113.7 10.0.0.1 1 2\r\n")],
  ["a mixed family", Buffer.from("PROXY TCP4 ::1 10.0.0.1 1 2\r\n")],
  ["octal digits", Buffer.from("PROXY TCP4 0203.0.113.7 10.0.0.1 1 2\r\n")],
  ["a port that is too high", Buffer.from("PROXY TCP4 203.0.113.7 10.0.0.1 65536 2\r\n")],
  ["a port with a zero before it", Buffer.from("PROXY TCP4 203.0.113.7 10.0.0.1 01 2\r\n")],
  ["a missing port", Buffer.from("PROXY TCP4 203.0.113.7 10.0.0.1 1\r\n")],
  ["two spaces", Buffer.from("PROXY TCP4  203.0.113.7 10.0.0.1 1 2\r\n")],
  ["something behind the ports", Buffer.from("PROXY TCP4 203.0.113.7 10.0.0.1 1 2 3\r\n")],
  ["a line feed alone", Buffer.from("PROXY TCP4 203.0.113.7 10.0.0.1 1 2\n")],
  ["a line longer than 107 bytes", Buffer.from(`PROXY UNKNOWN ${"x".repeat(120)}\r\n`)],
  ["version 3", v2(0x31, 0x11, tcp4)],
  ["an unknown command", v2(0x22, 0x11, tcp4)],
  ["an unknown family", v2(0x21, 0x41, tcp4)],
  ["an unknown transport", v2(0x21, 0x13, tcp4)],
  ["addresses that are cut short", v2(0x21, 0x11, tcp4.subarray(0, 11))],
  ["a TLV that is cut short", v2(0x21, 0x11, Buffer.concat([tcp4, Buffer.from([1, 0])]))],
  ["a TLV that is longer than the header", v2(0x21, 0x11, Buffer.concat([tcp4, Buffer.from([1, 0, 9, 1])]))],
  ["a checksum that does not fit", withChecksum(1)],
  ["a checksum of three bytes", v2(0x21, 0x11, Buffer.concat([tcp4, tlv(3, Buffer.alloc(3))]))],
  ["a length beyond the limit", Buffer.concat([SIGNATURE, Buffer.from([0x21, 0x11, 0xff, 0xff])])],
];

for (const [name, bytes] of wrong) {
  test(`${name}: is malformed`, () => assert.equal(readProxyHeader(bytes).kind, "malformed"));
}

test("what does not begin like a header is none from the first byte that differs on", () => {
  for (const text of ["GET", "PRI * HTTP/2.0", "\r\n\r\nX", "\x16\x03\x01", "proxy "]) {
    assert.equal(readProxyHeader(Buffer.from(text, "latin1")).kind, "none", JSON.stringify(text));
  }
});

test("an IPv4 address mapped into IPv6 is the IPv4 address that lists know", () => {
  const mapped = Buffer.from("00000000000000000000ffffcb007107", "hex");
  const reading = readProxyHeader(v2(0x21, 0x21, Buffer.concat([mapped, mapped, Buffer.from([0, 1, 0, 2])])));
  assert.equal(reading.kind === "header" && reading.ends?.sourceAddress, "203.0.113.7");
});

test("any bytes give a verdict, and a header is never longer than what is there", () => {
  const starts = [Buffer.alloc(0), SIGNATURE, Buffer.from("PROXY "), v2(0x21, 0x11, tcp4)];
  fc.assert(
    fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 300 }), (start, random) => {
      const bytes = Buffer.concat([start, random]);
      const reading = readProxyHeader(bytes);
      if (reading.kind === "header") assert.ok(reading.bytes <= bytes.length);
    }),
  );
});

test("CRC-32C has the values of RFC 3720", () => {
  assert.equal(crc32c(Buffer.alloc(32)), 0x8a9136aa);
  assert.equal(crc32c(Buffer.alloc(32, 0xff)), 0x62a8ab43);
  assert.equal(crc32c(Buffer.from("123456789")), 0xe3069283);
});
