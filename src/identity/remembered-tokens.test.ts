import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { ManualClock } from "#kernel/clock.ts";
import { defaultLimits } from "#kernel/limits.ts";
import { RememberedTokens } from "./remembered-tokens.ts";
import { type AccessToken, type TokenRequest, TokenSourceError } from "./token-source.ts";

const request: TokenRequest = { resource: "https://storage.example/", clientId: undefined };
const LIFE_MS = 3_600_000;
const { accessTokenMarginMs } = defaultLimits.identity;
const { retryMs } = defaultLimits.identity.provider;

describe("remembered tokens", () => {
  let clock: ManualClock;
  let asked: TokenRequest[];
  let failure: Error | undefined;
  let tokens: RememberedTokens;

  beforeEach(() => {
    clock = new ManualClock(Date.UTC(2026, 10, 28));
    asked = [];
    failure = undefined;
    const token = async (each: TokenRequest): Promise<AccessToken> => {
      asked.push(each);
      if (failure !== undefined) throw failure;
      return { value: `token ${asked.length}`, expiresAtMs: clock.wallMs() + LIFE_MS, answer: {} };
    };
    tokens = new RememberedTokens({ token }, clock);
  });

  const value = async (each = request): Promise<string> => (await tokens.token(each)).value;

  it("are asked for once by all who wait, and then given at once until shortly before their end", async () => {
    assert.deepEqual(await Promise.all([value(), value()]), ["token 1", "token 1"]);
    clock.advance(LIFE_MS - accessTokenMarginMs - 1);
    assert.ok(!(tokens.token(request) instanceof Promise));
    clock.advance(1);
    assert.equal(await value(), "token 2");
  });

  it("are kept apart by resource and by client", async () => {
    await value();
    await value({ ...request, clientId: "a" });
    await value({ ...request, resource: "https://vault.example" });
    await value();
    assert.equal(asked.length, 3);
  });

  it("serve to their end where the source fails, which is left alone for a while", async () => {
    await value();
    failure = new TokenSourceError("down");
    clock.advance(LIFE_MS - accessTokenMarginMs);
    assert.equal(await value(), "token 1");
    assert.equal(await value(), "token 1");
    assert.equal(asked.length, 2);
    clock.advance(accessTokenMarginMs);
    await assert.rejects(value(), failure);
    await assert.rejects(value(), failure);
    assert.equal(asked.length, 3);
    failure = undefined;
    clock.advance(retryMs);
    assert.equal(await value(), "token 4");
  });
});
