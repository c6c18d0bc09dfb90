// Tokens of the machine's managed identity, from Azure's instance metadata service.

import { askForToken, type SourcePorts } from "./source/ask-for-token.ts";
import type { AccessToken, TokenRequest, TokenSource } from "./token-source.ts";

/** Link-local: the machine's host answers there, and nobody else. */
export const instanceMetadataEndpoint = "http://169.254.169.254/metadata/identity/oauth2/token";

export class InstanceMetadataSource implements TokenSource {
  readonly #endpoint: string;
  readonly #ports: SourcePorts;

  constructor(endpoint: string, ports: SourcePorts) {
    this.#endpoint = endpoint;
    this.#ports = ports;
  }

  token({ resource, clientId }: TokenRequest): Promise<AccessToken> {
    const url = new URL(this.#endpoint);
    url.searchParams.set("api-version", "2018-02-01");
    url.searchParams.set("resource", resource);
    if (clientId !== undefined) url.searchParams.set("client_id", clientId);
    // Without this field it refuses: a request that somebody smuggled by an URL alone does not have it.
    return askForToken({ method: "GET", url: url.href, headers: { metadata: "true" } }, this.#ports);
  }
}
