// Tokens by OAuth's client credentials (RFC 6749 §4.4), from any issuer.

import { askWithForm, type SourcePorts, scopeOf } from "./source/ask-for-token.ts";
import type { AccessToken, TokenRequest, TokenSource } from "./token-source.ts";

export type ClientCredentials = {
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** How the client says who it is: by the Authorization header (RFC 6749 §2.3.1), or in the form. */
  readonly authentication: "header" | "form";
  /** What to ask for whatever the resource is; undefined for the resource's `/.default`, as Entra has it. */
  readonly scope: string | undefined;
};

export class ClientCredentialsSource implements TokenSource {
  readonly #settings: ClientCredentials;
  readonly #ports: SourcePorts;

  constructor(settings: ClientCredentials, ports: SourcePorts) {
    this.#settings = settings;
    this.#ports = ports;
  }

  /** The client is always the configured one. */
  token({ resource }: TokenRequest): Promise<AccessToken> {
    const { tokenEndpoint, clientId, clientSecret, authentication } = this.#settings;
    const scope = this.#settings.scope ?? scopeOf(resource);
    const form = { grant_type: "client_credentials", ...(scope === "" ? {} : { scope }) };
    if (authentication === "form") {
      const whole = { ...form, client_id: clientId, client_secret: clientSecret };
      return askWithForm(tokenEndpoint, whole, this.#ports);
    }
    const pair = `${formEncoded(clientId)}:${formEncoded(clientSecret)}`;
    const authorization = `Basic ${Buffer.from(pair).toString("base64")}`;
    return askWithForm(tokenEndpoint, form, this.#ports, { authorization });
  }
}

/** RFC 6749 §2.3.1: id and secret are encoded as in a form before they are joined. */
function formEncoded(text: string): string {
  return new URLSearchParams([["", text]]).toString().slice(1);
}
