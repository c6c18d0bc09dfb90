// What an assertion costs: the gateway to sign a request, and a backend's guard to believe it.

import { generateKeyPairSync } from "node:crypto";
import { Guard, type GuardedRequest } from "#guard/guard.ts";
import { wholeBody } from "#http/body.ts";
import type { ClientRequest } from "#http/client-connection.ts";
import { type AssertionSettings, AssertionSigner } from "#upstream/assertion-signer.ts";
import type { MicroCase, Prepared, Subject } from "./subject.ts";

export const assertion: Subject = { name: "assertion", prepare };

const SECRET = "a secret that gateway and backend share";
/** Signed ahead for one run of a guard, which takes each once. */
const SIGNED_AHEAD = 4096;
const BODY = "x".repeat(2048);

const fields =
  "Host: api.example.com\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/126.0\r\n" +
  "Accept: application/json, text/plain, */*\r\nAccept-Language: en-GB,en;q=0.9\r\n" +
  `Accept-Encoding: gzip, deflate, br\r\nAuthorization: Bearer ${"abcdefghij".repeat(70)}\r\n` +
  "Via: 1.1 portcullis\r\nX-Forwarded-For: 203.0.113.7\r\nX-Request-Id: 0193a1b2-0001\r\n" +
  "X-Gw-Client-Ip: 203.0.113.7\r\n";

const plain = { isChunked: false, upgrade: "" };
const get: ClientRequest = {
  ...plain,
  method: "GET",
  headWire: `GET /api/items/42?expand=owner&limit=20 HTTP/1.1\r\n${fields}\r\n`,
  body: wholeBody(""),
};
const post: ClientRequest = {
  ...plain,
  method: "POST",
  headWire: `POST /api/orders HTTP/1.1\r\n${fields}Content-Length: ${BODY.length}\r\n\r\n`,
  body: wholeBody(BODY),
};

const pair = generateKeyPairSync("ed25519");
const shared = { keyId: "orders-1", lifetimeS: 30 };
const byMac: AssertionSettings = { ...shared, algorithm: "hmac-sha256", key: SECRET };
const byKey: AssertionSettings = {
  ...shared,
  algorithm: "ed25519",
  key: pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
};
const keysOf = {
  "hmac-sha256": { id: "orders-1", secret: SECRET },
  ed25519: { id: "orders-1", publicKey: pair.publicKey.export({ type: "spki", format: "pem" }).toString() },
};

function prepare(): Prepared {
  return {
    cases: [byMac, byKey].flatMap((settings) => [
      signing("a GET", settings, get),
      signing("a POST of 2 KB", settings, post),
      checking(settings),
    ]),
  };
}

function signing(name: string, settings: AssertionSettings, request: ClientRequest): MicroCase {
  const signer = new AssertionSigner(settings, Date.now);
  return {
    name: `sign ${name} by ${settings.algorithm}`,
    run: (operations) => {
      let length = 0;
      for (let i = 0; i < operations; i++) length += signer.signed(request, false).headWire.length;
      return length;
    },
  };
}

/** Each request is checked once by a guard, which would refuse it the second time: then comes a new guard. */
function checking(settings: AssertionSettings): MicroCase {
  const signer = new AssertionSigner(settings, Date.now);
  let ahead: GuardedRequest[] = [];
  let signedAtMs = Number.NEGATIVE_INFINITY;
  let guard = newGuard(settings);
  let at = 0;
  return {
    name: `check a GET signed by ${settings.algorithm}`,
    run: (operations) => {
      let admitted = 0;
      for (let i = 0; i < operations; i++) {
        if (at === ahead.length) {
          if (Date.now() - signedAtMs > 10_000) {
            ahead = Array.from({ length: SIGNED_AHEAD }, () => received(signer.signed(get, false)));
            signedAtMs = Date.now();
          }
          guard = newGuard(settings);
          at = 0;
        }
        const request = ahead[at++];
        if (request !== undefined && guard.check(request).isAdmitted) admitted++;
      }
      if (admitted < operations) throw new Error("the guard refused a request of the gateway's");
      return admitted;
    },
  };
}

const newGuard = ({ algorithm }: AssertionSettings): Guard => new Guard({ keys: [keysOf[algorithm]] });

/** As a server of Node hands it over. */
function received({ method, headWire }: ClientRequest): GuardedRequest {
  const [line = "", ...lines] = headWire.trimEnd().split("\r\n");
  const rawHeaders = lines.flatMap((each) => {
    const colon = each.indexOf(":");
    return [each.slice(0, colon), each.slice(colon + 2)];
  });
  const target = line.split(" ")[1] ?? "";
  return { method, target, rawHeaders, peerAddress: "10.0.0.1", isTls: false, certificate: undefined };
}
