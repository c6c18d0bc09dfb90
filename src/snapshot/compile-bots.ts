// `bots` of the configuration, with the table of well-known ones → what workers classify by.

import type { BotSettings, GoodBot } from "#bot/bot-settings.ts";
import { wellKnownBots } from "#bot/well-known-bots.ts";
import type { Config } from "#config/config.ts";

export function compileBots({ bots }: Config, networkNames: readonly string[]): BotSettings {
  const { classify, nameServers, verified, bad } = bots;
  const indexOf = (name: string): number => networkNames.indexOf(name);
  const written = [...verified].map(([name, { userAgents, hosts, networks }]): GoodBot => {
    const known = wellKnownBots.find((each) => each.name === name);
    return {
      name,
      agents: userAgents?.map(plainWord) ?? known?.agents ?? [],
      hosts: hosts ?? known?.hosts ?? [],
      networks: networks.map(indexOf),
    };
  });
  const others = wellKnownBots.filter(({ name }) => !verified.has(name));
  return {
    classifiesAll: classify === "all",
    nameServers,
    good: [...written, ...others],
    badAgents: bad.userAgents.map(plainWord),
    badNetworks: bad.networks.map(indexOf),
  };
}

const plainWord = (word: string): string => word.toLowerCase();
