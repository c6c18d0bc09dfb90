// Subscriptions and their keys as plain data that crosses threads. A key itself is never in it: only its
// digest, under a key of the node's that no client knows.

/** As Azure API Management names them, in lower case. Only `active` ones let requests in. */
export type SubscriptionState = "active" | "suspended" | "submitted" | "rejected" | "cancelled" | "expired";

/** What a subscription opens: the APIs of a product, one API, or all of them. */
export type SubscriptionScope =
  | { readonly kind: "product"; readonly product: string }
  | { readonly kind: "api"; readonly api: string }
  | { readonly kind: "all-apis" };

export type Subscription = {
  readonly id: string;
  /** As people call it. */
  readonly name: string;
  readonly scope: SubscriptionScope;
  readonly state: SubscriptionState;
  /** Whose it is, as whoever made it wrote; empty for nobody's. */
  readonly owner: string;
  /** Wall clock, ms since the epoch, as are the two below. */
  readonly createdAtMs: number;
  /** No key of it counts before; undefined: from the beginning. */
  readonly startsAtMs: number | undefined;
  /** No key of it counts from then on; undefined without an end. */
  readonly endsAtMs: number | undefined;
  readonly allowsTracing: boolean;
};

export type KeyKind = "primary" | "secondary";

/** One key that is in use. */
export type KeyDigest = {
  /** HMAC-SHA-256 of the key's UTF-8 bytes under `SubscriptionTable.digestKey`, in base64. */
  readonly digest: string;
  readonly kind: KeyKind;
  /** Index into `SubscriptionTable.subscriptions`. */
  readonly subscription: number;
};

/** What `SubscriptionLookup` is built from. */
export type SubscriptionTable = {
  /** 32 bytes in base64. */
  readonly digestKey: string;
  /** Those of every state: a key of a suspended one is refused as such. */
  readonly subscriptions: readonly Subscription[];
  readonly keys: readonly KeyDigest[];
};
