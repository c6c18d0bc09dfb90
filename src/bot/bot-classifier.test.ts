import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { makeField } from "#http/field.ts";
import { parsePrefix } from "#kernel/address.ts";
import { buildPrefixTable } from "#kernel/prefix-set.ts";
import { AddressList, type AddressListTable } from "#network/address-list.ts";
import type { BotVerdict } from "./bot-class.ts";
import { BotClassifier } from "./bot-classifier.ts";
import { type BotSettings, noBots } from "./bot-settings.ts";
import type { BotRequest } from "./contradictions.ts";
import type { KnownProof } from "./host-proofs.ts";
import { wellKnownBots } from "./well-known-bots.ts";

const CLIENT = "203.0.113.9";

const network = (name: string, ...prefixes: readonly string[]): AddressList =>
  new AddressList(name, tableOf(...prefixes));

function tableOf(...prefixes: readonly string[]): AddressListTable {
  const entries = prefixes.map((text) => {
    const prefix = parsePrefix(text);
    assert.ok(!("error" in prefix), text);
    return { prefix, value: 0 };
  });
  return { prefixes: buildPrefixTable(entries), ends: undefined };
}

const old = network("old", "192.0.2.0/24");
old.replace({ ...tableOf("192.0.2.0/24"), staleAtMs: Date.now() - 1 });
const networks = [
  ...[network("ranges", "192.0.2.0/24"), network("empty"), network("listed", "198.51.100.0/24")],
  old,
];

function classify(
  request: Partial<BotRequest>,
  settings: Partial<BotSettings> = {},
  proof: KnownProof = "pending",
): BotVerdict {
  const bots = { ...noBots, good: wellKnownBots, ...settings };
  return new BotClassifier(bots, networks, { proofOf: () => proof }).classify({
    userAgent: "",
    fields: [],
    method: "GET",
    version: "HTTP/1.1",
    ja4: "",
    isSecure: false,
    isDirect: true,
    clientAddress: CLIENT,
    ...request,
  });
}

const fieldsOf = (headers: Readonly<Record<string, string>>) =>
  Object.entries(headers).map(([name, value]) => makeField(name, value));

/** A request with these headers, its User-Agent among them. */
function sends(headers: Readonly<Record<string, string>>, change: Partial<BotRequest> = {}): BotVerdict {
  const userAgent = headers["User-Agent"] ?? "";
  return classify({ userAgent, fields: fieldsOf(headers), isSecure: true, version: "HTTP/2.0", ...change });
}

const CHROME_UA =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";

const chrome = {
  "sec-ch-ua": '"Google Chrome";v="131", "Chromium";v="131", "Not_A Brand";v="24"',
  "sec-ch-ua-mobile": "?0",
  "sec-ch-ua-platform": '"Windows"',
  "upgrade-insecure-requests": "1",
  "User-Agent": CHROME_UA,
  Accept: "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
  "sec-fetch-site": "none",
  "sec-fetch-mode": "navigate",
  "sec-fetch-user": "?1",
  "sec-fetch-dest": "document",
  "Accept-Encoding": "gzip, deflate, br, zstd",
  "Accept-Language": "de-DE,de;q=0.9",
};

const plain = {
  Accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
  "Accept-Language": "en-US,en;q=0.5",
  "Accept-Encoding": "gzip, deflate, br",
};
const fetched = { "Sec-Fetch-Dest": "document", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "none" };

/** Header sets as these browsers send them when somebody opens a page over https. */
const browsers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "Chrome on Windows": chrome,
  "Chrome on Android": {
    ...chrome,
    "sec-ch-ua-mobile": "?1",
    "sec-ch-ua-platform": '"Android"',
    "User-Agent":
      "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
  },
  "Chrome on a CUBOT phone": {
    ...chrome,
    "sec-ch-ua-platform": '"Android"',
    "User-Agent":
      "Mozilla/5.0 (Linux; Android 9; CUBOT_X18_Plus) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
  },
  "Edge on macOS": {
    ...chrome,
    "sec-ch-ua": '"Microsoft Edge";v="131", "Chromium";v="131", "Not_A Brand";v="24"',
    "sec-ch-ua-platform": '"macOS"',
    "User-Agent":
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0",
  },
  "Opera, whose own version differs": {
    ...chrome,
    "sec-ch-ua": '"Opera";v="115", "Chromium";v="129", "Not.A/Brand";v="24"',
    "User-Agent":
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36 OPR/115.0.0.0",
  },
  "Chrome on a phone, asking for the page of desktops": {
    ...chrome,
    "sec-ch-ua-platform": '"Android"',
    "User-Agent":
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
  },
  "Firefox on Linux": {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0",
    ...plain,
    ...fetched,
    Priority: "u=0, i",
  },
  "Firefox on Android": {
    "User-Agent": "Mozilla/5.0 (Android 14; Mobile; rv:133.0) Gecko/133.0 Firefox/133.0",
    ...plain,
    ...fetched,
  },
  "Safari on macOS": {
    "User-Agent":
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
    ...plain,
    ...fetched,
  },
  "Safari on an old macOS": {
    "User-Agent":
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.6 Safari/605.1.15",
    ...plain,
  },
  "Safari on an iPhone": {
    "User-Agent":
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1.1 Mobile/15E148 Safari/604.1",
    ...plain,
    ...fetched,
  },
  "Chrome on an iPhone, which is WebKit": {
    "User-Agent":
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1",
    ...plain,
    ...fetched,
  },
  "a page in an app on Android": {
    "User-Agent":
      "Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/AP2A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/131.0.6778.81 Mobile Safari/537.36",
    Accept: "*/*",
  },
  "an app of its own name": {
    "User-Agent": "ShopApp/3.2 (iPhone; iOS 18.1; Scale/3.00) CFNetwork/1568.200.51",
  },
  "Internet Explorer 11": {
    "User-Agent": "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko",
  },
};

describe("browsers", () => {
  for (const [name, headers] of Object.entries(browsers)) {
    it(`say nothing of a bot: ${name}`, () => {
      const found = sends(headers, { ja4: "t13d1516h2_8daaf6152771_e5627efa2ab1" });
      assert.equal(found.botClass, "none", found.reason);
      assert.equal(sends(headers, { method: "POST" }).botClass, "none");
    });
  }

  it("are believed what a script of a page, a player and a WebSocket send", () => {
    const script = { ...chrome, Accept: "*/*", "sec-fetch-mode": "cors", "sec-fetch-dest": "empty" };
    assert.equal(sends(script).botClass, "none");
    const range = { "User-Agent": CHROME_UA, Range: "bytes=0-", "Accept-Encoding": "identity;q=1, *;q=0" };
    assert.equal(sends(range).botClass, "none");
    assert.equal(sends({ "User-Agent": CHROME_UA, Upgrade: "websocket" }).botClass, "none");
  });

  it("behind a hop are not judged by the hop's connection", () => {
    const hop = { version: "HTTP/1.0", ja4: "", isDirect: false, isSecure: false };
    assert.equal(sends({ "User-Agent": CHROME_UA, ...plain }, hop).botClass, "none");
  });
});

function without(headers: Readonly<Record<string, string>>, ...names: readonly string[]) {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

const firefox = browsers["Firefox on Linux"] ?? {};

describe("contradictions", () => {
  const singles: readonly [RegExp, BotVerdict][] = [
    [/no Accept-Language/, sends(without(chrome, "Accept-Language"))],
    [/no Accept-Encoding/, sends(without(chrome, "Accept-Encoding"))],
    [/no Accept$/, sends(without(firefox, "Accept"))],
    [/no Sec-Fetch-Site/, sends(without(firefox, "Sec-Fetch-Site"))],
    [/no Sec-CH-UA/, sends(without(chrome, "sec-ch-ua", "sec-ch-ua-platform"))],
    [/another version/, sends({ ...chrome, "sec-ch-ua": '"Chromium";v="99", "Not_A Brand";v="24"' })],
    [/another system/, sends({ ...chrome, "sec-ch-ua-platform": '"Linux"' })],
    [/only Chromium does/, sends({ ...firefox, "sec-ch-ua": '"Chromium";v="131"' })],
    [/HTTP\/1\.0/, sends(chrome, { version: "HTTP/1.0" })],
    [/TLS is older/, sends(chrome, { ja4: "t12d1909h2_d83cc789557e_7af1ed941c26" })],
    [/no protocol/, sends(chrome, { ja4: "t13d190900_9dc949149365_97f8aa674fd9" })],
    [/Chrome and Firefox at once/, sends({ ...chrome, "User-Agent": `${CHROME_UA} Firefox/133.0` })],
    [/no such version of Windows/, sends({ ...chrome, "User-Agent": CHROME_UA.replace("10.0", "11.0") })],
    [/ran on this Windows/, sends({ ...chrome, "User-Agent": CHROME_UA.replace("NT 10.0", "NT 5.1") })],
  ];
  for (const [why, found] of singles) {
    it(`one alone makes nobody bad: ${why.source}`, () => {
      assert.equal(found.botClass, "unknown");
      assert.match(found.reason, why);
      assert.doesNotMatch(found.reason, /;/);
    });
  }

  it("a proxy that opens TLS makes nobody bad, whatever its own TLS is like", () => {
    assert.equal(sends(chrome, { ja4: "t12i0705 00_x_y".replace(" ", "") }).botClass, "unknown");
  });

  it("what one box between changes is one, whatever it changes together", () => {
    const old = { ja4: "t12d190900_d83cc789557e_7af1ed941c26" };
    const plainer = without(chrome, "Accept-Encoding");
    for (const found of [
      sends(plainer, old),
      sends(chrome, { ...old, version: "HTTP/1.0" }),
      sends(plainer, { ...old, version: "HTTP/1.0" }),
    ])
      assert.deepEqual([found.botClass, found.reason.includes(";")], ["unknown", false], found.reason);
    assert.equal(sends(without(plainer, "Accept-Language"), old).botClass, "bad");
    assert.equal(sends(without(plainer, "Accept-Language")).botClass, "bad");
  });

  it("are looked for in the beginning of a User-Agent, and words of a list in the whole", () => {
    const long = `${CHROME_UA} ${"(X11;".repeat(100)}`;
    assert.equal(sends({ ...chrome, "User-Agent": `${CHROME_UA} Firefox/1` }).botClass, "unknown");
    assert.equal(sends({ ...chrome, "User-Agent": `${long} Firefox/1` }).botClass, "none");
    assert.equal(classify({ userAgent: `${long} EvilBot` }, { badAgents: ["evilbot"] }).botClass, "bad");
    assert.equal(classify({ userAgent: `sqlmap/1.8 ${"x".repeat(600)}` }).botClass, "bad");
    assert.equal(classify({ userAgent: `sqlmap/1.8${"x".repeat(600)}` }).botClass, "bad");
    assert.equal(classify({ userAgent: `x sqlmap/1.8${"y".repeat(600)}` }).botClass, "bad");
    assert.equal(classify({ userAgent: `${"x".repeat(600)}sqlmap/1.8` }).botClass, "none");
    const app = `[FBAN/EMA;FBAV/444.0;${"x".repeat(500)}]`;
    assert.equal(sends({ "User-Agent": `${CHROME_UA} ${app}` }).botClass, "none");
    // A cut within the version would be Chrome 13, of which nothing is asked.
    const before = CHROME_UA.slice(0, CHROME_UA.indexOf(" Chrome/"));
    const pad = `${before} ${"x".repeat(511 - before.length - " Chrome/13".length)}`;
    const split = `${pad} Chrome/131.0.0.0 Safari/537.36`;
    assert.equal(split.slice(0, 512).endsWith(" Chrome/13"), true);
    assert.equal(sends({ ...chrome, "User-Agent": split }).botClass, "none");
  });

  it("a library that gives itself out as a browser contradicts itself more than once over TLS", () => {
    const requests = { "User-Agent": CHROME_UA, "Accept-Encoding": "gzip, deflate", Accept: "*/*" };
    const found = sends(requests, { version: "HTTP/1.1", ja4: "t13d1812h1_85036bcba153_375ca2c5e164" });
    assert.equal(found.botClass, "bad");
    assert.match(found.reason, /no Accept-Language; it sends no Sec-Fetch-Site; it sends no Sec-CH-UA/);
    assert.equal(sends(requests, { isSecure: false }).botClass, "unknown");
  });

  it("nothing is asked of browsers that are older than what they would have to send", () => {
    const old = CHROME_UA.replace("131", "70");
    assert.equal(sends({ "User-Agent": old, Accept: "*/*" }).botClass, "none");
  });
});

describe("programs", () => {
  for (const [userAgent, name] of [
    ["curl/8.5.0", "curl"],
    ["python-requests/2.32.3", "python-requests"],
    ["Python/3.12 aiohttp/3.9.1", "python-aiohttp"],
    ["Go-http-client/2.0", "go-http-client"],
    ["okhttp/4.12.0", "okhttp"],
    ["node", "node"],
    [`${CHROME_UA.replace("Chrome/", "HeadlessChrome/")}`, "headless-chrome"],
    ["", ""],
    ["-", ""],
    ["Mozilla/5.0 (compatible; AcmeBot/1.0; +https://acme.example/bot)", ""],
    ["newspaper-fetcher/0.2", ""],
  ] as const) {
    it(`that say so are unknown: ${userAgent}`, () => {
      const found = classify({ userAgent });
      assert.deepEqual([found.botClass, found.name], ["unknown", name], found.reason);
    });
  }

  for (const userAgent of [
    "sqlmap/1.8#stable (https://sqlmap.org)",
    "Mozilla/5.00 (Nikto/2.5.0)",
    "sqlmap/1.8 GPTBot",
    "Googlebot/2.1 Nikto/2.5.0",
  ]) {
    it(`that look for holes are bad: ${userAgent}`, () => {
      assert.equal(classify({ userAgent }).botClass, "bad");
    });
  }

  it("that look for holes in somebody's own name are that somebody's, from where it says", () => {
    const good = [{ name: "audit", agents: ["nessus"], hosts: [], networks: [0] }, ...wellKnownBots];
    const nessus = (clientAddress: string, userAgent = "Nessus/10") =>
      classify({ userAgent, clientAddress }, { good }).botClass;
    assert.deepEqual([nessus("192.0.2.7"), nessus(CLIENT)], ["verified", "bad"]);
    assert.equal(nessus("192.0.2.7", "GPTBot Nikto/2"), "bad");
  });

  it("on a list are bad, verified ones excepted where the list is one of addresses", () => {
    const badAgents = ["evilscraper", "gptbot"];
    assert.equal(classify({ userAgent: "EvilScraper/1" }, { badAgents }).botClass, "bad");
    assert.equal(classify({ userAgent: "GPTBot/1.1" }, { badAgents }).botClass, "bad");
    const listed = { clientAddress: "198.51.100.7" };
    const browser = { userAgent: CHROME_UA, method: "HEAD" };
    const found = classify({ ...browser, ...listed }, { badNetworks: [2] });
    assert.deepEqual([found.botClass, found.reason], ["bad", "its address is in the network listed"]);
    assert.equal(classify(browser, { badNetworks: [2] }).botClass, "none");
    const claimed = { userAgent: "Googlebot/2.1", ...listed };
    assert.equal(classify(claimed, { badNetworks: [2] }, "verified").botClass, "verified");
    assert.equal(classify(claimed, { badNetworks: [2] }, "pending").botClass, "bad");
  });
});

describe("good bots", () => {
  const claims: Readonly<Record<string, string>> = {
    googlebot: "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "google-special": "AdsBot-Google (+http://www.google.com/adsbot.html)",
    bingbot: "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    applebot:
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.1.1 Safari/605.1.15 (Applebot/0.1; +http://www.apple.com/go/applebot)",
    yandexbot: "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
    baiduspider: "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
    petalbot: "Mozilla/5.0 (compatible;PetalBot;+https://webmaster.petalsearch.com/site/petalbot)",
    amazonbot: "Mozilla/5.0 (compatible; Amazonbot/0.1; +https://developer.amazon.com/support/amazonbot)",
    seznambot: "Mozilla/5.0 (compatible; SeznamBot/4.0; +https://o-seznam.cz/napoveda/)",
    sogou: "Sogou web spider/4.0(+http://www.sogou.com/docs/help/webmasters.htm#07)",
    ahrefsbot: "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
  };
  for (const [name, userAgent] of Object.entries(claims)) {
    it(`${name} is verified, refuted or not decided by its names`, () => {
      const classes = (["verified", "refuted", "undecided", "pending", "unasked"] as const).map((proof) => {
        const found = classify({ userAgent }, {}, proof);
        assert.equal(found.name, name);
        return found.botClass;
      });
      assert.deepEqual(classes, ["verified", "bad", "unknown", "unknown", "unknown"]);
    });
  }

  const lists = (...places: readonly number[]): Partial<BotSettings> => ({
    good: [{ name: "duckduckbot", agents: ["duckduckbot"], hosts: [], networks: places }],
  });
  const duck = { userAgent: "DuckDuckBot/1.1; (+http://duckduckgo.com/duckduckbot.html)" };

  it("whose addresses are a list are judged by the list, where there is one that holds something", () => {
    assert.equal(classify(duck).botClass, "unknown");
    assert.equal(classify({ ...duck, clientAddress: "192.0.2.7" }, lists(0)).botClass, "verified");
    assert.equal(classify(duck, lists(0)).botClass, "bad");
    assert.equal(classify(duck, lists(1)).botClass, "unknown");
    assert.equal(classify(duck, lists(0, 1)).botClass, "unknown");
  });

  const previews = [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
    "TelegramBot (like TwitterBot)",
  ];

  it("whose names link previews borrow are not what those claim to be", () => {
    const good = wellKnownBots.map((each) =>
      ["meta", "twitterbot"].includes(each.name) ? { ...each, networks: [0] } : each,
    );
    const from = (userAgent: string) => {
      const { botClass, name } = classify({ userAgent }, { good });
      return [botClass, name];
    };
    for (const preview of previews) assert.deepEqual(from(preview), ["unknown", ""], preview);
    assert.deepEqual(from("facebookexternalhit/1.1"), ["bad", "meta"]);
    assert.deepEqual(from("Twitterbot/1.0"), ["bad", "twitterbot"]);
    const telegram = [{ name: "telegram", agents: ["telegrambot"], hosts: [], networks: [0] }, ...good];
    const own = { userAgent: "TelegramBot (like TwitterBot)", clientAddress: "192.0.2.7" };
    assert.equal(classify(own, { good: telegram }).name, "telegram");
  });

  it("with names and a list that holds nothing yet are not refuted by their names", () => {
    const good = [{ name: "own", agents: ["ownbot"], hosts: ["*.own.example"], networks: [0, 1] }];
    const own = (proof: KnownProof) => classify({ userAgent: "OwnBot/1" }, { good }, proof);
    assert.equal(own("verified").botClass, "verified");
    assert.equal(own("refuted").botClass, "unknown");
    assert.match(own("refuted").reason, /the network empty holds nothing yet/);
  });

  it("whose list is past its maxAge are verified by it, and not refuted", () => {
    const good = [{ name: "own", agents: ["ownbot"], hosts: ["*.own.example"], networks: [3] }];
    const own = (clientAddress: string, proof: KnownProof) =>
      classify({ userAgent: "OwnBot/1", clientAddress }, { good }, proof);
    assert.equal(own("192.0.2.7", "refuted").botClass, "verified");
    assert.equal(own(CLIENT, "refuted").botClass, "unknown");
    assert.match(own(CLIENT, "refuted").reason, /the feed of the network old is past its maxAge/);
  });

  it("with names and a list need one of them", () => {
    const good = [{ name: "own", agents: ["ownbot"], hosts: ["*.own.example"], networks: [0] }];
    const own = (clientAddress: string, proof: KnownProof) =>
      classify({ userAgent: "OwnBot/1", clientAddress }, { good }, proof).botClass;
    assert.equal(own("192.0.2.7", "unasked"), "verified");
    assert.equal(own(CLIENT, "verified"), "verified");
    assert.equal(own(CLIENT, "refuted"), "bad");
  });

  it("are not told by private addresses, behind which is whatever proxy", () => {
    for (const clientAddress of ["10.0.0.7", "127.0.0.1", "fd00::1"])
      assert.equal(classify({ ...duck, clientAddress }, lists(0)).botClass, "unknown", clientAddress);
    assert.equal(
      classify({ userAgent: "Googlebot/2.1", clientAddress: "10.0.0.7" }, {}, "refuted").botClass,
      "unknown",
    );
  });
});
