// Reading of what the WAF looks at in a request: a query, cookies, and bodies of about 2 KB.

import { processJson } from "#waf/body/json.ts";
import { processMultipart } from "#waf/body/multipart.ts";
import { parseArguments } from "#waf/body/parse-arguments.ts";
import { parseCookies } from "#waf/body/parse-cookies.ts";
import type { BodyLimits, BodyProcessor } from "#waf/body/parsed-body.ts";
import { processUrlencoded } from "#waf/body/urlencoded.ts";
import { processXml } from "#waf/body/xml.ts";
import type { MicroCase, Prepared, Subject } from "./subject.ts";

const LIMITS: BodyLimits = { maxArguments: 1000, jsonDepth: 512, argumentSeparator: "&", maxFiles: 100 };
const VARIANTS = 64;

export const requestBodies: Subject = { name: "request bodies", prepare };

/** Bytes as they come from a socket: strings that no look-up has seen before. */
const fromWire = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

const variants = (make: (seed: number) => string): string[] =>
  Array.from({ length: VARIANTS }, (_, i) => fromWire(make(i)));

function prepare(): Prepared {
  const json = variants(orderJson);
  return {
    cases: [
      {
        name: "read a query of three arguments",
        budgetNs: 1000,
        run: over(
          variants((i) => `expand=owner%20${i}&limit=20&page=${i}`),
          (text) => parseArguments(text, "&", 1000).values.length,
        ),
      },
      {
        name: "read a Cookie of four cookies",
        budgetNs: 1000,
        run: over(
          variants((i) => `sid=${"0123456789abcdef".repeat(2)}${i}; theme=dark; lang=en; _ga=GA1.2.3.${i}`),
          (text) => parseCookies(text).values.length,
        ),
      },
      processing("a JSON body of 2 KB with 89 values", processJson, json, 15_000),
      processing("an urlencoded body of 2 KB with 60 arguments", processUrlencoded, variants(orderForm)),
      processing("a form in 10 parts, of 2 KB", processMultipart, variants(orderParts)),
      processing("an XML body of 2 KB with 60 elements", processXml, variants(orderXml)),
    ],
    facts: [
      { name: "length of the JSON body", value: json[0]?.length ?? 0, unit: "bytes" },
      { name: "values in it", value: processJson(json[0] ?? "", "", LIMITS).args.names.length, unit: "" },
    ],
  };
}

const over =
  (texts: readonly string[], read: (text: string) => number) =>
  (operations: number): number => {
    let sum = 0;
    for (let i = 0; i < operations; i++) sum += read(texts[i % VARIANTS] ?? "");
    return sum;
  };

function processing(
  what: string,
  processor: BodyProcessor,
  bodies: readonly string[],
  budgetNs?: number,
): MicroCase {
  const run = over(bodies, (body) => {
    const { args, xml } = processor(body, "multipart/form-data; boundary=--------x", LIMITS);
    return args.values.length + (xml?.select("/*")?.[0]?.length ?? 0);
  });
  return { name: `read ${what}`, run, ...(budgetNs === undefined ? {} : { budgetNs }) };
}

function orderJson(seed: number): string {
  return JSON.stringify({
    id: seed,
    customer: { name: `Customer ${seed}`, email: `c${seed}@example.com`, isVip: seed % 2 === 0 },
    note: 'Please ring "twice"',
    items: Array.from({ length: 14 }, (_, i) => ({
      sku: `SKU-${seed}-${i}`,
      title: "A thing of some name, in a box of a certain size",
      quantity: i + 1,
      price: 9.95 + i,
      tags: ["new", "sale-2026-11"],
    })),
  });
}

const orderForm = (seed: number): string =>
  Array.from({ length: 60 }, (_, i) => `field-${i}=some+value%2C+${seed + i}+of+it`).join("&");

function orderParts(seed: number): string {
  const part = (i: number): string =>
    `----------x\r\nContent-Disposition: form-data; name="field-${i}"\r\n\r\n${"value ".repeat(17)}${seed}\r\n`;
  return `${Array.from({ length: 10 }, (_, i) => part(i)).join("")}----------x--\r\n`;
}

function orderXml(seed: number): string {
  const item = (i: number): string => `<item id="${seed}-${i}"><title>A thing &amp; more</title></item>`;
  return `<?xml version="1.0"?><order>${Array.from({ length: 30 }, (_, i) => item(i)).join("")}</order>`;
}
