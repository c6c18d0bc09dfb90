// The class of an address with a User-Agent, as a node with the configuration would come to it once its
// questions to name servers are answered.

import type { BotVerdict } from "#bot/bot-class.ts";
import { BotClassifier } from "#bot/bot-classifier.ts";
import { type BotSettings, noBots } from "#bot/bot-settings.ts";
import { type Confirmation, confirmHost } from "#bot/confirm-host.ts";
import type { BotRequest } from "#bot/contradictions.ts";
import { openHostNames } from "#bot/host-names.ts";
import type { KnownProof } from "#bot/host-proofs.ts";
import { wellKnownBots } from "#bot/well-known-bots.ts";
import { nodePorts } from "#config/node-ports.ts";
import { nameServer } from "#config/probe-target.ts";
import { parseAddress, plainAddress } from "#kernel/address.ts";
import { formatDiagnostic } from "#kernel/diagnostic.ts";
import { AddressList } from "#network/address-list.ts";
import { compileBots } from "#snapshot/compile-bots.ts";
import { compileGeo } from "#snapshot/compile-geo.ts";
import { compileNetworks } from "#snapshot/compile-networks.ts";
import type { BotCheckOptions } from "./bot-command.ts";
import { loadConfiguration } from "./load-configuration.ts";

export type CheckedBot = BotVerdict & { readonly steps: readonly string[] };

type Known = { readonly settings: BotSettings; readonly networks: readonly AddressList[] };

/** What keeps it from being told, which was told; a name of an exit code. */
export type BotCheckFailure = { readonly wrong: "usage" | "configuration" };

export async function checkBot(
  text: string,
  options: BotCheckOptions,
): Promise<CheckedBot | BotCheckFailure> {
  if (parseAddress(text) === undefined) {
    console.error(`${text} is no IPv4 or IPv6 address`);
    return { wrong: "usage" };
  }
  const known = options.config === undefined ? wellKnown : await readKnown(options.config);
  if (known === undefined) return { wrong: "configuration" };
  const servers = readServers(options.nameServer ?? known.settings.nameServers);
  if (servers === undefined) return { wrong: "usage" };
  const request = requestOf(plainAddress(text), options.userAgent);
  const first = classify(known, request, () => "pending");
  if (first.hosts === "") return { ...first.verdict, steps: [] };
  const { proof, steps } = await confirm(request.clientAddress, first.hosts, servers);
  return { ...classify(known, request, () => proof).verdict, steps };
}

function classify({ settings, networks }: Known, request: BotRequest, proof: () => KnownProof) {
  let asked = "";
  const proofs = {
    proofOf: (_address: string, hosts: string): KnownProof => {
      asked = hosts;
      return proof();
    },
  };
  const verdict = new BotClassifier(settings, networks, proofs).classify(request);
  return { verdict, hosts: asked };
}

async function confirm(address: string, hosts: string, servers: readonly string[]): Promise<Confirmation> {
  const names = openHostNames(servers);
  try {
    return await confirmHost(address, hosts.split(" "), names);
  } finally {
    names.close();
  }
}

const wellKnown: Known = { settings: { ...noBots, good: wellKnownBots }, networks: [] };

async function readKnown(file: string): Promise<Known | undefined> {
  const { config, diagnostics } = await loadConfiguration(file);
  const geo = config === undefined ? undefined : compileGeo(config, nodePorts());
  for (const diagnostic of [...diagnostics, ...(geo?.diagnostics ?? [])]) {
    if (diagnostic.severity === "error") console.error(formatDiagnostic(diagnostic));
  }
  if (config === undefined || geo?.parts === undefined) return undefined;
  const specs = compileNetworks(config, geo.parts);
  const feeds = specs.filter(({ isFeed }) => isFeed).map(({ name }) => name);
  if (feeds.length > 0) console.error(`feeds are not read here, and hold nobody: ${feeds.join(", ")}`);
  const networks = specs.map(({ name, table }) => new AddressList(name, table));
  return { settings: compileBots(config, [...config.networks.keys()]), networks };
}

function readServers(texts: readonly string[]): readonly string[] | undefined {
  for (const text of texts) {
    const parsed = nameServer.parse(text);
    if ("value" in parsed) continue;
    console.error(`--name-server ${text} ${parsed.says}: ${parsed.hint}`);
    return undefined;
  }
  return texts;
}

/** Headers that nobody knows are neither there nor missing: they count in a GET alone. */
const requestOf = (clientAddress: string, text: string): BotRequest => ({
  userAgent: Buffer.from(text, "utf8").toString("latin1"),
  fields: [],
  method: "HEAD",
  version: "HTTP/1.1",
  ja4: "",
  isSecure: false,
  isDirect: true,
  clientAddress,
});
