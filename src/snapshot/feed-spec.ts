// A feed as control reads it: plain data. Where it is from, how it is written, who vouches for it.

export type FeedPlace =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "url"; readonly url: string };

export type FeedSpec = {
  /** The name of its network. */
  readonly network: string;
  readonly place: FeedPlace;
  readonly format: "cidr" | "csv" | "json" | "mmdb";
  readonly column: string;
  readonly manifest: FeedPlace | undefined;
  /** PEM; empty where no signature is asked for. */
  readonly publicKey: string;
  /** PEM; empty for the authorities that come with Node. */
  readonly ca: string;
  readonly refreshMs: number;
  readonly maxAgeMs: number;
  readonly mayShrink: boolean;
};
