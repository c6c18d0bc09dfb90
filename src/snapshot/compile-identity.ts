// Who the node is to others → its spec.

import type { Config } from "#config/config.ts";
import { besideFile } from "#config/source.ts";
import type {
  AuthorizationSpec,
  ClientCredentialsSpec,
  NodeIdentitySpec,
  TokenSourceSpec,
} from "./identity-spec.ts";

type WrittenSource = Exclude<Config["identity"]["tokenSource"], undefined>;
type WrittenCredentials = Exclude<WrittenSource["clientCredentials"], undefined>;

export function compileIdentity(config: Config): NodeIdentitySpec {
  const { certificates, tokenSource, authorizations } = config.identity;
  return {
    certificates: certificates.flatMap((id) => {
      const loaded = config.certificates.get(id);
      return loaded === undefined ? [] : [{ id, chain: loaded.chain, key: loaded.key }];
    }),
    tokenSource: tokenSource && compileSource(tokenSource, config),
    authorizations: [...authorizations].flatMap(([provider, kept]) =>
      [...kept].map(
        ([authorization, written]): AuthorizationSpec => ({
          provider,
          authorization,
          credentials: compileCredentials(written),
        }),
      ),
    ),
  };
}

/** Exactly one of its keys is written. */
function compileSource(written: WrittenSource, { places }: Config): TokenSourceSpec | undefined {
  const { managedIdentity, workloadIdentity, clientCredentials } = written;
  if (managedIdentity !== undefined) return { kind: "managed-identity", endpoint: managedIdentity.endpoint };
  if (workloadIdentity !== undefined) {
    const { tokenEndpoint, clientId } = workloadIdentity;
    const tokenFile = besideFile(places.value(workloadIdentity, "tokenFile"), workloadIdentity.tokenFile);
    return { kind: "workload-identity", tokenEndpoint, clientId, tokenFile };
  }
  return clientCredentials && { kind: "client-credentials", ...compileCredentials(clientCredentials) };
}

function compileCredentials(written: WrittenCredentials): ClientCredentialsSpec {
  const { tokenEndpoint, clientId, clientSecret, authentication, scope } = written;
  return { tokenEndpoint, clientId, clientSecret, authentication, scope };
}
