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

const EVERYBODY =
  "mozilla/5.0 (windows nt 10.0; win64; x64) applewebkit/537.36 (khtml, like gecko) chrome/ mobile safari/ gecko/ firefox/ version/ macintosh; intel mac os x linux; android edg/ iphone;";

const isEverybody = (text: string): boolean => EVERYBODY.includes(text.toLowerCase());

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
