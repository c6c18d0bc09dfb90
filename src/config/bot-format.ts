// The texts of `bots`: words of User-Agents, and patterns of host names.

import { isHostPattern } from "#bot/host-pattern.ts";
import type { Format, Parsed } from "./format.ts";

const MIN_CHARS = 3;

/** A word that stands in everything would make a bot of everybody. */
function parseAgentWord(text: string): Parsed<string> {
  if (/^[\x20-\x7e]+$/.test(text) && text.trim().length >= MIN_CHARS && !isEverybody(text))
    return { value: text };
  const hint = `write ${MIN_CHARS} or more characters of ASCII that no browser sends, such as acme-monitor/`;
  return { code: "bad-agent-word", says: "is no word that tells a bot", hint };
}

/** What browsers of today send. */
const EVERYBODY = [
  "mozilla/5.0 (windows nt 10.0; win64; x64) applewebkit/537.36 (khtml, like gecko) chrome/131.0.0.0 safari/537.36 edg/131.0.0.0",
  "mozilla/5.0 (windows nt 10.0; win64; x64; rv:133.0) gecko/20100101 firefox/133.0",
  "mozilla/5.0 (x11; linux x86_64; rv:133.0) gecko/20100101 firefox/133.0",
  "mozilla/5.0 (x11; linux x86_64) applewebkit/537.36 (khtml, like gecko) chrome/131.0.0.0 safari/537.36",
  "mozilla/5.0 (linux; android 10; k) applewebkit/537.36 (khtml, like gecko) chrome/131.0.0.0 mobile safari/537.36",
  "mozilla/5.0 (android 14; mobile; rv:133.0) gecko/133.0 firefox/133.0",
  "mozilla/5.0 (macintosh; intel mac os x 10_15_7) applewebkit/605.1.15 (khtml, like gecko) version/18.1 safari/605.1.15",
  "mozilla/5.0 (iphone; cpu iphone os 18_1 like mac os x) applewebkit/605.1.15 (khtml, like gecko) version/18.1 mobile/15e148 safari/604.1",
  "mozilla/5.0 (ipad; cpu os 18_1 like mac os x) applewebkit/605.1.15 (khtml, like gecko) crios/131.0.6778.73 mobile/15e148 safari/604.1",
];

/** Versions go on: `chrome/14` will be what `chrome/13` is. */
const VERSION_TO_COME = /(?<=[/:]1)\d{1,2}$/;

function isEverybody(text: string): boolean {
  const word = text.toLowerCase().replace(VERSION_TO_COME, "");
  return EVERYBODY.some((each) => each.includes(word));
}

function parseHostPattern(text: string): Parsed<string> {
  const value = text.toLowerCase();
  if (isHostPattern(value)) return { value };
  const hint =
    "write a name such as *.crawl.example.com: a * stands for what is before a dot and two labels or more";
  return { code: "bad-host-pattern", says: "is no pattern of host names", hint };
}

const base = { print: (value: string): string => value, readsNumbers: false };
export const agentWord: Format<string> = { ...base, name: "a word of a User-Agent", parse: parseAgentWord };
export const hostPatternFormat: Format<string> = {
  ...base,
  name: "a pattern of host names",
  parse: parseHostPattern,
};
