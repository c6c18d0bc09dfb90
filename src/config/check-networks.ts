// Cross checks of networks, of the feeds among them, and of what the screen makes of them.

import type { Prefix } from "#kernel/address.ts";
import { buildPrefixTable, PrefixSet } from "#kernel/prefix-set.ts";
import type { Config } from "./config.ts";
import { isUrl } from "./network-format.ts";
import type { Feed, Network } from "./networks.ts";
import type { Places } from "./places.ts";
import type { Report } from "./report.ts";
import { quoted } from "./tree.ts";

export function checkNetworks(config: Config, report: Report): void {
  const { networks, places } = config;
  for (const [name, network] of networks) {
    if (network.kind === "feed") checkFeed(name, network.feed, places, report);
    if (network.kind !== "asns" || config.geo?.asns !== undefined) continue;
    const message = `the network ${quoted(name)} has \`asns\`, and no data tells what addresses those have`;
    report.error(places.self(network.asns), "no-asn-data", message, "name an .mmdb file in `geo.asns`");
  }
  checkDenied(config, config.screen, report);
  for (const { screen } of config.listeners.values()) checkDenied(config, screen, report);
}

function checkFeed(name: string, feed: Feed, places: Places, report: Report): void {
  const { file, url, format, manifest, publicKey, ca } = feed;
  const whose = `the feed of ${quoted(name)}`;
  const mistake = (code: string, says: string, hint: string): void =>
    report.error(places.self(feed), code, `${whose} ${says}`, hint);
  if ((file === undefined) === (url === undefined))
    mistake("feed-place", "has not one place", "write one of file and url");
  if (places.isWritten(feed, "column") && format !== "csv")
    mistake("feed-column", "has a column, and is no csv", "write format: csv, or leave the column out");
  if (publicKey !== undefined && manifest === undefined)
    mistake("feed-manifest", "has a key, and nothing that it signed", "name the signed `manifest`");
  const plain = [url, manifest].some((place) => place !== undefined && /^http:/i.test(place));
  if (plain && publicKey === undefined)
    mistake(
      "feed-unverified",
      "comes over http://, where anybody on the way can change it",
      "write https://, or name the `publicKey` of a signed manifest",
    );
  if (ca !== undefined && ![url, manifest].some((place) => place !== undefined && isUrl(place)))
    mistake("feed-ca", "has a `ca`, and no server to verify", "leave `ca` out");
}

/** It is let through all the same; who wrote it should know. */
function checkDenied(config: Config, { deny }: Config["screen"], report: Report): void {
  if (deny.length === 0 || config.trustedHops.length === 0) return;
  const hops = new PrefixSet(buildPrefixTable(config.trustedHops.map((prefix) => ({ prefix, value: 1 }))));
  deny.forEach((name, i) => {
    const network = config.networks.get(name);
    if (network === undefined || !namesHop(network, hops)) return;
    const message = `${quoted(name)} holds a trusted hop, which is never denied`;
    const hint = "a hop stands for everybody behind it: deny the clients, or trust it no more";
    report.warning(config.places.value(deny, i), "denied-hop", message, hint);
  });
}

/** A wider prefix that holds one is no mistake. */
function namesHop(network: Network, hops: PrefixSet): boolean {
  if (network.kind !== "prefixes") return false;
  return network.entries.some(({ prefix }) => isOneAddress(prefix) && hops.lookup(prefix.address) >= 0);
}

const isOneAddress = ({ address, length }: Prefix): boolean => address.words.length * 32 === length;
