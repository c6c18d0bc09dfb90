// Where countries can be looked up: the data that comes with us, Debian's tor-geoipdb, any .mmdb file.

export { bundledCountries } from "./country/bundled-countries.ts";
export { readTorGeoip } from "./country/tor-geoip.ts";

/** Where Debian's package puts its files. */
export const TOR_GEOIP_FILES = { ipv4: "/usr/share/tor/geoip", ipv6: "/usr/share/tor/geoip6" } as const;
