// Cross checks of bots: good ones of one's own have a word and a proof, and conditions name classes that
// there are.

import { botClasses } from "#bot/bot-class.ts";
import { wellKnownBots } from "#bot/well-known-bots.ts";
import type { Variable } from "#http/template.ts";
import { nearest } from "#kernel/nearest.ts";
import type { Config } from "./config.ts";
import type { Places } from "./places.ts";
import type { Report } from "./report.ts";
import { quoted } from "./tree.ts";

const wellKnownNames = wellKnownBots.map(({ name }) => name);

export function checkBots({ bots, places }: Config, report: Report): void {
  for (const [name, bot] of bots.verified) {
    const known = wellKnownBots.find((each) => each.name === name);
    const spot = places.key(bots.verified, name);
    if (known === undefined && bot.userAgents === undefined) {
      const near = nearest(name, wellKnownNames);
      const hint =
        near === undefined
          ? `write \`userAgents\`; well known are ${wellKnownNames.join(", ")}`
          : `did you mean ${quoted(near)}? A bot of your own needs \`userAgents\``;
      report.error(spot, "unknown-bot", `${quoted(name)} is no well-known bot, and has no User-Agent`, hint);
    }
    const hosts = bot.hosts ?? known?.hosts ?? [];
    if (hosts.length > 0 || bot.networks.length > 0) continue;
    const message = `nothing can verify ${quoted(name)}: it has neither networks nor hosts`;
    const hint = "name the networks that hold its addresses, or the names that they have in the DNS";
    report.error(spot, "unverifiable-bot", message, hint);
  }
}

/** A class that is spelled wrongly would never match, which nobody would notice. */
export function checkBotClasses(
  condition: { readonly equals?: string; readonly in?: readonly string[]; readonly ignoreCase: boolean },
  { name }: Variable,
  places: Places,
  report: Report,
): void {
  if (name !== "client.bot") return;
  const isClass = (text: string): boolean =>
    botClasses.some((each) => each === (condition.ignoreCase ? text.toLowerCase() : text));
  const hint = `write one of ${botClasses.join(", ")}`;
  const { equals, in: oneOf = [] } = condition;
  if (equals !== undefined && !isClass(equals))
    report.error(
      places.value(condition, "equals"),
      "never-true",
      `${places.shown(condition, "equals")} is no class of bots`,
      hint,
    );
  oneOf.forEach((text, i) => {
    if (isClass(text)) return;
    report.error(places.value(oneOf, i), "never-true", `${places.shown(oneOf, i)} is no class of bots`, hint);
  });
}
