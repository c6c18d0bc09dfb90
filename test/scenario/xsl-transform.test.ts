// Stylesheets over the wire: what the backend gets, and what its client gets of the answer.

import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { type PolicyRoute, startPolicyRoute } from "../harness/policy-route.ts";

const policy = (content: string): string =>
  `<base /><xsl-transform><xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">${content}</xsl:stylesheet></xsl-transform>`;

const INBOUND = policy(
  `<xsl:output omit-xml-declaration="yes"/><xsl:template match="/order"><bestellung nr="{@no}"><xsl:copy-of select="line"/></bestellung></xsl:template>`,
);
const OUTBOUND = policy(
  `<xsl:output method="text"/><xsl:template match="/">{"lines":<xsl:value-of select="count(//line)"/>}</xsl:template>`,
);

const begun: PolicyRoute[] = [];

afterEach(async () => {
  for (const one of begun.splice(0)) await one.close();
});

const post = (body: string): string =>
  `POST /orders HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: text/xml\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

const chunked = (pieces: readonly string[]): string =>
  `HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n${[...pieces, ""]
    .map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`)
    .join("")}`;

describe("xsl-transform", () => {
  it("changes what the backend gets, and what comes of it in pieces", async () => {
    const run = await startPolicyRoute({ inbound: INBOUND, outbound: OUTBOUND }, () =>
      chunked(["<a><line/><li", "ne/></a>"]),
    );
    begun.push(run);
    const answer = await run.ask(post(`<order no="7"><line>x</line></order>`));
    assert.match(run.requests[0] ?? "", /\r\n\r\n<bestellung nr="7"><line>x<\/line><\/bestellung>$/);
    assert.match(answer, /^HTTP\/1\.1 200 /);
    assert.match(answer, /\r\nContent-Length: 11\r\n/i);
    assert.match(answer, /\r\n\r\n\{"lines":2\}$/);
  });

  it("answers 500 for a request that is no XML, and asks no backend", async () => {
    const run = await startPolicyRoute({ inbound: INBOUND });
    begun.push(run);
    assert.match(await run.ask(post(`{"a":1}`)), /^HTTP\/1\.1 500 /);
    assert.equal(run.requests.length, 0);
  });
});
