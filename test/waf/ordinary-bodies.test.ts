// Large bodies of the kinds that good clients send stay within the cost that a policy allows where it names
// none, at the lowest and the highest paranoia level: the limit is for requests that are made to be costly.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createWaf, type RequestInput } from "#waf/waf.ts";
import { policyProgram } from "../harness/policy-program.ts";
import { needsShared, sharedPath } from "../harness/shared-data.ts";

const BOUNDARY = "----WebKitFormBoundaryq7HxZc3nT0aLw2Rk";

const words = (
  "the order was sent on Monday with two chairs a table and some lamps for the garden " +
  "please tell us when it arrives"
).split(" ");

/** Prose of about so many chars, another for each number. */
function prose(chars: number, salt: number): string {
  const picked: string[] = [];
  for (let length = 0, n = salt; length < chars; n = (n * 31 + 7) % 100_003) {
    const word = words[n % words.length] ?? "";
    picked.push(word);
    length += word.length + 1;
  }
  return picked.join(" ");
}

/** Bytes that compress no better than a picture. */
function noise(bytes: number): Buffer {
  const filled = Buffer.alloc(bytes);
  for (let at = 0, state = 12_345; at < bytes; at++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    filled[at] = state >>> 16;
  }
  return filled;
}

/** Of eight values each: nearly as many as a policy takes apart. The last one fills the body. */
const RECORDS = 124;

function records(bytes: number): object[] {
  const room = Math.max(20, Math.floor(bytes / RECORDS) - 190);
  return Array.from({ length: RECORDS }, (_, n) => ({
    id: 48_000 + n,
    name: `Customer ${n}`,
    mail: `jane.doe+${n}@mail.example.org`,
    created: `2026-03-${String(1 + (n % 28)).padStart(2, "0")}T09:26:53.589Z`,
    active: n % 3 === 0,
    address: { street: `Rue de Rivoli ${n}`, city: "Lisboa" },
    note: prose(room, n),
  }));
}

type Body = { readonly type: string; readonly body: string };

const kinds: Readonly<Record<string, (bytes: number) => Body>> = {
  "JSON records": (bytes) => ({ type: "application/json", body: JSON.stringify(records(bytes)) }),
  "a form": (bytes) => ({
    type: "application/x-www-form-urlencoded",
    body: new URLSearchParams(
      Array.from({ length: 100 }, (_, n): [string, string] => [`field${n}`, prose(bytes / 100 - 12, n)]),
    ).toString(),
  }),
  "multipart with a file": (bytes) => ({
    type: `multipart/form-data; boundary=${BOUNDARY}`,
    body:
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="title"\r\n\r\nHoliday\r\n` +
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="photo"; filename="beach.jpg"\r\n` +
      `Content-Type: image/jpeg\r\n\r\n${noise(bytes).toString("latin1")}\r\n--${BOUNDARY}--\r\n`,
  }),
  "an XML document": (bytes) => ({
    type: "text/xml",
    body:
      '<?xml version="1.0" encoding="UTF-8"?><orders>' +
      Array.from(
        { length: Math.floor(bytes / 200) },
        (_, n) => `<order id="${n}" state="open"><name>Ann ${n}</name><note>${prose(120, n)}</note></order>`,
      ).join("") +
      "</orders>",
  }),
  "a file in JSON": (bytes) => ({
    type: "application/json",
    body: JSON.stringify({ name: "report.pdf", content: noise((bytes * 3) / 4).toString("base64") }),
  }),
};

function inputOf({ type, body }: Body): RequestInput {
  const fields = [
    ["Host", "shop.example.test"],
    ["User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"],
    ["Accept", "application/json"],
    ["Content-Type", type],
    ["Content-Length", String(body.length)],
  ] as const;
  return {
    id: "0192f0c1a2b3c4d5e6f708192a3b4c5d",
    requestLine: "POST /api/import HTTP/1.1",
    method: "POST",
    target: "/api/import",
    protocol: "HTTP/1.1",
    headers: fields.map(([name, value]) => ({ name, key: name.toLowerCase(), value })),
    clientAddress: "203.0.113.7",
    clientPort: 40_000,
    serverAddress: "192.0.2.1",
    serverPort: 443,
    serverName: "shop.example.test",
  };
}

for (const paranoiaLevel of [1, 4]) {
  describe(`a large body of a good client, at level ${paranoiaLevel}`, needsShared("crs-4.28"), () => {
    const policy =
      `{ ruleSets: [crs], crs: { folder: "${sharedPath("crs-4.28")}" }, ` +
      `paranoiaLevel: ${paranoiaLevel}, mode: detection }`;
    const program = policyProgram(policy, true);
    const waf = createWaf(program, { isWarmed: true });
    for (const [name, make] of Object.entries(kinds)) {
      for (const kib of [64, 1024]) {
        test(`${name} of ${kib} KB is looked at to its end`, () => {
          const made = make(kib * 1024);
          const session = waf.newSession(inputOf(made));
          session.requestHead();
          session.requestBody(made.body);
          session.finish();
          assert.equal(session.isUndecided, false);
        });
      }
    }
  });
}
