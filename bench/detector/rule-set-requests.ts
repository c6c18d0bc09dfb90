// What rule sets are compared on, as requests: values of the corpora as an argument, and the lines of a
// site's access log.

import { readFileSync } from "node:fs";
import { readWholeRequest } from "#http/whole-request.ts";
import type { RequestInput } from "#waf/waf.ts";
import {
  attackCorpora,
  benignCorpora,
  type Corpus,
  otherAttacks,
  type Part,
} from "../../test/harness/attack-corpus.ts";
import { sharedPath } from "../../test/harness/shared-data.ts";

export const SITE_LOG = "traffic/site-access.log";

export type PreparedRequest = { readonly input: RequestInput; readonly body: string };

export type RequestCorpus = {
  readonly name: string;
  readonly part: Part;
  readonly isAttack: boolean;
  readonly requests: readonly PreparedRequest[];
};

/** Of the log both parts are one: nobody tunes on its attacks, and everybody on its visitors. */
export function requestCorpora(): readonly RequestCorpus[] {
  const attacks = [...attackCorpora("sqli"), ...attackCorpora("xss"), ...otherAttacks()];
  return [
    ...attacks.map((corpus) => asRequests(corpus, true)),
    ...benignCorpora().map((corpus) => asRequests(corpus, false)),
    ...siteLog(),
  ];
}

function asRequests({ name, part, values }: Corpus, isAttack: boolean): RequestCorpus {
  return { name, part, isAttack, requests: values.map(withArgument) };
}

const FIELDS = `Host: shop.example
User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0
Accept: application/json, text/plain, */*
Accept-Language: en-US,en;q=0.5
Accept-Encoding: gzip, deflate, br
Referer: https://shop.example/catalogue
Connection: keep-alive
`.replaceAll("\n", "\r\n");

/** Longer values than a target may be go into a form. */
const MAX_TARGET_CHARS = 4096;

function withArgument(value: string): PreparedRequest {
  const text = `q=${encoded(value)}`;
  if (text.length <= MAX_TARGET_CHARS)
    return prepared(`GET /catalogue/search?${text} HTTP/1.1\r\n${FIELDS}\r\n`);
  const type = "Content-Type: application/x-www-form-urlencoded\r\n";
  const length = `Content-Length: ${text.length}\r\n`;
  return prepared(`POST /catalogue/search HTTP/1.1\r\n${FIELDS}${type}${length}\r\n${text}`);
}

/** Every byte that is no letter or digit. */
const encoded = (value: string): string =>
  value.replace(
    /[^A-Za-z0-9]/g,
    (char) => `%${(char.charCodeAt(0) & 0xff).toString(16).padStart(2, "0").toUpperCase()}`,
  );

function prepared(bytes: string): PreparedRequest {
  const { head, body } = readWholeRequest(bytes);
  const { requestLine, method, target, version, fields, host } = head;
  const input = {
    id: "00000000000000000000000000000001",
    requestLine,
    method,
    target,
    protocol: version,
    headers: fields,
    clientAddress: "203.0.113.7",
    clientPort: 40_000,
    serverAddress: "192.0.2.1",
    serverPort: 443,
    serverName: host,
  };
  return { input, body };
}

const LINE = /^\S+ \S+ \S+ \[[^\]]*\] "(\S+) (.*) (HTTP\/1\.[01])" \d+ \S+ "(.*?)" "(.*)"$/;

function siteLog(): readonly RequestCorpus[] {
  const marked = new Set(attackLines());
  const lines = readFileSync(sharedPath(SITE_LOG), "latin1").split("\n");
  const requests = lines.flatMap((line, index) => {
    const request = requestOfLine(line);
    return request === undefined ? [] : [{ isAttack: marked.has(index + 1), request }];
  });
  return [true, false].map((isAttack) => ({
    name: "site log",
    part: "report",
    isAttack,
    requests: requests.filter((each) => each.isAttack === isAttack).map(({ request }) => request),
  }));
}

/** A log does not have the other fields of a request: they are what browsers and crawlers send in common. */
function requestOfLine(line: string): PreparedRequest | undefined {
  const [, method, target, protocol, referer, agent] = LINE.exec(line) ?? [];
  if (method === undefined || target === undefined) return undefined;
  const fields = ["Host: site.example", "Accept: */*", "Accept-Encoding: gzip"];
  if (agent !== "-") fields.push(`User-Agent: ${agent}`);
  if (referer !== "-") fields.push(`Referer: ${referer}`);
  if (method === "POST") fields.push("Content-Type: application/x-www-form-urlencoded", "Content-Length: 0");
  return prepared(`${method} ${target} ${protocol}\r\n${fields.join("\r\n")}\r\n\r\n`);
}

function attackLines(): readonly number[] {
  const text = readFileSync(new URL("site-log-attacks.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { readonly lines: readonly number[] }).lines;
}
