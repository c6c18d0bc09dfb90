import assert from "node:assert/strict";
import { test } from "node:test";
import type { ConfigPorts } from "#config/files.ts";
import { loadConfig } from "#config/load.ts";
import { AddressList } from "#network/address-list.ts";
import { memoryPorts } from "../../test/harness/memory-ports.ts";
import { mmdbFile } from "../../test/harness/mmdb-file.ts";
import { compileGeo } from "./compile-geo.ts";
import { compileNetworks } from "./compile-networks.ts";

const MADE_MS = 1_780_000_000_000;
const DAY_MS = 86_400_000;

const files: Readonly<Record<string, Buffer>> = {
  "country.mmdb": mmdbFile([
    ["8.8.8.0/24", { country: { iso_code: "US" } }],
    ["200.160.0.0/16", { country: { iso_code: "BR" } }],
  ]),
  "asn.mmdb": mmdbFile([
    ["8.8.8.0/24", { autonomous_system_number: 15_169 }],
    ["200.160.0.0/20", { autonomous_system_number: 22_548 }],
  ]),
};

function start(nowMs = MADE_MS + DAY_MS) {
  const text = `version: 1
geo: { countries: country.mmdb, asns: asn.mmdb }
networks:
  brazil: { countries: [BR] }
  nowhere: { countries: [ZZ] }
  google: { asns: [15169] }
screen: { deny: [brazil, nowhere, google] }
listeners: { public: { port: 8080 } }
sites: { all: { hosts: ["*"], routes: { all: { path: "/*", target: { sinkpool: default } } } } }
`;
  const memory = memoryPorts({ "portcullis.yaml": text });
  const ports: ConfigPorts = {
    ...memory,
    readFile: (path) => files[path] ?? memory.readFile(path),
    now: () => nowMs,
  };
  const { config, diagnostics } = loadConfig("portcullis.yaml", ports);
  assert.ok(config, JSON.stringify(diagnostics));
  return { config, ports };
}

test("networks of countries and of autonomous systems hold what the files say", () => {
  const { config, ports } = start();
  const { parts, diagnostics, files: read } = compileGeo(config, ports);
  assert.deepEqual([diagnostics, read], [[], ["country.mmdb", "asn.mmdb"]]);
  assert.ok(parts);
  const lists = compileNetworks(config, parts).map(({ name, table }) => new AddressList(name, table));
  const holding = (address: string) => lists.filter((list) => list.holds(address)).map(({ name }) => name);
  assert.deepEqual(holding("8.8.8.8"), ["google"]);
  assert.deepEqual(holding("200.160.2.3"), ["brazil"]);
  assert.deepEqual(holding("9.9.9.9"), ["nowhere"]);
  assert.deepEqual(holding("10.0.0.1"), ["nowhere"]);
  assert.deepEqual(holding("2001:db8::1"), ["nowhere"]);
});

test("a file that did not change is not read into a table anew", () => {
  const { config, ports } = start();
  const first = compileGeo(config, ports).parts;
  assert.ok(first);
  const second = compileGeo(config, ports, first).parts;
  assert.equal(second?.countries, first.countries);
  assert.equal(second?.asns, first.asns);
});

test("data that is older than its days is warned of, and used", () => {
  const { config, ports } = start(MADE_MS + 181 * DAY_MS);
  const { parts, diagnostics } = compileGeo(config, ports);
  assert.ok(parts?.countries);
  assert.deepEqual(
    diagnostics.map(({ severity, code, line, column }) => `${severity} ${code} ${line}:${column}`),
    ["warning old-geo-data 2:19", "warning old-geo-data 2:39"],
  );
});

test("where nobody asks for countries there is no data, and it costs nothing", () => {
  const { config, ports } = start();
  const { geo: _, ...without } = { ...config, networks: new Map() };
  assert.deepEqual(compileGeo(without, ports).parts, { countries: undefined, asns: undefined });
});
