// Secrets of Azure Key Vault, by its REST API: `GET {vault}/secrets/{name}/{version}`, api-version 7.4
// (learn.microsoft.com/rest/api/keyvault/secrets/get-secret). Its tokens are kept until they near their end.

import { ClientCredentialsSource } from "#identity/client-credentials.ts";
import { InstanceMetadataSource } from "#identity/instance-metadata.ts";
import type { AccessToken, TokenSource } from "#identity/token-source.ts";
import { systemClock } from "#kernel/clock.ts";
import { type AskProvider, jsonOf, ProviderError, pick, textIn } from "./ask-provider.ts";
import type { KeyVaultSpec, ProvidedSecret, SecretProvider } from "./provider.ts";
import type { SecretReference } from "./secret-reference.ts";

const API_VERSION = "7.4";
const NAME = /^[0-9A-Za-z-]{1,127}$/;
/** A token that ends sooner is not used any more. */
const TOKEN_MARGIN_MS = 60_000;

export class KeyVaultProvider implements SecretProvider {
  readonly #spec: KeyVaultSpec;
  readonly #ask: AskProvider;
  readonly #tokens: TokenSource;
  #asked: Promise<AccessToken> | undefined;
  #held: AccessToken | undefined;

  constructor(spec: KeyVaultSpec, ask: AskProvider) {
    this.#spec = spec;
    this.#ask = ask;
    this.#tokens = tokenSourceOf(spec, ask);
  }

  async fetch({ name, field, version }: SecretReference): Promise<ProvidedSecret> {
    if (!NAME.test(name)) throw new ProviderError(`${name} is no name of a Key Vault: letters, digits and -`);
    if (field !== undefined) throw new ProviderError("secrets of a Key Vault have no fields");
    const { url, ca, proxy } = this.#spec;
    const place = version === undefined ? name : `${name}/${version}`;
    const answer = await this.#ask({
      method: "GET",
      url: `${url}/secrets/${place}?api-version=${API_VERSION}`,
      headers: { accept: "application/json" },
      credentials: { authorization: `Bearer ${await this.#accessToken()}` },
      ca,
      proxy,
    });
    if (answer.status === 401) this.#held = undefined; // it may have been withdrawn
    if (answer.status === 404) throw new ProviderError(`the vault has no secret ${place}`);
    if (answer.status !== 200) throw new ProviderError(`it answered ${answer.status}${codeIn(answer.body)}`);
    const secret = jsonOf(answer.body);
    const text = textIn(secret, "value");
    if (text === undefined) throw new ProviderError("its answer holds no value");
    const ends = pick(pick(secret, "attributes"), "exp");
    return { text, expiresAtMs: typeof ends === "number" ? ends * 1000 : undefined };
  }

  /** One question for all that wait. */
  async #accessToken(): Promise<string> {
    const held = this.#held;
    if (held !== undefined && held.expiresAtMs - Date.now() > TOKEN_MARGIN_MS) return held.value;
    const { resource, credentials } = this.#spec;
    const clientId = credentials.kind === "managed" ? credentials.clientId : undefined;
    this.#asked ??= this.#tokens.token({ resource, clientId }).finally(() => {
      this.#asked = undefined;
    });
    this.#held = await this.#asked;
    return this.#held.value;
  }
}

function tokenSourceOf({ credentials, proxy }: KeyVaultSpec, ask: AskProvider): TokenSource {
  const ports = {
    // Tokens come from elsewhere, with a certificate of the well-known authorities.
    call: ({ method, url, headers, credentials: shown, body }: TokenCall) =>
      ask({
        method,
        url,
        headers,
        ca: "",
        proxy,
        ...(shown === undefined ? {} : { credentials: shown }),
        ...(body === undefined ? {} : { body }),
      }),
    clock: systemClock,
  };
  if (credentials.kind === "managed") return new InstanceMetadataSource(credentials.endpoint, ports);
  const { tokenEndpoint, clientId, clientSecret } = credentials;
  const settings = {
    tokenEndpoint,
    clientId,
    clientSecret,
    authentication: "form",
    scope: undefined,
  } as const;
  return new ClientCredentialsSource(settings, ports);
}

type TokenCall = {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly credentials?: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** `: Forbidden`. Azure's message may name who asked; its code is enough. */
function codeIn(body: Uint8Array): string {
  try {
    const code = textIn(pick(jsonOf(body), "error"), "code");
    return code === undefined ? "" : `: ${code.slice(0, 60)}`;
  } catch {
    return "";
  }
}
