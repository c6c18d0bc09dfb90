// The `geo` of a configuration → tables of countries and of autonomous systems. Files are read here, so that
// what is wrong with them is told as every mistake is; a file that did not change is not read anew.

import { createHash } from "node:crypto";
import type { Config } from "#config/config.ts";
import type { ConfigPorts } from "#config/files.ts";
import { needsCountries } from "#config/networks.ts";
import { besideFile, placeOf, type Spot } from "#config/source.ts";
import type { Diagnostic } from "#kernel/diagnostic.ts";
import { type AddressData, AddressDataError, publicPart, tableOfData } from "#network/address-data.ts";
import { bundledCountries, readTorGeoip, TOR_GEOIP_FILES } from "#network/country-data.ts";
import { asnOfRecord, countryOfRecord, readMmdb } from "#network/mmdb.ts";
import { type GeoParts, type GeoSource, noGeo } from "./geo-parts.ts";

export type CompiledGeo = {
  /** Undefined where there is an error. */
  readonly parts: GeoParts | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Every file that was read or looked for. */
  readonly files: readonly string[];
};

type Ports = Pick<ConfigPorts, "readFile" | "now">;
type WrittenGeo = NonNullable<Config["geo"]>;

/** @param previous what the node has: taken over where it was read from the same bytes */
export function compileGeo(config: Config, ports: Ports, previous: GeoParts = noGeo): CompiledGeo {
  const { geo } = config;
  if (geo === undefined) {
    const parts = needsCountries(config) ? { ...noGeo, countries: bundled(previous.countries) } : noGeo;
    return { parts, diagnostics: [], files: [] };
  }
  const reading = new GeoReading(config, geo, ports);
  const countries = reading.countries(previous.countries);
  const asns = reading.asns(previous.asns);
  const { diagnostics, files } = reading;
  const isBroken = diagnostics.some(({ severity }) => severity === "error");
  return { parts: isBroken ? undefined : { countries, asns }, diagnostics, files };
}

const DAY_MS = 86_400_000;
const BUNDLED = "bundled";
const TOR_GEOIPDB = "tor-geoipdb";

function bundled(previous: GeoSource | undefined): GeoSource {
  return previous?.digest === BUNDLED ? previous : sourceOf(BUNDLED, bundledCountries());
}

function sourceOf(digest: string, data: AddressData): GeoSource {
  return { digest, table: tableOfData(publicPart(data)), facts: data.facts };
}

class GeoReading {
  readonly diagnostics: Diagnostic[] = [];
  readonly files: string[] = [];
  readonly #config: Config;
  readonly #geo: WrittenGeo;
  readonly #ports: Ports;

  constructor(config: Config, geo: WrittenGeo, ports: Ports) {
    this.#config = config;
    this.#geo = geo;
    this.#ports = ports;
  }

  countries(previous: GeoSource | undefined): GeoSource | undefined {
    const spot = this.#spot("countries");
    const { countries } = this.#geo;
    if (countries === BUNDLED) return bundled(previous);
    const { ipv4, ipv6 } = TOR_GEOIP_FILES;
    if (countries === TOR_GEOIPDB) {
      const hint = "install Debian's package tor-geoipdb, or name an .mmdb file";
      return this.#read(spot, [ipv4, ipv6], hint, previous, ([one, other]) =>
        readTorGeoip(latin1(one), latin1(other)),
      );
    }
    return this.#readMmdb(spot, countries, previous, countryOfRecord);
  }

  asns(previous: GeoSource | undefined): GeoSource | undefined {
    const { asns } = this.#geo;
    return asns === undefined ? undefined : this.#readMmdb(this.#spot("asns"), asns, previous, asnOfRecord);
  }

  #spot(key: "countries" | "asns"): Spot {
    return this.#config.places.value(this.#geo, key);
  }

  #readMmdb(
    spot: Spot,
    path: string,
    previous: GeoSource | undefined,
    numberOf: (record: unknown) => number,
  ): GeoSource | undefined {
    const hint = `name an .mmdb file, or write ${BUNDLED} or ${TOR_GEOIPDB} for countries`;
    return this.#read(spot, [besideFile(spot, path)], hint, previous, ([bytes]) =>
      readMmdb(bytes ?? Buffer.alloc(0), numberOf),
    );
  }

  #read(
    spot: Spot,
    paths: readonly string[],
    hint: string,
    previous: GeoSource | undefined,
    parse: (contents: readonly Buffer[]) => AddressData,
  ): GeoSource | undefined {
    this.files.push(...paths);
    try {
      const contents = paths.map((path) => Buffer.from(this.#ports.readFile(path)));
      const hash = createHash("sha256");
      for (const bytes of contents) hash.update(bytes);
      const digest = hash.digest("hex");
      const source = previous?.digest === digest ? previous : sourceOf(digest, parse(contents));
      this.#warnOfAge(spot, source);
      return source;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const where = error instanceof AddressDataError && error.line > 0 ? ` (line ${error.line})` : "";
      const message = `the data of ${paths.join(" and ")} cannot be used: ${why}${where}`;
      this.diagnostics.push({ ...placeOf(spot), severity: "error", code: "geo-data", message, hint });
      return undefined;
    }
  }

  #warnOfAge(spot: Spot, { facts: { asOfMs, source } }: GeoSource): void {
    if (asOfMs === undefined || this.#ports.now() - asOfMs <= this.#geo.maxAgeDays * DAY_MS) return;
    const message = `the data of ${source} is of ${new Date(asOfMs).toISOString().slice(0, 10)}`;
    const hint = "get newer data, or raise geo.maxAgeDays";
    this.diagnostics.push({ ...placeOf(spot), severity: "warning", code: "old-geo-data", message, hint });
  }
}

const latin1 = (bytes: Buffer | undefined): string => bytes?.toString("latin1") ?? "";
