import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { type FollowedGateway, followGateway } from "./follow-gateway.ts";
import { DOCUMENT_TYPE, thumbprintOf } from "./gateway-document.ts";
import { Guard } from "./guard.ts";

const START_S = 1_800_000_000;
const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const { x = "" } = publicKey.export({ format: "jwk" });

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

function document(iat: number, exp: number): string {
  const addresses = ["192.0.2.1"];
  const header = part({ alg: "EdDSA", typ: DOCUMENT_TYPE, jwk: { kty: "OKP", crv: "Ed25519", x } });
  const text = `${header}.${part({ iss: "i", node: "n", iat, exp, addresses, pools: {} })}`;
  return `${text}.${sign(null, Buffer.from(text), privateKey).toString("base64url")}`;
}

type Source = { text: string; asked: number; readonly gateway: FollowedGateway };

let nowMs = START_S * 1000;

async function follow(t: TestContext, text: string, interval = 300): Promise<Source> {
  nowMs = START_S * 1000;
  const state = { text, asked: 0 };
  const server = createServer((_asked, response) => {
    state.asked++;
    response.writeHead(state.text === "" ? 503 : 200).end(state.text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  // It listens at a port.
  const { port } = server.address() as AddressInfo;
  const gateway = await followGateway(
    {
      ...{ url: `HTTP://127.0.0.1:${port}/`, pin: thumbprintOf(x), interval },
      onProblem: () => {
        throw new Error("of the listener");
      },
    },
    () => nowMs,
  );
  t.after(() => gateway.close());
  return Object.assign(state, { gateway });
}

test("a document that is not newer than one that was seen, and is another, is not taken", async (t) => {
  const source = await follow(t, document(START_S, START_S + 1000));
  const { gateway } = source;
  assert.equal(gateway.trouble, "");
  await gateway.look();
  assert.equal(gateway.trouble, "", "the same one");
  source.text = document(START_S - 1, START_S + 2000);
  await gateway.look();
  assert.equal(gateway.trouble, "it is older than one that was seen");
  source.text = document(START_S, START_S + 2000);
  await gateway.look();
  assert.equal(gateway.trouble, "it is of the same second as one that was seen, and says something else");
  source.text = document(START_S + 1, START_S + 1000);
  await gateway.look();
  assert.equal(gateway.trouble, "");
});

test("a guard that knows nothing of the gateway any more asks it", async (t) => {
  const source = await follow(t, document(START_S, START_S + 100));
  const { gateway } = source;
  const guard = new Guard({ gateway, require: ["ip"] }, () => nowMs);
  const request = { method: "GET", target: "/", rawHeaders: ["Host", "a"], peerAddress: "192.0.2.1" };
  const check = (): boolean => guard.check({ ...request, isTls: false, certificate: undefined }).isAdmitted;
  assert.equal(check(), true);
  nowMs += 200_000;
  source.text = document(START_S + 200, START_S + 300);
  assert.equal(check(), false);
  await gateway.look();
  assert.equal(source.asked, 2, "the look that the request began");
  assert.equal(check(), true);
});

test("the next look comes before what is known expires", async (t) => {
  const source = await follow(t, document(START_S, START_S + 4));
  source.text = document(START_S + 2, START_S + 1000);
  await new Promise((resolve) => setTimeout(resolve, 2500));
  assert.equal(source.asked, 2);
});
