// The feeds of a configuration → what control reads them by. Keys are read here; lists are not, for what is
// wrong with one must not keep a configuration from being taken.

import type { Config } from "#config/config.ts";
import type { ConfigPorts } from "#config/files.ts";
import { isUrl } from "#config/network-format.ts";
import type { Feed } from "#config/networks.ts";
import { besideFile, placeOf } from "#config/source.ts";
import type { Diagnostic } from "#kernel/diagnostic.ts";
import { publicKeyFlaw } from "#network/feed-manifest.ts";
import type { FeedPlace, FeedSpec } from "./feed-spec.ts";

export type CompiledFeeds = {
  /** Undefined where there is an error. */
  readonly feeds: readonly FeedSpec[] | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly files: readonly string[];
};

type Ports = Pick<ConfigPorts, "readFile">;

export function compileFeeds(config: Config, ports: Ports): CompiledFeeds {
  const feeds: FeedSpec[] = [];
  const diagnostics: Diagnostic[] = [];
  const files: string[] = [];
  for (const [network, { kind, ...of }] of config.networks) {
    if (kind !== "feed" || !("feed" in of)) continue;
    const reading = { config, ports, feed: of.feed, diagnostics, files };
    feeds.push(specOf(network, reading));
  }
  return { feeds: diagnostics.length > 0 ? undefined : feeds, diagnostics, files };
}

type Reading = {
  readonly config: Config;
  readonly ports: Ports;
  readonly feed: Feed;
  readonly diagnostics: Diagnostic[];
  readonly files: string[];
};

function specOf(network: string, reading: Reading): FeedSpec {
  const { feed, config } = reading;
  const placeAt = (key: "file" | "url" | "manifest", written: string): FeedPlace =>
    isUrl(written)
      ? { kind: "url", url: written }
      : { kind: "file", path: besideFile(config.places.value(feed, key), written) };
  const { file, url, manifest } = feed;
  return {
    network,
    place: file === undefined ? placeAt("url", url ?? "") : placeAt("file", file),
    format: feed.format,
    column: feed.column,
    manifest: manifest === undefined ? undefined : placeAt("manifest", manifest),
    publicKey: readPem("publicKey", reading, publicKeyFlaw),
    ca: readPem("ca", reading, (pem) => (pem.includes("BEGIN CERTIFICATE") ? "" : "it holds no certificate")),
    refreshMs: feed.refresh,
    maxAgeMs: feed.maxAge,
    mayShrink: feed.mayShrink,
  };
}

function readPem(key: "publicKey" | "ca", reading: Reading, flawOf: (pem: string) => string): string {
  const { config, ports, feed, diagnostics, files } = reading;
  const written = feed[key];
  if (written === undefined) return "";
  const spot = config.places.value(feed, key);
  const path = besideFile(spot, written);
  files.push(path);
  let pem = "";
  let flaw: string;
  try {
    pem = Buffer.from(ports.readFile(path)).toString("utf8");
    flaw = flawOf(pem);
  } catch (error) {
    flaw = error instanceof Error ? error.message : String(error);
  }
  if (flaw === "") return pem;
  const message = `${path} cannot be used: ${flaw}`;
  const hint = "the path is relative to the file that this line stands in";
  diagnostics.push({ ...placeOf(spot), severity: "error", code: "feed-key", message, hint });
  return "";
}
