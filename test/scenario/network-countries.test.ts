// Where clients are: in access lines, in networks that are denied, in routes, and for rules of the WAF.
// Always the client's own address, whatever it says of itself.

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { answering, OK } from "../harness/raw-backend.ts";
import { exchangeRaw, statusOf } from "../harness/raw-client.ts";
import { startWafGateway, type WafGateway } from "../harness/waf-gateway.ts";

/** Addresses that have been where they are for decades. */
const KNOWN = [
  ["8.8.8.8", "US"],
  ["200.160.2.3", "BR"],
  ["175.45.176.1", "KP"],
  ["193.0.6.139", "NL"],
  ["202.12.27.33", "JP"],
  ["194.25.0.60", "DE"],
  ["212.27.40.240", "FR"],
  ["130.59.31.80", "CH"],
  ["139.130.4.5", "AU"],
  ["168.126.63.1", "KR"],
] as const;
const UNKNOWN = ["10.9.8.7", "203.0.113.9", "2001:4860:4860::8888"];

const start = (t: TestContext, rules: string, more: string): Promise<WafGateway> =>
  startWafGateway(t, answering(OK), { rules, more: `trustedHops: [127.0.0.1]\n${more}` });

/** The client says that it is somewhere else, and the hop before us says where it is. */
async function ask(gateway: WafGateway, client: string): Promise<number | undefined> {
  const spoofed = `X-Forwarded-For: 1.1.1.1, ${client}\r\nX-Country: XX\r\nCF-IPCountry: XX\r\n`;
  const request = `GET / HTTP/1.1\r\nHost: a.example\r\n${spoofed}Connection: close\r\n\r\n`;
  return statusOf((await exchangeRaw(gateway.port, request)).bytes);
}

test("every access line has the client's country, ZZ where nobody can tell", async (t) => {
  const gateway = await start(t, 'SecAction "id:1,phase:1,pass,nolog"', "geo: {}");
  for (const [client] of KNOWN) assert.equal(await ask(gateway, client), 200);
  for (const client of UNKNOWN) assert.equal(await ask(gateway, client), 200);
  const lines = await gateway.recorded(KNOWN.length + UNKNOWN.length);
  assert.deepEqual(
    lines.map(({ clientAddress, country }) => [clientAddress, country]),
    [...KNOWN, ...UNKNOWN.map((address) => [address, "ZZ"])],
  );
});

test("without data no line has a country", async (t) => {
  const gateway = await start(t, 'SecAction "id:1,phase:1,pass,nolog"', "");
  assert.equal(await ask(gateway, "8.8.8.8"), 200);
  assert.equal((await gateway.recorded(1))[0]?.country, "");
});

for (const [denied, countries] of [
  [["KP", "BR"], "[KP, BR]"],
  [["ZZ"], "[ZZ]"],
] as const) {
  test(`a denied network of ${countries} denies those clients and no other`, async (t) => {
    const more = `networks: { embargoed: { countries: ${countries} } }\nscreen: { deny: [embargoed] }`;
    const gateway = await start(t, 'SecAction "id:1,phase:1,pass,nolog"', more);
    const clients = [...KNOWN, ...UNKNOWN.map((address) => [address, "ZZ"] as const)];
    for (const [client, country] of clients) {
      const isDenied = denied.some((code) => code === country);
      assert.equal(await ask(gateway, client), isDenied ? 403 : 200, `${client} of ${country}`);
    }
  });
}

test("a rule of the WAF finds the client's country, and no country for what is not known", async (t) => {
  const rules = `
SecRule REMOTE_ADDR "@geoLookup" "id:1,phase:1,deny,status:403,log,chain"
  SecRule GEO:COUNTRY_CODE "@pm KP BR"
SecRule &GEO "@eq 0" "id:2,phase:1,deny,status:451,log"
`;
  const gateway = await start(t, rules, "geo: { countries: bundled }");
  // Twice: what was remembered of one client must not answer for another.
  for (let round = 0; round < 2; round++) {
    for (const [client, country] of KNOWN)
      assert.equal(await ask(gateway, client), ["KP", "BR"].includes(country) ? 403 : 200, client);
    for (const client of UNKNOWN) assert.equal(await ask(gateway, client), 451, client);
  }
});

test("what a client says of its address counts for nothing where its peer is no trusted hop", async (t) => {
  const more = "networks: { all: { countries: [BR] } }\nscreen: { deny: [all] }";
  const gateway = await startWafGateway(t, answering(OK), {
    rules: 'SecAction "id:1,phase:1,pass,nolog"',
    more,
  });
  assert.equal(await ask(gateway, "200.160.2.3"), 200);
  const [line] = await gateway.recorded(1);
  assert.deepEqual([line?.clientAddress, line?.country], ["127.0.0.1", "ZZ"]);
});
