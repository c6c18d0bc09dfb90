// What answers say of a request without proof: each rule once, and the pairs that are easily confused.

import assert from "node:assert/strict";
import { it } from "node:test";
import { judge, type Standard } from "./judgement.ts";
import type { Answer, ProbeReply } from "./probe-message.ts";

const answer = (status: number, body = "app", change: Partial<Answer> = {}): Answer => ({
  ...{ kind: "answered", status, statuses: [status], bodyHash: `hash of ${body}`, bodyBytes: body.length },
  ...{ isCut: false, headers: {}, localAddress: "127.0.0.1" },
  ...change,
});
const failed = (at: "connect" | "tls" | "answer", code: string): ProbeReply => ({ kind: "failed", at, code });

const ok = answer(200);
const denial = answer(403, "denied");
const missing = answer(404, "no such path");

type Case = readonly [name: string, reply: ProbeReply, standard: Partial<Standard>, outcome: string];

const cases: readonly Case[] = [
  ["a refused connection", failed("connect", "ECONNREFUSED"), {}, "refused"],
  ["a filtered port", failed("connect", "timeout"), {}, "refused"],
  ["an address that the vantage does not have", failed("connect", "EADDRNOTAVAIL"), {}, "undecided"],
  ["a vantage without a network", failed("connect", "ENETUNREACH"), {}, "undecided"],
  ["an audit that was stopped", failed("connect", "stopped"), {}, "not-tried"],
  ["an agent that is gone", failed("connect", "vantage-lost"), {}, "not-tried"],
  ["a handshake that is refused", failed("tls", "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED"), {}, "refused"],
  ["a handshake that our side cannot make", failed("tls", "ERR_OSSL_PEM_NO_START_LINE"), {}, "undecided"],
  ["a handshake that hangs", failed("tls", "timeout"), {}, "undecided"],
  ["a connection that is closed without an answer", failed("answer", "closed"), {}, "refused"],
  ["no answer in time", failed("answer", "timeout"), {}, "undecided"],
  ["a connection of which nothing was asked", { kind: "connected", localAddress: "" }, {}, "undecided"],
  ["the application's body", ok, {}, "open"],
  ["another body with 200", answer(200, "please log in"), {}, "open"],
  ["204", answer(204, ""), {}, "open"],
  ["a change of protocol", answer(101, ""), {}, "open"],
  ["a refusal with a second answer behind it", answer(403, "denied", { statuses: [403, 200] }), {}, "open"],
  ["the application's body under 403", answer(403, "app"), {}, "open"],
  ["a refusal", denial, {}, "refused"],
  ["401", answer(401, "who are you"), {}, "refused"],
  ["404 where the gateway gets 200", missing, { denial: missing }, "refused"],
  ["400 where the gateway gets 200", answer(400, "no certificate"), {}, "refused"],
  ["a server that fails", answer(503, "later"), {}, "undecided"],
  ["a limit of requests", answer(429, "slow down"), {}, "undecided"],
  ["the 404 that the gateway gets, beside 403 for the canary", missing, { control: missing }, "open"],
  ["404 as the gateway gets it, with another body", answer(404, "no. 7"), { control: missing }, "open"],
  [
    "404 for everything, and the same for the gateway",
    missing,
    { control: missing, denial: missing },
    "refused",
  ],
  ["404 where nothing is known of the gateway", missing, { control: undefined }, "undecided"],
  ["404 under another name", missing, { control: undefined, isElsewhere: true }, "refused"],
  ["200 under another name", ok, { control: undefined, isElsewhere: true }, "open"],
  ["403 where nothing is known of the gateway", denial, { control: undefined, denial: undefined }, "refused"],
];

for (const [name, reply, standard, outcome] of cases) {
  it(`takes ${name} for ${outcome}`, () => {
    assert.equal(judge(reply, { control: ok, denial, target: "/version?a=1", ...standard }).outcome, outcome);
  });
}

const redirects: readonly (readonly [location: string, outcome: string])[] = [
  ["https://orders.example/version", "refused"],
  ["https://orders.example/login", "open"],
  ["/login", "open"],
  ["/version", "open"],
  ["", "open"],
];

for (const [location, outcome] of redirects) {
  it(`takes a redirect to "${location}" for ${outcome}`, () => {
    const reply = answer(302, "", { headers: { location } });
    assert.equal(judge(reply, { control: ok, denial, target: "/version?a=1" }).outcome, outcome);
  });
}
