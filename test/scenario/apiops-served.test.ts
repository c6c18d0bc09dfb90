// An estate of Azure API Management taken over whole: an extract is imported, its secrets supplied as the
// report says, checked, served, and called by a real client. What is refused is refused before the backend
// hears of it, and `portcullis explain` says which policy did, where it stands, and why.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import {
  type ImportedShop,
  importShop,
  secondsFromNow,
  shopToken,
  startShopBackend,
  startShopNode,
} from "../harness/apiops-shop.ts";
import { type Program, runProgram } from "../harness/program.ts";

const ORDER = '{"sku":"rope","quantity":2}';
const API = "policies/apis/shop.xml";
const OPERATION = "policies/apis/shop/place-order.xml";

/** Who refused: the policy, its scope, its file and its line. */
type Culprit = {
  readonly policy: string;
  readonly scope: string;
  readonly file: string;
  readonly line: number;
};

const jwt: Culprit = { policy: "validate-jwt", scope: "api", file: API, line: 6 };
const content: Culprit = { policy: "validate-content", scope: "operation", file: OPERATION, line: 5 };
const rate: Culprit = { policy: "rate-limit-by-key", scope: "api", file: API, line: 23 };

type Failed = Culprit & { readonly outcome: string; readonly failure: string };

type Refusal = {
  /** Undefined for none. */
  readonly token: (shop: ImportedShop) => string | undefined;
  readonly body?: string;
  /** Good calls by the same caller before. */
  readonly callsBefore?: number;
  readonly status: number;
  /** What the caller is told. */
  readonly told: RegExp;
  /** What the access line and `explain` say of it. */
  readonly why: RegExp;
  readonly by: Culprit;
};

/** The claims are others than those that were signed. */
function tampered(shop: ImportedShop): string {
  const [header, , signature] = shopToken(shop, { sub: "mallory" }).split(".");
  const [, claims] = shopToken(shop, { sub: "the owner" }).split(".");
  return [header, claims, signature].join(".");
}

const refusals: ReadonlyMap<string, Refusal> = new Map<string, Refusal>([
  [
    "no token",
    { token: () => undefined, status: 401, told: /JWT not present/, why: /TokenNotPresent/, by: jwt },
  ],
  [
    "an expired token",
    {
      token: (shop) => shopToken(shop, { sub: "late", exp: secondsFromNow(-60) }),
      status: 401,
      told: /The token has expired/,
      why: /TokenExpired/,
      by: jwt,
    },
  ],
  [
    "a tampered token",
    {
      token: tampered,
      status: 401,
      told: /The signature of the token is wrong/,
      why: /TokenSignatureInvalid/,
      by: jwt,
    },
  ],
  [
    "a token for somebody else",
    {
      token: (shop) => shopToken(shop, { sub: "lost", aud: "api://stock" }),
      status: 401,
      told: /for another audience/,
      why: /TokenAudienceNotAllowed/,
      by: jwt,
    },
  ],
  [
    "a token of another issuer",
    {
      token: (shop) => shopToken(shop, { sub: "stranger", iss: "https://evil.example/" }),
      status: 401,
      told: /from an issuer that is not allowed/,
      why: /TokenIssuerNotAllowed/,
      by: jwt,
    },
  ],
  [
    "a token without a scope",
    {
      token: (shop) => shopToken(shop, { sub: "plain", scope: undefined }),
      status: 401,
      told: /is missing the following claims: scope/,
      why: /TokenClaimNotFound/,
      by: jwt,
    },
  ],
  [
    "a token with another scope",
    {
      token: (shop) => shopToken(shop, { sub: "reader", scope: "stock.read profile" }),
      status: 401,
      told: /Claim scope value of stock\.read,profile is not allowed/,
      why: /TokenClaimValueNotAllowed/,
      by: jwt,
    },
  ],
  [
    "a call over the limit",
    {
      token: (shop) => shopToken(shop, { sub: "eager" }),
      callsBefore: 5,
      status: 429,
      told: /Rate limit is exceeded/,
      why: /RateLimitExceeded/,
      by: rate,
    },
  ],
  [
    "an oversized body",
    {
      token: (shop) => shopToken(shop, { sub: "big" }),
      body: JSON.stringify({ sku: "rope", quantity: 2, note: "x".repeat(5000) }),
      status: 400,
      told: /body is \d+ bytes long and it exceeds the (?:configured )?limit of 4096 bytes/,
      why: /exceeds the configured limit of 4096 bytes/,
      by: content,
    },
  ],
  [
    "a body that is no JSON",
    {
      token: (shop) => shopToken(shop, { sub: "broken" }),
      body: '{"sku":"rope",',
      status: 400,
      told: /application\/json/,
      why: /BadRequest/,
      by: content,
    },
  ],
  [
    "a body of another form",
    {
      token: (shop) => shopToken(shop, { sub: "odd" }),
      body: '{"sku":"rope","quantity":"two"}',
      status: 400,
      told: /quantity/,
      why: /quantity/,
      by: content,
    },
  ],
]);

describe("an extract that is imported and served", () => {
  const cleanups: (() => unknown)[] = [];
  const t = { after: (callback: () => unknown) => void cleanups.unshift(callback) };
  let shop: ImportedShop;
  let backend: Program;
  let node: Program;

  before(async () => {
    shop = await importShop(t);
    backend = await startShopBackend(t, shop.backendPort);
    node = await startShopNode(t, shop);
  });

  after(async () => {
    for (const cleanup of cleanups) await cleanup();
  });

  const headersOf = (token: string | undefined): Record<string, string> => ({
    "Ocp-Apim-Subscription-Key": shop.env["SUBSCRIPTION_MOBILE_APP_PRIMARY"] ?? "",
    "Content-Type": "application/json",
    ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
  });

  const order = (token: string | undefined, body = ORDER): Promise<Response> =>
    fetch(`http://127.0.0.1:${shop.port}/shop/orders`, { method: "POST", headers: headersOf(token), body });

  const heard = (): number => backend.stdout.split("\n").filter((line) => line !== "").length;

  /** The access line of the request with this id. */
  async function lineOf(id: string | null): Promise<Record<string, unknown>> {
    const find = (): string | undefined =>
      node.stdout.split("\n").find((line) => line.includes(`"id":"${id}"`));
    await node.until(() => find()?.endsWith("}") === true, "recorded");
    return JSON.parse(find() ?? "");
  }

  it("names each secret that is still to be supplied, and is right when they are", async () => {
    assert.deepEqual(
      shop.secrets.map(({ from, name, meaning }) => `${from} ${name}: ${meaning}`),
      [
        "env NAMED_VALUE_TOKEN_KEY: the named value token-key",
        "env SUBSCRIPTION_MOBILE_APP_PRIMARY: the primary key of the subscription mobile-app",
        "env SUBSCRIPTION_MOBILE_APP_SECONDARY: the secondary key of the subscription mobile-app",
      ],
    );
    const { folder, config, env } = shop;
    const without = await runProgram(t, ["check", config], { cwd: folder });
    assert.equal(without.code, 1);
    for (const { name } of shop.secrets) assert.match(without.stderr, new RegExp(`${name} is not set`));
    const checked = await runProgram(t, ["check", config], { cwd: folder, env });
    assert.deepEqual([checked.code, checked.stdout, checked.stderr], [0, `${config} is right\n`, ""]);
  });

  it("answers a right call with what the backend says, and tells it whose call it is", async () => {
    const before = heard();
    const res = await order(shopToken(shop, { sub: "alice" }));
    assert.deepEqual([res.status, await res.text()], [201, '{"id":1003,"state":"placed"}\n']);
    assert.equal(res.headers.get("x-powered-by"), null);
    await backend.until(() => heard() === before + 1, "heard");
    assert.match(backend.stdout, /^POST \/v1\/orders for alice$/m);
    const line = await lineOf(res.headers.get("x-request-id"));
    assert.deepEqual(
      [line["status"], line["stage"], line["api"], line["operation"], line["product"], line["subscription"]],
      [201, undefined, "shop", "place-order", "partners", "mobile-app"],
    );
  });

  it("tells a client with a debug token which line of which document refused it", async () => {
    const { folder, config, env, port } = shop;
    const node = ["--config", config];
    const made = await runProgram(t, ["debug-token", "--api", "shop", "--show", ...node], {
      cwd: folder,
      env,
    });
    assert.deepEqual([made.code, made.stderr], [0, ""]);
    const headers = { ...headersOf(tampered(shop)), "Portcullis-Debug": made.stdout.trim() };
    const res = await fetch(`http://127.0.0.1:${port}/shop/orders/7`, { headers });
    assert.equal(res.status, 401);
    const trace = JSON.parse(res.headers.get("portcullis-trace") ?? "{}");
    const refused: Failed = trace.policies.findLast(({ outcome }: Failed) => outcome === "failed");
    const { policy, scope, file, line, failure } = refused;
    assert.deepEqual([trace.api, trace.operation, trace.stage], ["shop", "get-order", "authorize"]);
    assert.deepEqual({ policy, scope, file, line }, { ...jwt, file: join("shop", jwt.file) });
    assert.match(failure, /The signature of the token is wrong/);
    assert.match(made.stdout, /^[\w-]+\.[\w-]+\n$/);
    const unknown = await runProgram(t, ["debug-token", "--api", "nothing", ...node], { cwd: folder, env });
    assert.deepEqual([unknown.code, unknown.stdout], [1, ""]);
    assert.match(unknown.stderr, /There is no API nothing/);
  });

  for (const [what, { token, body = ORDER, callsBefore = 0, status, told, why, by }] of refusals) {
    it(`refuses ${what} before the backend hears of it`, async () => {
      const shown = token(shop);
      for (let call = 0; call < callsBefore; call++) assert.equal((await order(shown)).status, 201);
      const before = heard();
      const res = await order(shown, body);
      assert.equal(res.status, status);
      const text = await res.text();
      assert.equal(JSON.parse(text).statusCode, status);
      assert.match(text, told);
      assert.equal(res.headers.get("retry-after") !== null, status === 429);
      assert.equal(res.headers.get("www-authenticate") !== null, status === 401);
      const line = await lineOf(res.headers.get("x-request-id"));
      const { stage, reason, detail, attempts } = line;
      assert.deepEqual(
        [line["status"], stage, reason, attempts],
        [status, "authorize", "policy-refused", undefined],
      );
      assert.match(String(detail), new RegExp(`^${by.policy}\\[1\\]: `));
      assert.match(String(detail), why);
      assert.equal(heard(), before);
    });

    it(`explains why ${what} is refused, and by which line of which document`, async () => {
      const headers = Object.entries({ Host: "localhost", ...headersOf(token(shop)) });
      const head = ["POST /shop/orders HTTP/1.1", ...headers.map(([name, value]) => `${name}: ${value}`)];
      writeFileSync(join(shop.folder, "request.txt"), `${head.join("\n")}\n\n${body}`);
      const repeat = ["--repeat", String(callsBefore + 1)];
      const args = ["explain", "request.txt", "--config", shop.config, ...repeat];
      const run = await runProgram(t, [...args, "--json"], { cwd: shop.folder, env: shop.env });
      assert.deepEqual([run.code, run.stderr], [1, ""]);
      const { stage, reason, detail, policies, forwarded, response } = JSON.parse(run.stdout);
      assert.deepEqual(
        [stage, reason, forwarded, response.status],
        ["authorize", "policy-refused", [], status],
      );
      assert.match(detail, why);
      const failed: readonly Failed[] = policies.filter(({ outcome }: Failed) => outcome === "failed");
      // Around it fail those that it stands in: `<base />` of the scopes inside.
      const { policy, scope, file, line, failure } = failed.at(-1) ?? assert.fail("no policy failed");
      assert.deepEqual({ policy, scope, file, line }, { ...by, file: join("shop", by.file) });
      assert.match(failure, told);
    });
  }
});
