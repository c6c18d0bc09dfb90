// Tokens of the node's own, from the source that the configuration names, and kept authorizations.

import { type ClientCredentials, ClientCredentialsSource } from "#identity/client-credentials.ts";
import { InstanceMetadataSource } from "#identity/instance-metadata.ts";
import type { CallOut } from "#identity/outgoing-call.ts";
import { RememberedTokens } from "#identity/remembered-tokens.ts";
import { type AccessToken, type TokenSource, TokenSourceError } from "#identity/token-source.ts";
import { WorkloadIdentitySource } from "#identity/workload-identity.ts";
import type { Clock } from "#kernel/clock.ts";
import {
  type AuthorizationRequest,
  type OwnToken,
  type OwnTokenRequest,
  PolicyFailure,
} from "#policy/plans.ts";
import type { NodeIdentitySpec, TokenSourceSpec } from "#snapshot/identity-spec.ts";

export type OwnTokenPorts = {
  readonly call: CallOut;
  readonly clock: Clock;
  readonly warn: (message: string) => void;
};

export class OwnTokens {
  readonly #ports: OwnTokenPorts;
  readonly #own: RememberedTokens | undefined;
  /** By provider and authorization. */
  readonly #kept: ReadonlyMap<string, RememberedTokens>;

  constructor({ tokenSource, authorizations }: NodeIdentitySpec, ports: OwnTokenPorts) {
    this.#ports = ports;
    this.#own = tokenSource && new RememberedTokens(sourceOf(tokenSource, ports), ports.clock);
    this.#kept = new Map(
      authorizations.map(({ provider, authorization, credentials }) => [
        keyOf(provider, authorization),
        this.#remembered(credentials),
      ]),
    );
  }

  #remembered(credentials: ClientCredentials): RememberedTokens {
    const source = new ClientCredentialsSource(
      { ...credentials, scope: credentials.scope ?? "" },
      this.#ports,
    );
    return new RememberedTokens(source, this.#ports.clock);
  }

  token(request: OwnTokenRequest): OwnToken | Promise<OwnToken> {
    if (this.#own === undefined)
      return Promise.reject(notAcquired("The node has no identity that a token could be had for."));
    return this.#answered(this.#own.token(request), "the node's own token");
  }

  authorization({ provider, authorization, identity }: AuthorizationRequest): OwnToken | Promise<OwnToken> {
    const kept = this.#kept.get(keyOf(provider, authorization));
    if (kept === undefined)
      return Promise.reject(notAcquired(`There is no authorization ${authorization} of ${provider}.`));
    // Who else may use one is nowhere said, so that nobody may.
    if (identity !== undefined)
      return Promise.reject(notAcquired("The authorization is for the node itself, not for its callers."));
    return this.#answered(kept.token({ resource: "", clientId: undefined }), `${provider}/${authorization}`);
  }

  #answered(token: AccessToken | Promise<AccessToken>, what: string): OwnToken | Promise<OwnToken> {
    if (!(token instanceof Promise)) return token;
    return token.catch((error: unknown) => {
      if (!(error instanceof TokenSourceError)) throw error;
      this.#ports.warn(`${what} cannot be had: ${error.message}`);
      throw notAcquired(`The token cannot be had: ${error.message}.`);
    });
  }
}

const keyOf = (provider: string, authorization: string): string => `${provider}\n${authorization}`;

function notAcquired(message: string): PolicyFailure {
  return new PolicyFailure("TokenNotAcquired", message, { status: 500 });
}

function sourceOf(spec: TokenSourceSpec, ports: OwnTokenPorts): TokenSource {
  switch (spec.kind) {
    case "managed-identity":
      return new InstanceMetadataSource(spec.endpoint, ports);
    case "workload-identity":
      return new WorkloadIdentitySource(spec, ports);
    case "client-credentials":
      return new ClientCredentialsSource(spec, ports);
  }
}
