// How the clients of a pool stay with the member that answered them first.

export type AffinitySpec = {
  readonly cookie: string;
  /** 0: until the browser closes. */
  readonly ttlMs: number;
  readonly sameSite: "strict" | "lax" | "none";
  readonly secure: "auto" | "always" | "never";
  readonly path: string;
  /** The backend gets the cookie too. */
  readonly forwards: boolean;
  /** Of the signature; the same on every node that shares the pool's clients. */
  readonly key: string;
};
