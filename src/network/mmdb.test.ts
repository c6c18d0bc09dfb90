import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type CountryResponse, Reader } from "mmdb-lib";
import { formatAddress } from "#kernel/address.ts";
import { mmdbFile } from "../../test/harness/mmdb-file.ts";
import { AddressDataError, publicPart, tableOfData } from "./address-data.ts";
import { Countries } from "./country-table.ts";
import { asnOfRecord, countryOfRecord, readMmdb } from "./mmdb.ts";

const country = (code: string) => ({ country: { iso_code: code } });

for (const recordSize of [24, 28, 32] as const) {
  test(`a file with records of ${recordSize} bits gives each address its country`, () => {
    const networks = [
      ["8.8.8.0/24", country("US")],
      ["200.160.0.0/16", country("BR")],
      ["200.160.2.0/24", country("AR")],
      ["2804::/16", country("BR")],
    ] as const;
    const data = readMmdb(mmdbFile(networks, { recordSize }), countryOfRecord);
    const countries = new Countries();
    countries.use(tableOfData(data));
    const asked = ["8.8.8.8", "200.160.1.1", "200.160.2.9", "2804:1::1", "9.9.9.9", "2001:db8::1"];
    assert.deepEqual(
      asked.map((address) => countries.codeOf(address)),
      ["US", "BR", "AR", "BR", "ZZ", "ZZ"],
    );
    assert.equal(data.facts.asOfMs, 1_780_000_000_000);
    assert.equal(data.facts.source, "Test-Country");
  });
}

test("numbers of autonomous systems are read as numbers and as texts", () => {
  assert.equal(asnOfRecord({ autonomous_system_number: 64_496 }), 64_496);
  assert.equal(asnOfRecord({ asn: "AS64496" }), 64_496);
  assert.equal(asnOfRecord({ asn: "nonsense" }), -1);
  assert.equal(asnOfRecord(null), -1);
});

test("private addresses are in no country, whatever the file says", () => {
  const file = mmdbFile([
    ["10.0.0.0/8", country("US")],
    ["fc00::/8", country("US")],
  ]);
  const countries = new Countries();
  countries.use(tableOfData(publicPart(readMmdb(file, countryOfRecord))));
  assert.equal(countries.codeOf("10.1.2.3"), "ZZ");
  assert.equal(countries.codeOf("fc00::1"), "ZZ");
});

test("the walk finds for any address what the library finds", () => {
  const file = mmdbFile([
    ["16.0.0.0/5", country("BR")],
    ["20.0.0.0/6", country("US")],
    ["20.128.0.0/9", country("KP")],
    ["255.255.255.255/32", country("FR")],
    ["2000::/3", country("DE")],
    ["3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128", country("IT")],
  ]);
  const reader = new Reader<CountryResponse>(file);
  const countries = new Countries();
  countries.use(tableOfData(readMmdb(file, countryOfRecord)));
  const word = fc.oneof(fc.nat(0xffffffff), fc.constantFrom(0, 0xffffffff, 0x14000000, 0x20000000));
  const address = fc.oneof(
    word.map((a) => formatAddress({ kind: "ipv4", words: [a] })),
    fc.tuple(word, word, word, word).map((words) => formatAddress({ kind: "ipv6", words })),
  );
  fc.assert(
    fc.property(address, (text) => {
      if (/^::[0-9a-f:.]*$/.test(text)) return;
      assert.equal(countries.codeOf(text), reader.get(text)?.country?.iso_code ?? "ZZ");
    }),
    { numRuns: 2000 },
  );
});

test("what is no such file, or a damaged one, is refused and never hangs", () => {
  assert.throws(() => readMmdb(Buffer.from("nonsense"), countryOfRecord), AddressDataError);
  const whole = mmdbFile([
    ["8.8.8.0/24", country("US")],
    ["2804::/16", country("BR")],
  ]);
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
      const damaged = Buffer.from(whole);
      damaged[at] = byte;
      try {
        readMmdb(damaged, countryOfRecord);
      } catch (error) {
        assert.ok(error instanceof AddressDataError, String(error));
      }
    }),
    { numRuns: 1000 },
  );
});
