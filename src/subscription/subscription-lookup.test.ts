import assert from "node:assert/strict";
import { test } from "node:test";
import { digestOf } from "./key-digest.ts";
import { refusalAnswer } from "./refusal-answer.ts";
import type { Subscription, SubscriptionTable } from "./subscription.ts";
import { type ApiAccess, SubscriptionLookup } from "./subscription-lookup.ts";

const DIGEST_KEY = Buffer.alloc(32, 7);
const NOW = Date.UTC(2026, 10, 1);

function subscription(id: string, change: Partial<Subscription>): Subscription {
  return {
    id,
    name: id,
    scope: { kind: "all-apis" },
    state: "active",
    owner: "",
    createdAtMs: 0,
    startsAtMs: undefined,
    endsAtMs: undefined,
    allowsTracing: false,
    ...change,
  };
}

/** Each subscription has the keys `ID-1` and `ID-2`. */
function tableOf(subscriptions: readonly Subscription[], digestKey = DIGEST_KEY): SubscriptionTable {
  const keys = subscriptions.flatMap(({ id }, index) => [
    { digest: digestOf(`${id}-1`, digestKey), kind: "primary" as const, subscription: index },
    { digest: digestOf(`${id}-2`, digestKey), kind: "secondary" as const, subscription: index },
  ]);
  return { digestKey: digestKey.toString("base64"), subscriptions, keys };
}

const inProduct = (product: string) => ({ kind: "product", product }) as const;

const lookup = new SubscriptionLookup([
  tableOf([
    subscription("all", {}),
    subscription("orders", { scope: { kind: "api", api: "orders" } }),
    subscription("gold", { scope: inProduct("gold") }),
    subscription("silver", { scope: inProduct("silver") }),
    subscription("later", { startsAtMs: NOW + 1 }),
    subscription("now", { startsAtMs: NOW, endsAtMs: NOW + 1 }),
    subscription("past", { endsAtMs: NOW }),
    ...(["suspended", "submitted", "rejected", "cancelled", "expired"] as const).map((state) =>
      subscription(state, { state }),
    ),
  ]),
]);

const gold = { id: "gold", isPublished: true, isSubscriptionRequired: true };
const open = { id: "open", isPublished: true, isSubscriptionRequired: false };

function api(change: Partial<ApiAccess> = {}): ApiAccess {
  return { id: "orders", isSubscriptionRequired: true, products: [gold], ...change };
}

/** In short: the subscription and the product it leads to, what is open, or why it was refused. */
function outcome(of: ApiAccess, key: string | undefined): string {
  const access = lookup.access(of, key, NOW);
  if (access.kind === "refused") return access.reason;
  const product = access.product === undefined ? "" : ` in ${access.product}`;
  return access.kind === "open" ? `open${product}` : `${access.subscription.id} ${access.key}${product}`;
}

const FREE = { isSubscriptionRequired: false };
const HIDDEN = { products: [{ ...open, isPublished: false }] };

const CASES: readonly (readonly [string, ApiAccess, string | undefined, string])[] = [
  ["a key for all APIs opens any, without a product", api(), "all-1", "all primary"],
  ["the secondary key counts as much", api(), "all-2", "all secondary"],
  ["a key of the API opens it", api(), "orders-1", "orders primary"],
  ["a key of another API does not", api({ id: "users" }), "orders-1", "SubscriptionKeyInvalid"],
  ["a key of a product leads to the product", api(), "gold-1", "gold primary in gold"],
  ["a key of a product without the API does not count", api(), "silver-1", "SubscriptionKeyInvalid"],
  [
    "a product that is no longer published keeps its subscribers",
    api({ products: [{ ...gold, isPublished: false }] }),
    "gold-1",
    "gold primary in gold",
  ],
  ["an unknown key is refused", api(), "guess", "SubscriptionKeyInvalid"],
  ["keys are told apart by case", api(), "ALL-1", "SubscriptionKeyInvalid"],
  ["no key is refused as missing", api(), undefined, "SubscriptionKeyNotFound"],
  ["an empty key is none", api(), "", "SubscriptionKeyNotFound"],
  ["no key is needed where the API asks for none", api(FREE), undefined, "open"],
  ["a wrong key is refused there all the same", api(FREE), "guess", "SubscriptionKeyInvalid"],
  ["an open product takes in without a key", api({ products: [gold, open] }), undefined, "open in open"],
  ["and goes before the API's own rule", api({ ...FREE, products: [open] }), undefined, "open in open"],
  ["and ignores a key that does not count", api({ products: [open] }), "guess", "open in open"],
  ["but not one that does", api({ products: [open] }), "orders-1", "orders primary"],
  ["an open product that is not published is none", api(HIDDEN), undefined, "SubscriptionKeyNotFound"],
  ["a subscription that has not begun does not count", api(), "later-1", "SubscriptionKeyInvalid"],
  ["it counts from its first millisecond", api(), "now-1", "now primary"],
  ["and no more at its end", api(), "past-1", "SubscriptionKeyInvalid"],
  ["a suspended subscription does not count", api(), "suspended-1", "SubscriptionKeyInvalid"],
  ["nor does one that was only asked for", api(), "submitted-1", "SubscriptionKeyInvalid"],
  ["nor a rejected one", api(), "rejected-1", "SubscriptionKeyInvalid"],
  ["nor a cancelled one", api(), "cancelled-2", "SubscriptionKeyInvalid"],
  ["nor an expired one", api(), "expired-1", "SubscriptionKeyInvalid"],
];

for (const [name, of, key, expected] of CASES) {
  test(name, () => assert.equal(outcome(of, key), expected));
}

test("tables under several digest keys are all looked through, the first one's keys before", () => {
  const other = Buffer.alloc(32, 9);
  const both = new SubscriptionLookup([
    tableOf([subscription("a", { name: "first" })]),
    tableOf([subscription("a", { name: "second" }), subscription("b", {})], other),
  ]);
  const nameOf = (key: string): string => {
    const access = both.access(api(), key, NOW);
    return access.kind === "subscription" ? access.subscription.name : access.kind;
  };
  assert.deepEqual([nameOf("a-1"), nameOf("b-1"), nameOf("c-1")], ["first", "b", "refused"]);
});

test("a key longer than any can be is refused", () => {
  const long = "x".repeat(257);
  const table = {
    ...tableOf([subscription("long", {})]),
    keys: [{ digest: digestOf(long, DIGEST_KEY), kind: "primary", subscription: 0 } as const],
  };
  assert.equal(new SubscriptionLookup([table]).access(api(), long, NOW).kind, "refused");
});

test("the answer is Azure's: its body, and a challenge that names the header", () => {
  const answer = refusalAnswer("SubscriptionKeyNotFound", "https://api.example.com/orders", "X-Key");
  assert.deepEqual(JSON.parse(answer.body), { statusCode: 401, message: answer.message });
  assert.match(answer.message, /^Access denied due to missing subscription key\./);
  assert.equal(
    answer.challenge,
    'AzureApiManagementKey realm="https://api.example.com/orders",name="X-Key",type="header"',
  );
});

test("nothing that a client writes ends the challenge", () => {
  const { challenge } = refusalAnswer("SubscriptionKeyInvalid", 'https://h/"\r\nX: y', "K");
  assert.equal(challenge, 'AzureApiManagementKey realm="https://h/\\"X: y",name="K",type="header"');
});
