import assert from "node:assert/strict";
import { test } from "node:test";
import type { ClientHello } from "./client-hello.ts";
import { ja4 } from "./ja4.ts";

const hex = (list: string): number[] =>
  list === "" ? [] : list.split(",").map((value) => Number.parseInt(value, 16));

function hello(change: Partial<ClientHello>): ClientHello {
  return {
    version: 0x0303,
    cipherSuites: [],
    extensions: [],
    serverName: "",
    protocols: [],
    supportedVersions: [],
    signatureAlgorithms: [],
    ...change,
  };
}

/** The example of the technical description, GREASE put in as Chrome does. */
const chrome = hello({
  cipherSuites: hex("2a2a,1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035"),
  extensions: hex(
    "9a9a,001b,0000,0033,0010,4469,0017,002d,000d,0005,0023,0012,002b,ff01,000b,000a,0015,0a0a",
  ),
  protocols: [Buffer.from("h2"), Buffer.from("http/1.1")],
  supportedVersions: hex("dada,0304,0303"),
  signatureAlgorithms: hex("0403,0804,0401,0503,0805,0501,0806,0601"),
});

test("the example of the technical description has its fingerprint", () => {
  assert.equal(ja4(chrome), "t13d1516h2_8daaf6152771_e5627efa2ab1");
});

test("without signature algorithms the hash ends without an underscore", () => {
  assert.match(ja4({ ...chrome, signatureAlgorithms: [] }), /_6d807ffa2a79$/);
});

test("GREASE among the signature algorithms does not count", () => {
  // Of FoxIO's capture `sigalg-grease`.
  const captured = hello({
    cipherSuites: hex("1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035"),
    extensions: hex("fe0d,0010,0017,0033,44cd,ff01,000a,000d,0023,002b,000b,ca34,002d,0000,0005,001b,0012"),
    protocols: [Buffer.from("h2")],
    supportedVersions: hex("0304,0303"),
    signatureAlgorithms: hex("3a3a,0904,0905,0906,0403,0804,0401,0503,0805,0501,0806,0601"),
  });
  assert.equal(ja4(captured), "t13d1517h2_8daaf6152771_cb7bf5808d99");
});

test("the order of extensions and ciphers does not matter", () => {
  const shuffled = {
    ...chrome,
    extensions: chrome.extensions.toReversed(),
    cipherSuites: chrome.cipherSuites.toReversed(),
  };
  assert.equal(ja4(shuffled), ja4(chrome));
});

test("a hello without anything says so, and is not hashed", () => {
  assert.equal(ja4(hello({ version: 0x0301 })), "t10i000000_000000000000_000000000000");
});

test("versions come from the extension where it is there, and counts stop at 99", () => {
  const versions = [
    [0x0303, "0304,0303", "13"],
    [0x0303, "0a0a", "12"],
    [0x0303, "", "12"],
    [0x0302, "", "11"],
    [0x0300, "", "s3"],
    [0x0002, "", "s2"],
    [0x0305, "", "00"],
  ] as const;
  for (const [version, supported, mark] of versions) {
    assert.equal(ja4(hello({ version, supportedVersions: hex(supported) })).slice(1, 3), mark);
  }
  const many = hello({ cipherSuites: Array.from({ length: 120 }, (_, i) => 0x1301 + i) });
  assert.equal(ja4(many).slice(4, 6), "99");
});

test("the first protocol is marked by its ends, in hex where they are not alphanumeric", () => {
  const marks = [
    ["6832", "h2"],
    ["687474702f312e31", "h1"],
    ["", "00"],
    ["78", "xx"],
    ["ab", "ab"],
    ["abcd", "ad"],
    ["30ab", "3b"],
    ["3031abcd", "3d"],
    ["30abcd31", "01"],
  ] as const;
  for (const [bytes, mark] of marks) {
    assert.equal(ja4(hello({ protocols: [Buffer.from(bytes, "hex")] })).slice(8, 10), mark, bytes);
  }
});
