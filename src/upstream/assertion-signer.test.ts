// What the signer writes, the guard takes; with one character changed, it does not.

import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { Guard, type GuardedRequest } from "#guard/guard.ts";
import { wholeBody } from "#http/body.ts";
import { AssertionSigner } from "./assertion-signer.ts";

const SECRET = "a secret that gateway and backend share";
const newGuard = (): Guard => new Guard({ keys: [{ id: "k", secret: SECRET }] });
const signer = new AssertionSigner(
  { keyId: "k", algorithm: "hmac-sha256", key: SECRET, lifetimeS: 30 },
  Date.now,
);

const text = (pattern: RegExp): fc.Arbitrary<string> => fc.stringMatching(pattern);
const requests = fc.record({
  method: fc.constantFrom("GET", "POST", "DELETE", "PROPFIND"),
  path: text(/^\/[!-"$-;=@-~]{0,20}$/),
  query: text(/^(?:\?[!-~]{0,20})?$/),
  host: text(/^[a-zA-Z0-9.-]{1,12}(?::\d{1,4})?$/),
  client: fc.option(fc.constantFrom("192.0.2.1", "2001:db8::1"), { nil: undefined }),
  others: fc.array(text(/^X-[A-Fa-f]{1,5}: [ -~\xa0-\xff]{0,20}$/), { maxLength: 4 }),
  body: text(/^[\x00-\xff]{0,40}$/),
  isTls: fc.boolean(),
});

function received(wire: string, isTls: boolean): GuardedRequest {
  const [line = "", ...lines] = wire.slice(0, -4).split("\r\n");
  const [method = "", target = ""] = line.split(" ");
  const rawHeaders = lines.flatMap((each) => {
    const colon = each.indexOf(":");
    return [each.slice(0, colon), each.slice(colon + 1).trim()];
  });
  return { method, target, rawHeaders, peerAddress: "10.0.0.1", isTls, certificate: undefined };
}

it("is believed, and with one character changed is not", () => {
  fc.assert(
    fc.property(requests, fc.nat(), fc.integer({ min: 1, max: 255 }), (request, at, shift) => {
      const { method, path, query, host, client, others, body, isTls } = request;
      const clientLine = client === undefined ? "" : `X-Gw-Client-Ip: ${client}\r\n`;
      const wire =
        `${method} ${path}${query} HTTP/1.1\r\nHost: ${host}\r\n${others.map((one) => `${one}\r\n`).join("")}` +
        `X-Request-Id: 1\r\n${clientLine}Content-Length: ${body.length}\r\n\r\n`;
      const { headWire } = signer.signed(
        { method, headWire: wire, isChunked: false, body: wholeBody(body), upgrade: "" },
        isTls,
      );
      assert.ok(newGuard().check(received(headWire, isTls)).isAdmitted);
      for (const covered of coveredParts(headWire)) {
        const place = covered.from + (at % (covered.to - covered.from));
        const changed = String.fromCharCode(33 + ((headWire.charCodeAt(place) - 33 + shift) % 94));
        if (changed.toLowerCase() === headWire[place]?.toLowerCase()) continue;
        const altered = headWire.slice(0, place) + changed + headWire.slice(place + 1);
        assert.equal(newGuard().check(received(altered, isTls)).isAdmitted, false, altered);
      }
    }),
    { numRuns: 300 },
  );
});

type Part = { readonly from: number; readonly to: number };

/** Method, target, and the values of the fields that the signature covers or is in; without its last sign. */
function coveredParts(wire: string): Part[] {
  const method = { from: 0, to: wire.indexOf(" ") };
  const target = { from: method.to + 1, to: wire.indexOf(" HTTP/1.1") };
  const names = ["Host", "X-Request-Id", "X-Gw-Client-Ip", "Content-Digest", "Signature-Input", "Signature"];
  const values = names.flatMap((name): Part[] => {
    const at = wire.indexOf(`\r\n${name}: `);
    if (at < 0) return [];
    const from = at + name.length + 4;
    // The last character of base64 before = has bits that mean nothing.
    const to = wire.indexOf("\r\n", from) - (name === "Signature" ? 3 : 0);
    return [{ from, to }];
  });
  return [method, target, ...values];
}

it("signs anew each time", () => {
  const request = {
    method: "GET",
    headWire: "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    isChunked: false,
    body: wholeBody(""),
    upgrade: "",
  };
  const inputs = Array.from({ length: 600 }, () => signer.signed(request, false).headWire);
  assert.equal(new Set(inputs).size, 600);
  const guard = newGuard();
  assert.ok(inputs.every((wire) => guard.check(received(wire, false)).isAdmitted));
  assert.ok(inputs.every((wire) => !guard.check(received(wire, false)).isAdmitted));
});
