// What it costs to classify a request: with a User-Agent that was seen before, whose headers are looked at
// each time, and with one that is new.

import { BotClassifier } from "#bot/bot-classifier.ts";
import { noBots } from "#bot/bot-settings.ts";
import type { BotRequest } from "#bot/contradictions.ts";
import { wellKnownBots } from "#bot/well-known-bots.ts";
import { type Field, makeField } from "#http/field.ts";
import type { MicroCase, Prepared, Subject } from "./subject.ts";

const SEEN_BUDGET_NS = 2000;
/** More than are remembered. */
const UNSEEN = 16_384;

export const bots: Subject = { name: "bot", prepare };

const CHROME =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
const GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";

const fields: readonly Field[] = [
  ["Host", "api.example.com"],
  ["Connection", "keep-alive"],
  ["sec-ch-ua", '"Google Chrome";v="131", "Chromium";v="131", "Not_A Brand";v="24"'],
  ["sec-ch-ua-mobile", "?0"],
  ["sec-ch-ua-platform", '"Windows"'],
  ["Upgrade-Insecure-Requests", "1"],
  ["User-Agent", CHROME],
  ["Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"],
  ["Sec-Fetch-Site", "same-origin"],
  ["Sec-Fetch-Mode", "navigate"],
  ["Sec-Fetch-Dest", "document"],
  ["Referer", "https://api.example.com/orders"],
  ["Accept-Encoding", "gzip, deflate, br, zstd"],
  ["Accept-Language", "en-US,en;q=0.9"],
  ["Cookie", "session=0123456789abcdef; theme=dark"],
].map(([name = "", value = ""]) => makeField(name, value));

function prepare(): Prepared {
  const unseen = Array.from({ length: UNSEEN }, (_, i) => CHROME.replace("131.0.0.0", `131.0.${i}.0`));
  return {
    cases: [
      caseOf("a browser whose User-Agent was seen", [CHROME], SEEN_BUDGET_NS),
      caseOf("a library whose User-Agent was seen", ["python-requests/2.32.3"], SEEN_BUDGET_NS),
      caseOf("a good bot that is verified", [GOOGLEBOT], SEEN_BUDGET_NS),
      caseOf("a browser whose User-Agent is new", unseen),
    ],
  };
}

function caseOf(name: string, userAgents: readonly string[], budgetNs?: number): MicroCase {
  const classifier = new BotClassifier({ ...noBots, good: wellKnownBots }, [], { proofOf: () => "verified" });
  const requests = userAgents.map(
    (userAgent): BotRequest => ({
      userAgent,
      fields,
      method: "GET",
      version: "HTTP/1.1",
      ja4: "t13d1516h2_8daaf6152771_e5627efa2ab1",
      isSecure: true,
      isDirect: true,
      clientAddress: "203.0.113.9",
    }),
  );
  const run = (operations: number): number => {
    let total = 0;
    for (let i = 0; i < operations; i++) {
      const request = requests[i % requests.length];
      if (request !== undefined) total += classifier.classify(request).botClass.length;
    }
    return total;
  };
  return { name, run, ...(budgetNs === undefined ? {} : { budgetNs }) };
}
