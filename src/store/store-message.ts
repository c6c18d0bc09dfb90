// What the store's thread and its client say to each other. A call names a repository, a method of it and its
// arguments; whatever a store takes and gives is plain data.

import type { Renewal, StoreFailure } from "./store.ts";

/** `workerData` of the store's thread. */
export type StoreThreadData = { readonly role: "store"; readonly path: string };

export type StoreRequest =
  /** Opens the file, or opens it anew after a failure. */
  | { readonly kind: "open" }
  | {
      readonly kind: "call";
      readonly id: number;
      readonly repository: string;
      readonly method: string;
      readonly args: readonly unknown[];
    }
  | { readonly kind: "close" };

export type StoreReply =
  | { readonly kind: "opened"; readonly renewal: Renewal | undefined }
  /** There is no store: it could not be opened, or what it is on has failed. */
  | { readonly kind: "failed"; readonly failure: StoreFailure; readonly message: string }
  | { readonly kind: "result"; readonly id: number; readonly value: unknown }
  | {
      readonly kind: "error";
      readonly id: number;
      readonly failure: StoreFailure;
      readonly message: string;
    }
  | { readonly kind: "closed" };
