// The requests of bench:waf, as the WAF's engine gets them: the same callers, tokens, items and orders that
// bench/load/waf-pool.lua makes, drawn in the same order. Made before anything is measured.

import type { HeaderField, RequestInput } from "#waf/waf.ts";

export type WafRequest = { readonly input: RequestInput; readonly body: string };

/** Of 100,000 callers; the first draws are those that wrk sends first. */
const POOL_SIZE = 100_000;
const BODY_BYTES = 2048;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

const CONSONANTS = "BCDFGHJKLMNPQRSTVWXZbcdfghjklmnpqrstvwxz";

/** Whole numbers from 1 to a limit (Park and Miller's minimal standard). */
class Numbers {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  next(limit: number): number {
    this.#state = (this.#state * 16_807) % 2_147_483_647;
    return (this.#state % limit) + 1;
  }

  text(length: number): string {
    return Array.from({ length }, () => LETTERS.charAt(this.next(64) - 1)).join("");
  }

  /** Consonants and digits, a consonant first. */
  name(length: number): string {
    const all = `${CONSONANTS}0123456789`;
    const from = (i: number): number => (i === 0 ? CONSONANTS.length : all.length);
    return Array.from({ length }, (_, i) => all.charAt(this.next(from(i)) - 1)).join("");
  }

  pick(from: readonly string[]): string {
    return from[this.next(from.length) - 1] ?? "";
  }
}

const agents = [
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0",
];
const languages = ["pt-PT,pt;q=0.9,en;q=0.8", "de-DE,de;q=0.9,en-US;q=0.8", "fr-FR,fr;q=0.9,en;q=0.6"];

type Shape = (n: number, numbers: Numbers) => WafRequest;

const fieldsOf = (n: number, numbers: Numbers): readonly string[] => [
  "Host: shop.example.test",
  'sec-ch-ua: "Chromium";v="131", "Not_A Brand";v="24"',
  `User-Agent: ${numbers.pick(agents)}`,
  "Accept: application/json, text/plain, */*",
  `Accept-Language: ${numbers.pick(languages)}`,
  "Accept-Encoding: gzip, deflate, br",
  "Origin: https://shop.example.test",
  `Referer: https://shop.example.test/items/${n}`,
  "Sec-Fetch-Site: same-origin",
  "Sec-Fetch-Mode: cors",
  "Sec-Fetch-Dest: empty",
  `Authorization: Bearer eyJ${numbers.text(33)}.${numbers.text(320)}.${numbers.text(342)}`,
];

const itemGet: Shape = (n, numbers) =>
  requestOf(`GET /api/items/${n}?expand=owner&limit=20 HTTP/1.1`, fieldsOf(n, numbers), "");

const attackGet: Shape = (n, numbers) => {
  const attack = `%27%20UNION%20SELECT%20name%2C%20password%20FROM%20users%20WHERE%20id%3D${n}--%20-`;
  return requestOf(`GET /api/items/${n}?expand=owner&q=${attack} HTTP/1.1`, fieldsOf(n, numbers), "");
};

const orderPost: Shape = (n, numbers) => {
  const body = orderOf(numbers);
  const own = ["Content-Type: application/json", `Content-Length: ${body.length}`];
  return requestOf("POST /api/orders HTTP/1.1", [...fieldsOf(n, numbers), ...own], body);
};

/** Of 2 KB, with 16 lines. */
function orderOf(numbers: Numbers): string {
  const lines = Array.from({ length: 16 }, (_, index) => ({
    line: index + 1,
    sku: numbers.name(8),
    quantity: numbers.next(9),
    price: { amount: `${numbers.next(500)}.99`, currency: "EUR" },
    gift: false,
  }));
  const order = { customer: numbers.name(12), city: "Lisboa", lines, note: "" };
  return JSON.stringify({ ...order, note: "x".repeat(BODY_BYTES - JSON.stringify(order).length) });
}

/** Fields that come again are the same objects, as the gateway has them. */
const repeated = new Map<string, HeaderField>();

function fieldOf(line: string): HeaderField {
  const known = repeated.get(line);
  if (known !== undefined) return known;
  const colon = line.indexOf(":");
  const name = line.slice(0, colon);
  const field = { name, key: keyOf(name), value: line.slice(colon + 2) };
  if (name !== "Authorization" && name !== "Referer") repeated.set(line, field);
  return field;
}

const keys = new Map<string, string>();

function keyOf(name: string): string {
  const known = keys.get(name) ?? name.toLowerCase();
  keys.set(name, known);
  return known;
}

/** Texts that do not come again are parts of the head, as they are where it came over a wire. */
function requestOf(requestLine: string, lines: readonly string[], body: string): WafRequest {
  const head = Buffer.from([requestLine, ...lines, "", ""].join("\r\n"), "latin1").toString("latin1");
  const [first = "", ...fields] = head.slice(0, -4).split("\r\n");
  const [method = "", target = "", protocol = ""] = first.split(" ");
  return {
    input: {
      id: "0192f0c1a2b3c4d5e6f708192a3b4c5d",
      requestLine: first,
      method,
      target,
      protocol,
      headers: fields.map(fieldOf),
      clientAddress: "203.0.113.7",
      clientPort: 40_000,
      serverAddress: "192.0.2.1",
      serverPort: 443,
      serverName: "shop.example.test",
    },
    body,
  };
}

const shapes = { get: itemGet, post: orderPost, attack: attackGet } as const;

/** So many of a shape, in the order in which wrk sends them. */
export function wafRequests(shape: keyof typeof shapes, count: number): readonly WafRequest[] {
  const order = new Numbers(20_260_117);
  return Array.from({ length: count }, () => {
    const n = order.next(POOL_SIZE);
    const numbers = new Numbers(n * 7919 + 12_345);
    numbers.next(2);
    return shapes[shape](n, numbers);
  });
}
