// Whether each layer of the layers bench does its work: what it is there to refuse is sent, one request after
// the other, to a node of the same configuration whose limits are a few calls. Where one of them gets another
// answer than it should, nothing is measured.

import { bearerToken } from "./bearer-tokens.ts";

/** Of a node that is checked: the second caller's fourth call is one too many of the operation. */
export const CHECKED_LIMITS = { callerCalls: 4, operationCalls: 7 };

type Ask = {
  readonly what: string;
  readonly token: string | undefined;
  readonly path: string;
  /** Posted; undefined for a GET. */
  readonly body?: object;
  readonly status: number;
};

const ITEM = "/api/items/1?expand=owner&limit=20";
const ATTACK = "/api/items/1?q=1%27%20UNION%20SELECT%20a%20FROM%20b--%20-";

const line = {
  line: 1,
  sku: "AB_1-c",
  quantity: 2,
  price: { amount: "12.99", currency: "EUR" },
  gift: false,
};
const order = { customer: "caller", city: "Lisboa", lines: [line], note: "" };
const unpriced = { ...order, lines: [{ ...line, price: { amount: "12.9", currency: "EUR" } }] };

const [first, second, third] = [bearerToken(1), bearerToken(2), bearerToken(3)];

const asks: readonly Ask[] = [
  { what: "an attack", token: first, path: ATTACK, status: 403 },
  { what: "no token", token: undefined, path: ITEM, status: 401 },
  { what: "a token with another's signature", token: tampered(first), path: ITEM, status: 401 },
  { what: "a token that has expired", token: bearerToken(1, { exp: 1 }), path: ITEM, status: 401 },
  {
    what: "a token without the first claim",
    token: bearerToken(1, { scope: ["other"] }),
    path: ITEM,
    status: 401,
  },
  {
    what: "a token without the second claim",
    token: bearerToken(1, { tenant: "other" }),
    path: ITEM,
    status: 401,
  },
  { what: "an order", token: third, path: "/api/orders", body: order, status: 200 },
  { what: "an order of another form", token: third, path: "/api/orders", body: unpriced, status: 400 },
  ...calls(first, CHECKED_LIMITS.callerCalls, 200),
  { what: "a caller's call beyond its limit", token: first, path: ITEM, status: 429 },
  ...calls(second, CHECKED_LIMITS.operationCalls - CHECKED_LIMITS.callerCalls, 200),
  { what: "a call beyond the operation's limit", token: second, path: ITEM, status: 429 },
];

function calls(token: string, count: number, status: number): readonly Ask[] {
  return Array.from({ length: count }, (_, call) => ({
    what: `call ${call + 1}`,
    token,
    path: ITEM,
    status,
  }));
}

function tampered(token: string): string {
  const [head, claims] = token.split(".");
  return `${head}.${claims}.${bearerToken(2).split(".")[2]}`;
}

/** @param origin of a node with `CHECKED_LIMITS` @throws where an answer is another than it should be */
export async function assertLayers(origin: string): Promise<void> {
  for (const ask of asks) {
    const status = await statusOf(origin, ask);
    if (status !== ask.status) {
      throw new Error(`the node with all layers answers ${status} to ${ask.what}, not ${ask.status}`);
    }
  }
}

async function statusOf(origin: string, { token, path, body }: Ask): Promise<number> {
  const response = await fetch(origin + path, {
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
  });
  await response.arrayBuffer();
  return response.status;
}
