// What a User-Agent says of its sender, read once per text: everything that the text alone decides, and of
// browsers what their other headers have to agree with.

import { defaultLimits } from "#kernel/limits.ts";
import { type BotVerdict, verdict } from "./bot-class.ts";
import type { BotSettings, GoodBot } from "./bot-settings.ts";
import { driven, libraries, ROBOT, scanners } from "./known-agents.ts";

export type BrowserFacts = {
  /** By engine: every browser on iOS is WebKit. */
  readonly family: "chromium" | "firefox" | "webkit";
  readonly major: number;
  readonly platform: "windows" | "mac" | "linux" | "android" | "ios" | "other";
  /** Why no such browser ever was; empty where there may be one. */
  readonly impossible: string;
  /** The client hints that came with it last, and whether they name another version. */
  readonly lastHints: { brands: string; isOther: boolean };
};

export type AgentFacts =
  | { readonly kind: "settled"; readonly verdict: BotVerdict }
  /** It claims to be this one; its address decides. */
  | { readonly kind: "claim"; readonly bot: GoodBot }
  | { readonly kind: "browser"; readonly browser: BrowserFacts };

const settled = (botClass: BotVerdict["botClass"], name: string, reason: string): AgentFacts => ({
  kind: "settled",
  verdict: verdict(botClass, name, reason),
});

/** @param whole a header's value as received */
export function readUserAgent(whole: string, { good, badAgents }: BotSettings): AgentFacts {
  if (whole === "" || whole === "-") return settled("unknown", "", "it sends no User-Agent");
  const wholeLower = whole.toLowerCase();
  if (badAgents.some((word) => wholeLower.includes(word)))
    return settled("bad", "", "its User-Agent is on the list of bad ones");
  // Longer ones are not remembered. Whoever says behind so much what he is could as well be silent.
  const lower = whole.slice(0, defaultLimits.bots.maxUserAgentBytes).toLowerCase();
  const isPreview = isLinkPreview(lower);
  const own = isPreview ? lower.replace(BORROWED, "") : lower;
  const claimed = good.find(({ agents }) => agents.some((word) => own.includes(word)));
  const scanner = scanners.find((word) => lower.includes(word));
  if (scanner !== undefined && !isNamedBy(claimed, scanner))
    return settled("bad", "", "its User-Agent is that of a scanner for holes");
  if (claimed !== undefined) return { kind: "claim", bot: claimed };
  if (isPreview) return settled("unknown", "", "it is a link preview that borrows the names of others");
  const library = libraries.find(([beginning]) => lower.startsWith(beginning));
  if (library !== undefined) return settled("unknown", library[1], "its User-Agent is that of a library");
  const driver = driven.find(([word]) => lower.includes(word));
  if (driver !== undefined) return settled("unknown", driver[1], "it says that a program drives it");
  if (ROBOT.test(lower)) return settled("unknown", "", "it calls itself a robot, and is none that is known");
  const browser = readBrowser(whole);
  return browser === undefined
    ? settled("none", "", "it claims to be neither a bot nor a browser whose headers are known")
    : { kind: "browser", browser };
}

/**
 * Messengers of people who were sent a link, from those people's addresses: Messages of Apple calls itself
 * `facebookexternalhit/1.1 Facebot Twitterbot/1.0`, Telegram `TelegramBot (like TwitterBot)`.
 */
function isLinkPreview(lower: string): boolean {
  if (lower.includes("(like twitterbot)")) return true;
  return lower.includes("facebookexternalhit/") && lower.includes("twitterbot/");
}

const BORROWED = /facebookexternalhit|facebot|twitterbot/g;

/** Somebody may have a scanner of their own, and say so; beside another bot's name it is no such bot. */
function isNamedBy(bot: GoodBot | undefined, scanner: string): boolean {
  return bot?.agents.some((word) => word.includes(scanner) || scanner.includes(word)) ?? false;
}

/** Pages inside apps: apps send what they like with them. */
const IN_APP = /; wv\)|\bFB(?:AN|AV)\b|\bInstagram\b|\bElectron\/|\bLine\//;
const IOS = /\((?:iPhone|iPad|iPod)\b.*? OS (\d+)_/;

/** Undefined where nothing is known that such a browser has to send. */
function readBrowser(whole: string): BrowserFacts | undefined {
  if (!whole.startsWith("Mozilla/5.0 (") || IN_APP.test(whole)) return undefined;
  const text = beginningOf(whole);
  const impossible = impossibleIn(text);
  const platform = platformOf(text);
  const facts = (family: BrowserFacts["family"], major: number): BrowserFacts => ({
    ...{ family, major, platform, impossible },
    lastHints: { brands: "", isOther: false },
  });
  if (platform === "ios") {
    const major = Number(/ Version\/(\d+)/.exec(text)?.[1] ?? IOS.exec(text)?.[1] ?? 0);
    return text.includes(" Safari/") ? facts("webkit", major) : undefined;
  }
  const chromium = / Chrome\/(\d+)/.exec(text)?.[1];
  if (chromium !== undefined) return facts("chromium", Number(chromium));
  const firefox = / Gecko\/[\d.]+ Firefox\/(\d+)/.exec(text)?.[1];
  if (firefox !== undefined) return facts("firefox", Number(firefox));
  // WebKit elsewhere is no browser of Apple's, and sends something else.
  const safari = platform === "mac" ? / Version\/(\d+)[\d.]* Safari\//.exec(text)?.[1] : undefined;
  if (safari !== undefined) return facts("webkit", Number(safari));
  return impossible === "" ? undefined : facts("webkit", 0);
}

/** What is looked for below takes time that grows with the square of a text; no browser's is longer. */
function beginningOf(text: string): string {
  const { maxUserAgentBytes } = defaultLimits.bots;
  // At a blank: half a version would be another one.
  return text.length <= maxUserAgentBytes ? text : text.slice(0, text.lastIndexOf(" ", maxUserAgentBytes));
}

function platformOf(text: string): BrowserFacts["platform"] {
  if (IOS.test(text)) return "ios";
  if (text.includes("Android")) return "android";
  if (text.includes("(Windows NT ")) return "windows";
  if (text.includes("(Macintosh;")) return "mac";
  return /\((?:X11|Wayland);.*Linux/.test(text) ? "linux" : "other";
}

function impossibleIn(text: string): string {
  if (text.includes(" Chrome/") && text.includes(" Firefox/"))
    return "no browser is Chrome and Firefox at once";
  if (/Windows NT (?:1[1-9]|[7-9]\b|6\.[4-9])/.test(text)) return "there is no such version of Windows";
  // The last ones that ran there: 49 and 109.
  if (/Windows NT 5\..* Chrome\/(?:[5-9]\d|\d{3})/.test(text)) return "no such Chrome ran on this Windows";
  if (/Windows NT 6\..* Chrome\/(?:1[1-9]\d|[2-9]\d\d)/.test(text))
    return "no such Chrome ran on this Windows";
  return "";
}
