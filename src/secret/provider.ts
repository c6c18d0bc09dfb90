// The port for secrets that somebody else keeps, and what a configuration says of one.

import type { EgressProxy } from "#upstream/proxy-tunnel.ts";
import type { SecretReference } from "./secret-reference.ts";

export type HashicorpSpec = {
  readonly kind: "hashicorp";
  /** Without a slash at its end. */
  readonly url: string;
  readonly mount: string;
  readonly namespace: string | undefined;
  /** A file is read anew each time: agents put fresh tokens there. */
  readonly token: { readonly text: string } | { readonly file: string };
  /** PEM; empty for the authorities that come with Node. */
  readonly ca: string;
  readonly proxy: EgressProxy | undefined;
};

export type KeyVaultSpec = {
  readonly kind: "azure";
  readonly url: string;
  /** Who a token is asked for: the same for all vaults of a cloud. */
  readonly resource: string;
  readonly credentials:
    | { readonly kind: "managed"; readonly endpoint: string; readonly clientId: string | undefined }
    | {
        readonly kind: "client";
        readonly tokenEndpoint: string;
        readonly clientId: string;
        readonly clientSecret: string;
      };
  readonly ca: string;
  readonly proxy: EgressProxy | undefined;
};

export type ProviderSpec = HashicorpSpec | KeyVaultSpec;

export type ProvidedSecret = {
  readonly text: string;
  /** Ms since the epoch; undefined where the provider knows of no end. */
  readonly expiresAtMs: number | undefined;
};

export interface SecretProvider {
  /** Rejects with an error whose message is for the operator, and names no value. */
  fetch(reference: SecretReference): Promise<ProvidedSecret>;
}
