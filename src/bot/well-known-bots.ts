// Good bots by what their operators publish of them: the word in their User-Agent, and the names that their
// addresses have in the DNS. Only names that an operator promises for all addresses of a bot stand here: an
// address without one is an impostor's. Where `hosts` is empty, addresses are published as a list instead,
// which a network of the configuration has to hold.

import type { GoodBot } from "./bot-settings.ts";

const bot = (name: string, agents: readonly string[], hosts: readonly string[] = []): GoodBot => ({
  name,
  agents,
  hosts,
  networks: [],
});

/**
 * `*.googleusercontent.com` is left out, for customers of Google's cloud have names in it, and so is
 * `google-proxy-*.google.com`, through which anybody can have pages fetched.
 *
 * Those whose word is a part of another one's come after it.
 */
export const wellKnownBots: readonly GoodBot[] = [
  // developers.google.com/search/docs/crawling-indexing/verifying-googlebot
  bot(
    "google-special",
    ["adsbot-google", "mediapartners-google", "apis-google", "google-safety"],
    ["*.googlebot.com", "rate-limited-proxy-*.google.com"],
  ),
  bot(
    "googlebot",
    ["googlebot", "googleother", "google-inspectiontool", "storebot-google", "google-cloudvertexbot"],
    ["*.googlebot.com"],
  ),
  // www.bing.com/webmasters/help/verifying-that-bingbot-is-bingbot
  bot("bingbot", ["bingbot", "adidxbot", "bingpreview", "msnbot"], ["*.search.msn.com"]),
  // support.apple.com/119829
  bot("applebot", ["applebot"], ["*.applebot.apple.com"]),
  // yandex.com/support/webmaster/robot-workings/check-yandex-robots.html; without `*.yandex.net`, which it
  // names too: the domain of everything else that the company runs.
  bot(
    "yandexbot",
    ["yandexbot", "yandeximages", "yandexmobilebot", "yandexaccessibilitybot", "yandexwebmaster"],
    ["*.yandex.ru", "*.yandex.com"],
  ),
  // help.baidu.com/question?prod_id=99&class=0&id=3001
  bot("baiduspider", ["baiduspider"], ["*.baidu.com", "*.baidu.jp"]),
  // webmaster.petalsearch.com/site/petalbot
  bot("petalbot", ["petalbot"], ["*.petalsearch.com"]),
  // developer.amazon.com/amazonbot
  bot("amazonbot", ["amazonbot"], ["*.crawl.amazonbot.amazon"]),
  // napoveda.seznam.cz/en/seznambot-crawler
  bot("seznambot", ["seznambot"], ["*.seznam.cz"]),
  // www.sogou.com/docs/help/webmasters.htm
  bot("sogou", ["sogou web spider", "sogou inst spider"], ["*.crawl.sogou.com"]),
  // ahrefs.com/robot
  bot("ahrefsbot", ["ahrefsbot", "ahrefssiteaudit"], ["*.ahrefs.com", "*.ahrefs.net"]),
  // Lists of addresses: duckduckgo.com/duckduckbot.json, openai.com/gptbot.json and so on.
  bot("duckduckbot", ["duckduckbot", "duckassistbot"]),
  bot("gptbot", ["gptbot"]),
  bot("oai-searchbot", ["oai-searchbot"]),
  bot("chatgpt-user", ["chatgpt-user"]),
  bot("claudebot", ["claudebot", "claude-user", "claude-searchbot"]),
  bot("perplexitybot", ["perplexitybot", "perplexity-user"]),
  bot("ccbot", ["ccbot/"]),
  bot("meta", ["facebookexternalhit", "facebot", "meta-externalagent", "meta-externalfetcher"]),
  bot("linkedinbot", ["linkedinbot"]),
  bot("pinterestbot", ["pinterestbot", "pinterest/0."]),
  bot("twitterbot", ["twitterbot"]),
  bot("uptimerobot", ["uptimerobot"]),
];
