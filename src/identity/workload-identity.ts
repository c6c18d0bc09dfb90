// Tokens by workload identity: a cluster writes a token of its own for the node into a file, and Microsoft
// Entra takes that for the client's word (RFC 7523 §2.2).

import { readSmallFile } from "./read-small-file.ts";
import { askWithForm, type SourcePorts, scopeOf } from "./source/ask-for-token.ts";
import { type AccessToken, type TokenRequest, type TokenSource, TokenSourceError } from "./token-source.ts";

export type WorkloadIdentity = {
  readonly tokenEndpoint: string;
  readonly clientId: string;
  /** Read anew for each token: the cluster renews it. */
  readonly tokenFile: string;
};

export class WorkloadIdentitySource implements TokenSource {
  readonly #settings: WorkloadIdentity;
  readonly #readFile: (path: string) => Promise<string>;
  readonly #ports: SourcePorts;

  constructor(settings: WorkloadIdentity, ports: SourcePorts, readTokenFile = readSmallFile) {
    this.#settings = settings;
    this.#readFile = readTokenFile;
    this.#ports = ports;
  }

  async token({ resource, clientId }: TokenRequest): Promise<AccessToken> {
    const form = {
      grant_type: "client_credentials",
      scope: scopeOf(resource),
      client_id: clientId ?? this.#settings.clientId,
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: await this.#assertion(),
    };
    return askWithForm(this.#settings.tokenEndpoint, form, this.#ports);
  }

  async #assertion(): Promise<string> {
    try {
      return (await this.#readFile(this.#settings.tokenFile)).trim();
    } catch (cause) {
      throw new TokenSourceError("the file with the node's federated token cannot be read", { cause });
    }
  }
}
