// Whatever a client puts into the values that rewrites use, the backend's request line and head hold as many
// segments and lines as the rewrite says, under every reading of a path that a site can choose.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { startConfigured } from "../harness/configured.ts";
import type { TestGateway } from "../harness/gateway.ts";
import { answering, type RawBackend, startRawBackend } from "../harness/raw-backend.ts";
import { contentOf, exchangeRaw, statusOf } from "../harness/raw-client.ts";

const echo = answering((request) => {
  return `HTTP/1.1 200 OK\r\nContent-Length: ${request.length}\r\n\r\n${request}`;
});

const RULES = ["decode", "keep", "reject"];

const site = (rule: string): string => `
  ${rule}:
    hosts: [${rule}.example]
    path: { encodedSlashes: ${rule}, doubleEncoding: ${rule}, parameters: ${rule === "decode" ? "strip" : rule}, mergeSlashes: ${rule !== "keep"} }
    routes:
      all:
        path: /in/*
        target: { pool: up }
        rewrites:
          - when: [{ variable: path.rest, matches: "^(.*?)x?$" }]
            request:
              path: "/out/{header.X-T}/a{query.q}b/end{capture.1}"
              query: "t={header.X-T}&q={query.q}"
              setHeaders: { X-Out: "[{header.X-T}|{query.q}|{path}]" }
`;

const CONFIG = (port: number): string => `
pools: { up: { members: [{ url: "http://127.0.0.1:${port}" }] } }
sites:${RULES.map(site).join("")}`;

const piece = fc.constantFrom(
  ...[
    "..",
    ".",
    "/",
    "//",
    "\\",
    "%2f",
    "%2e%2e",
    "%252e",
    "%5c",
    "%00",
    "%0d%0a",
    "%",
    ";",
    ";a=b",
    "?",
    "#",
  ],
  ...["&", "=", "+", "{", "}", "{path}", "a", "é", " ", "\t", "x", "%25", "%3b", "$1", "\x80"],
);
const value = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(""));
const target = value.map((text) => text.replace(/[^\x21-\x7e]|#/g, ""));

describe("rewrites", () => {
  let backend: RawBackend;
  let gateway: TestGateway;

  before(async () => {
    backend = await startRawBackend(echo);
    gateway = await startConfigured(CONFIG(backend.port));
  });

  after(async () => {
    await gateway.close();
    await backend.close();
  });

  it("keep every value in its place", async () => {
    let forwarded = 0;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...RULES), value, target, target, async (rule, header, q, rest) => {
        const { bytes } = await exchangeRaw(
          gateway.port,
          `GET /in/${rest.replace("?", "")}?q=${q.replace("&", "")} HTTP/1.1\r\nHost: ${rule}.example\r\n` +
            `Connection: close\r\nX-T: ${header}\r\n\r\n`,
        );
        const status = statusOf(bytes);
        assert.ok(status === 200 || status === 400 || status === 404, bytes);
        if (status !== 200) return;
        forwarded++;
        const [line = "", ...fields] = contentOf(bytes).split("\r\n");
        const match =
          /^GET \/out\/([^/?]+)\/a([^/?]+)b\/end((?:\/[^?]*)?)\?t=([^&= ]*)&q=([^&= ]*) HTTP\/1\.1$/.exec(
            line,
          );
        assert.ok(match !== null, line);
        const path = line.slice(4, line.indexOf("?"));
        assert.ok(!path.split("/").some((segment) => segment === "." || segment === ".."), line);
        if (rule === "decode") assert.ok(!/%2f|%5c|;/i.test(path), line);
        assert.equal(fields.filter((field) => field.startsWith("X-Out: [")).length, 1);
        assert.equal(fields.filter((field) => /^[A-Za-z-]+: /.test(field)).length, fields.length - 2);
      }),
      { numRuns: 400 },
    );
    assert.ok(forwarded > 20, `${forwarded} were forwarded`);
    assert.deepEqual(gateway.defects, []);
  });
});
