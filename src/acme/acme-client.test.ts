import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { test } from "node:test";
import { newKey } from "#tls/certificate-request.ts";
import { type AcmeAnswer, type AcmeCall, AcmeClient } from "./acme-client.ts";
import { AcmeError } from "./acme-error.ts";
import { publicJwk, thumbprint } from "./jws.ts";

const DIRECTORY = "https://ca.example/dir";
const key = newKey("ecdsa-p256");

type Asked = { readonly url: string; readonly head: Record<string, unknown>; readonly payload: string };

const answer = (status: number, body: object, headers: Record<string, string> = {}): AcmeAnswer => ({
  status,
  headers,
  body: Buffer.from(JSON.stringify(body)),
});

const badNonce = answer(400, { type: "urn:ietf:params:acme:error:badNonce", detail: "no" });

/** An authority that answers POSTs by this list, each with a fresh nonce. */
function authority(answers: AcmeAnswer[]) {
  const asked: Asked[] = [];
  let nonces = 0;
  const call: AcmeCall = async ({ method, url, body = "" }) => {
    const nonce = { "replay-nonce": `nonce-${++nonces}` };
    if (url === DIRECTORY) {
      const [newNonce, newAccount, newOrder] = ["nonce", "account", "order"].map(
        (at) => `https://ca.example/${at}`,
      );
      return answer(200, { newNonce, newAccount, newOrder });
    }
    if (method === "HEAD") return answer(200, {}, nonce);
    const message = JSON.parse(body);
    const text = (part: string) => Buffer.from(part, "base64url").toString();
    const isSigned = verify(
      "sha256",
      Buffer.from(`${message.protected}.${message.payload}`),
      { key: createPublicKey(key), dsaEncoding: "ieee-p1363" },
      Buffer.from(message.signature, "base64url"),
    );
    assert.ok(isSigned);
    asked.push({ url, head: JSON.parse(text(message.protected)), payload: text(message.payload) });
    const next = answers.shift() ?? answer(500, {});
    return { ...next, headers: { ...nonce, ...next.headers } };
  };
  return { asked, client: new AcmeClient(DIRECTORY, key, call) };
}

const account = answer(201, {}, { location: "https://ca.example/account/1" });

test("an account is opened by its key, and then speaks by its address, each time with another nonce", async () => {
  const { asked, client } = authority([account, answer(201, {}, { location: "https://ca.example/order/1" })]);
  await client.openAccount(["ops@example.com"]);
  assert.equal((await client.newOrder(["a.example"])).location, "https://ca.example/order/1");
  const [first, second] = asked;
  assert.deepEqual(first?.head.jwk, publicJwk(key));
  assert.deepEqual(JSON.parse(first?.payload ?? ""), {
    termsOfServiceAgreed: true,
    contact: ["mailto:ops@example.com"],
  });
  assert.equal(second?.head.kid, "https://ca.example/account/1");
  assert.equal(second?.head.url, second?.url);
  assert.notEqual(first?.head.nonce, second?.head.nonce);
});

test("a nonce that is not taken is tried again with the one that came with the refusal", async () => {
  const { asked, client } = authority([badNonce, badNonce, account]);
  await client.openAccount([]);
  assert.deepEqual(
    asked.map(({ head }) => head.nonce),
    ["nonce-2", "nonce-3", "nonce-4"],
  );
});

test("an authority that takes no nonce at all is given up", async () => {
  const { asked, client } = authority(Array.from({ length: 50 }, () => badNonce));
  await assert.rejects(
    client.openAccount([]),
    (error) => error instanceof AcmeError && error.type === "badNonce",
  );
  assert.equal(asked.length, 8);
});

test("what an authority refuses is told with its reasons and when to come again", async () => {
  const problem = {
    type: "urn:ietf:params:acme:error:rateLimited",
    detail: "too many\u001b[31m",
    subproblems: [{ detail: "of a.example" }],
  };
  const { client } = authority([account, answer(429, problem, { "retry-after": "120" })]);
  await client.openAccount([]);
  await assert.rejects(client.newOrder(["a.example"]), (error) => {
    assert.ok(error instanceof AcmeError);
    assert.deepEqual([error.type, error.retryAfterMs], ["rateLimited", 120_000]);
    assert.match(error.message, /answered 429 \(rateLimited: too many \[31m; of a\.example\)/);
    return true;
  });
});

test("what is no authority is said to be none", async () => {
  const client = new AcmeClient(DIRECTORY, key, async () => answer(200, {}));
  await assert.rejects(client.openAccount([]), /is no directory of an ACME authority/);
  const gone = new AcmeClient(DIRECTORY, key, () => Promise.reject(new Error("refused")));
  await assert.rejects(gone.openAccount([]), /no answer from https:\/\/ca\.example\/dir: refused/);
});

test("a thumbprint is the digest of the key's members in their order", () => {
  assert.match(thumbprint(key), /^[A-Za-z0-9_-]{43}$/);
  assert.deepEqual(Object.keys(publicJwk(key)), ["crv", "kty", "x", "y"]);
  assert.notEqual(thumbprint(key), thumbprint(newKey("ecdsa-p256")));
});
