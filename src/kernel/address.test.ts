import assert from "node:assert/strict";
import { isIP } from "node:net";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  type Address,
  bareHost,
  formatAddress,
  formatPrefix,
  maskAddress,
  originWithPort,
  parseAddress,
  parsePrefix,
  readAddress,
} from "./address.ts";

const anyWord = fc.oneof(fc.constantFrom(0, 0xffff, 0xffff0000, 0xffffffff), fc.nat(0xffffffff));
const anyAddress: fc.Arbitrary<Address> = fc.oneof(
  fc.tuple(anyWord).map((words) => ({ kind: "ipv4" as const, words })),
  fc
    .tuple(anyWord, anyWord, anyWord, anyWord)
    .filter(([a, b, c]) => a !== 0 || b !== 0 || c !== 0xffff)
    .map((words) => ({ kind: "ipv6" as const, words })),
);
const addressLikeText = fc.oneof(
  fc.array(fc.constantFrom("0", "1", "25", "255", "256", "00", ".", ".", "."), { maxLength: 9, size: "max" }),
  fc.array(fc.constantFrom("0", "1", "ffff", "Ab", "12345", ":", ":", "::", "1.2.3.4", "g"), {
    maxLength: 18,
    size: "max",
  }),
);

describe("parseAddress", () => {
  it("reads each form of RFC 4291 §2.2 as the address that it means", () => {
    const forms = [
      ["0.0.0.0", "0.0.0.0"],
      ["255.255.255.255", "255.255.255.255"],
      ["ABCD:EF01:2345:6789:ABCD:EF01:2345:6789", "abcd:ef01:2345:6789:abcd:ef01:2345:6789"],
      ["2001:DB8:0:0:8:800:200C:417A", "2001:db8::8:800:200c:417a"],
      ["0:0:0:0:0:0:0:1", "::1"],
      ["0:0:0:0:0:0:0:0", "::"],
      ["::", "::"],
      ["1::", "1::"],
      ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"],
      ["::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"],
      ["0:0:0:0:0:0:13.1.68.3", "::d01:4403"],
      ["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
      ["0001:0002:0003:0004:0005:0006:0007:0008", "1:2:3:4:5:6:7:8"],
    ];
    for (const [text = "", canonical] of forms) {
      const address = parseAddress(text);
      assert.ok(address !== undefined, text);
      assert.equal(formatAddress(address), canonical, text);
    }
  });

  it("reads an IPv4 address mapped into IPv6 as the IPv4 address, in every spelling", () => {
    const plain = parseAddress("192.0.2.1");
    for (const text of ["::ffff:192.0.2.1", "::FFFF:c000:201", "0:0:0:0:0:ffff:c000:0201"]) {
      assert.deepEqual(parseAddress(text), plain, text);
    }
  });

  it("refuses what other readers take for another address, or for one at all", () => {
    const refused = [
      "",
      "1",
      "1.2.3",
      "1.2.3.4.5",
      "1.2.3.256",
      "01.2.3.4",
      "1.2.3.00",
      "0x1.2.3.4",
      "1..2.3",
    ];
    refused.push(
      ".1.2.3",
      "1.2.3.",
      " 1.2.3.4",
      "1.2.3.4 ",
      "1.2.3.4\n",
      "+1.2.3.4",
      "١.2.3.4",
      "4294967295",
    );
    refused.push(
      ":",
      ":::",
      "1:",
      ":1",
      "1::2::3",
      "12345::",
      "g::",
      "::g",
      "[::1]",
      "::1%eth0",
      "fe80::1%1",
      "::/0",
    );
    refused.push(
      "1:2:3:4:5:6:7",
      "1:2:3:4:5:6:7:8:9",
      "1:2:3:4:5:6:7:8::",
      "::1:2:3:4:5:6:7:8",
      "1:2:3:4:5:6:7:1.2.3.4",
    );
    refused.push(
      "::1.2.3",
      "::01.2.3.4",
      "::1.2.3.4:5",
      "1.2.3.4::",
      "::ffff:1.2.3.4.",
      "::1a.2.3.4",
      "::12345.2.3.4",
    );
    for (const text of refused) assert.equal(parseAddress(text), undefined, JSON.stringify(text));
  });

  it("accepts what the platform's own reader accepts, zone ids left out, and nothing else", () => {
    const text = fc.oneof(
      addressLikeText.map((parts) => parts.join("")),
      fc.ipV4(),
      fc.ipV6(),
      fc.string(),
    );
    fc.assert(
      fc.property(text, (text) => {
        assert.equal(parseAddress(text) !== undefined, isIP(text) !== 0 && !text.includes("%"));
      }),
      { numRuns: 2000 },
    );
  });
});

describe("formatAddress", () => {
  it("prints text that is read as the same address", () => {
    fc.assert(
      fc.property(anyAddress, (address) => {
        assert.deepEqual(parseAddress(formatAddress(address)), address);
      }),
    );
  });

  it("prints the one text that RFC 5952 wants", () => {
    const canonical = [
      "2001:db8::1",
      "2001:db8:0:1:1:1:1:1",
      "2001:0:0:1::1",
      "2001:db8::1:0:0:1",
      "::1:0:0",
      "1:0:0:2::",
    ];
    for (const text of canonical) assert.equal(reprinted(text), text);
  });

  it("prints IPv6 as URLs do", () => {
    fc.assert(
      fc.property(anyAddress, (address) => {
        fc.pre(address.kind === "ipv6");
        const text = formatAddress(address);
        assert.equal(new URL(`http://[${text}]/`).hostname, `[${text}]`);
      }),
    );
  });
});

function reprinted(text: string): string {
  const address = parseAddress(text);
  return address === undefined ? "" : formatAddress(address);
}

describe("readAddress", () => {
  it("leaves nothing of the address before in the words", () => {
    const words = new Uint32Array(4);
    assert.equal(readAddress("1:2:3:4:5:6:7:8", words), 6);
    assert.equal(readAddress("::", words), 6);
    assert.deepEqual([...words], [0, 0, 0, 0]);
    assert.equal(readAddress("255.255.255.254", words), 4);
    assert.equal(words[0], 0xfffffffe);
    assert.equal(readAddress("::ffff:1.2.3.4", words), 4);
    assert.equal(words[0], 0x01020304);
    assert.equal(readAddress("1.2.3", words), 0);
  });
});

describe("parsePrefix", () => {
  it("reads a prefix, and an address alone as the prefix of its full length", () => {
    const forms = [
      ["10.0.0.0/8", "10.0.0.0/8"],
      ["0.0.0.0/0", "0.0.0.0/0"],
      ["192.0.2.1", "192.0.2.1/32"],
      ["2001:DB8::/32", "2001:db8::/32"],
      ["::1", "::1/128"],
      ["::/0", "::/0"],
      ["::ffff:10.0.0.0/104", "10.0.0.0/8"],
      ["::ffff:10.1.2.3", "10.1.2.3/32"],
    ];
    for (const [text = "", canonical] of forms) {
      const prefix = parsePrefix(text);
      assert.ok(!("error" in prefix), text);
      assert.equal(formatPrefix(prefix), canonical);
    }
  });

  it("says what to write instead of what is wrong", () => {
    const refused: readonly [text: string, hint: RegExp][] = [
      ["10.1.2.3/8", /write 10\.0\.0\.0\/8, or 10\.1\.2\.3/],
      ["2001:db8::1/32", /write 2001:db8::\/32, or 2001:db8::1/],
      ["::ffff:10.1.2.3/104", /write 10\.0\.0\.0\/8, or 10\.1\.2\.3/],
      ["10.0.0.0/33", /from 0 to 32/],
      ["2001:db8::/129", /from 0 to 128/],
      ["::ffff:10.0.0.0/8", /from 96 to 128/],
      ["10.0.0.0/", /from 0 to 32/],
      ["10.0.0.0/08", /from 0 to 32/],
      ["10.0.0.0/-1", /from 0 to 32/],
      ["10.0.0.0/255.0.0.0", /from 0 to 32/],
      ["010.000.0.01/8", /no leading zeros: write 10\.0\.0\.1/],
      ["fe80::1%eth0", /leave out the zone: write fe80::1/],
      ["office", /write an IPv4 or IPv6 address/],
      ["", /write an IPv4 or IPv6 address/],
    ];
    for (const [text, hint] of refused) {
      const parsed = parsePrefix(text);
      assert.ok("error" in parsed, text);
      assert.match(parsed.error, hint, text);
    }
  });

  it("reads back each prefix that is printed, and refuses it with a bit set after its length", () => {
    fc.assert(
      fc.property(anyAddress, fc.nat(128), (address, bits) => {
        const length = Math.min(bits, address.words.length * 32);
        const masked = maskAddress(address, length);
        const isWhole = formatAddress(masked) === formatAddress(address);
        const parsed = parsePrefix(`${formatAddress(address)}/${length}`);
        assert.equal("error" in parsed, !isWhole);
        // Masking may make an address of another kind: ::ffff:0:0 cut short is no mapped address any more.
        if (masked.kind === address.kind && parseAddress(formatAddress(masked))?.kind === masked.kind) {
          assert.deepEqual(parsePrefix(formatPrefix({ address: masked, length })), {
            address: masked,
            length,
          });
        }
      }),
    );
  });
});

describe("maskAddress", () => {
  it("keeps exactly the first bits", () => {
    fc.assert(
      fc.property(anyAddress, fc.nat(128), (address, length) => {
        const bits = (of: Address): string =>
          of.words.map((word) => word.toString(2).padStart(32, "0")).join("");
        const whole = bits(address);
        assert.equal(bits(maskAddress(address, length)), whole.slice(0, length).padEnd(whole.length, "0"));
      }),
    );
  });
});

describe("originWithPort", () => {
  it("writes every port, and brackets around an IPv6 address", () => {
    assert.equal(originWithPort({ host: "a.example", port: 80, isTls: false }), "http://a.example:80");
    assert.equal(
      originWithPort({ host: "2001:db8::1", port: 8443, isTls: true }),
      "https://[2001:db8::1]:8443",
    );
  });
});

describe("bareHost", () => {
  it("takes the brackets off an IPv6 address, and leaves names and IPv4 addresses", () => {
    assert.equal(bareHost(new URL("http://[2001:db8::1]:8080/x")), "2001:db8::1");
    assert.equal(bareHost(new URL("https://192.0.2.1/")), "192.0.2.1");
    assert.equal(bareHost(new URL("tls://logs.example:6514")), "logs.example");
  });
});
