// The port for what must survive a restart, shaped by what is kept and not by how. Every promise that a write
// gives resolves once the write is durable: a crash or a power cut after it loses nothing. Drivers are in
// folders beside; test/conformance/store holds what each must do.

export interface Store {
  readonly entries: EntryRepository;
  readonly quotas: QuotaRepository;
  readonly generations: GenerationRepository;
  readonly settings: SettingRepository;
  readonly subscriptions: SubscriptionRepository;
  close(): Promise<void>;
}

/** An entry of a list that decides about clients. */
export type KeptEntry = {
  /** From 1 on; never given twice. */
  readonly id: number;
  readonly list: "bans" | "allowed";
  /** A `prefix` in its canonical text, or a client's verified name. */
  readonly kind: "prefix" | "key";
  readonly subject: string;
  /** Who made it: `cli`, a playbook's name. */
  readonly origin: string;
  readonly reason: string;
  /** Wall clock, ms since the epoch. */
  readonly createdAtMs: number;
  /** Undefined without an end. */
  readonly untilMs: number | undefined;
};

export interface EntryRepository {
  /** In the place of the entry that the list has of the same subject, if there is one: its id stays. */
  put(entry: Omit<KeptEntry, "id">): Promise<KeptEntry>;
  /** The entry that was removed; undefined where there was none. */
  remove(list: KeptEntry["list"], subject: string): Promise<KeptEntry | undefined>;
  /** In the order of their ids. */
  all(): Promise<readonly KeptEntry[]>;
  /** Removes what has ended by then, and gives the ids. */
  removeEnded(nowMs: number): Promise<readonly number[]>;
}

/** A quota's count; `endMs` undefined without an end. The key is a hash under the seed among the settings. */
export type KeptQuota = {
  readonly key: readonly [number, number];
  readonly tag: number;
  readonly count: number;
  readonly endMs: number | undefined;
};

export interface QuotaRepository {
  /** Puts these in the place of all that is kept. */
  replace(quotas: readonly KeptQuota[]): Promise<void>;
  all(): Promise<readonly KeptQuota[]>;
}

/** A configuration that was accepted. */
export type KeptGeneration = {
  readonly generation: number;
  readonly acceptedAtMs: number;
  /** What made it be read: `start`, `a file changed`. */
  readonly origin: string;
  /** SHA-256 of the text, in hex. */
  readonly hash: string;
  /** The files as written: references to secrets, never their values. */
  readonly text: string;
};

export interface GenerationRepository {
  /** Of a number that is kept already, nothing changes. Forgets all but the newest hundred. */
  append(generation: KeptGeneration): Promise<void>;
  last(): Promise<KeptGeneration | undefined>;
  /** Newest first. */
  recent(limit: number): Promise<readonly KeptGeneration[]>;
}

export interface SettingRepository {
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string): Promise<void>;
}

/** A key of a subscription, as it may lie on a disk. */
export type KeptKey = {
  /** By which it is found: an HMAC, in base64. */
  readonly digest: string;
  /** The key itself, encrypted under a secret that the store does not have. */
  readonly sealed: string;
};

/** A subscription with its keys. */
export type KeptSubscription = {
  readonly id: string;
  readonly name: string;
  readonly scopeKind: "product" | "api" | "all-apis";
  /** Empty for all APIs. */
  readonly scopeName: string;
  readonly state: "active" | "suspended" | "submitted" | "rejected" | "cancelled" | "expired";
  readonly owner: string;
  readonly createdAtMs: number;
  /** Undefined: from the beginning. */
  readonly startsAtMs: number | undefined;
  /** Undefined without an end. */
  readonly endsAtMs: number | undefined;
  readonly allowsTracing: boolean;
  readonly keys: { readonly primary: KeptKey; readonly secondary: KeptKey };
};

export interface SubscriptionRepository {
  /** False, and nothing is kept, where there is one of its id or with one of its keys. */
  add(subscription: KeptSubscription): Promise<boolean>;
  /** In the place of the one of its id; false where there is none. */
  replace(subscription: KeptSubscription): Promise<boolean>;
  /** False where there was none. */
  remove(id: string): Promise<boolean>;
  /** In the order of their ids. */
  all(): Promise<readonly KeptSubscription[]>;
}

export const KEPT_GENERATIONS = 100;

/** Why a store did not do what it was asked for; nothing of it was done. */
export type StoreFailure =
  /** The disk, or a quota of it, is full. */
  | "full"
  /** Another program holds it. */
  | "locked"
  | "corrupt"
  /** Its file cannot be opened, read or written. */
  | "unavailable"
  /** It was written by a newer version, or its schema was changed by somebody else. */
  | "schema"
  | "defect";

export class StoreError extends Error {
  readonly failure: StoreFailure;

  constructor(failure: StoreFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}

/** How an open went, where it was not as usual. */
export type Renewal = {
  /** The damaged file, where somebody can look at it. */
  readonly movedTo: string;
  readonly why: string;
  /** Rows that could still be read of it and were taken over. */
  readonly rescued: number;
};
