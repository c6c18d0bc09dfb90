// Secrets of HashiCorp Vault, OpenBao, and what else speaks their HTTP API: the key-value engine, version 2.

import { readSmallFile } from "#identity/read-small-file.ts";
import { type AskProvider, type Json, jsonOf, ProviderError, pick, textIn } from "./ask-provider.ts";
import type { HashicorpSpec, ProvidedSecret, SecretProvider } from "./provider.ts";
import type { SecretReference } from "./secret-reference.ts";

/** The field that a reference without one means, where the secret has several. */
const DEFAULT_FIELD = "value";
const TOKEN = /^[\x21-\x7e]{1,4096}$/;

export class HashicorpProvider implements SecretProvider {
  readonly #spec: HashicorpSpec;
  readonly #ask: AskProvider;

  constructor(spec: HashicorpSpec, ask: AskProvider) {
    this.#spec = spec;
    this.#ask = ask;
  }

  async fetch({ name, field, version }: SecretReference): Promise<ProvidedSecret> {
    const { url, mount, namespace, ca, proxy } = this.#spec;
    const query = version === undefined ? "" : `?version=${version}`;
    const answer = await this.#ask({
      method: "GET",
      url: `${url}/v1/${encoded(mount)}/data/${encoded(name)}${query}`,
      headers: {
        "x-vault-request": "true",
        ...(namespace === undefined ? {} : { "x-vault-namespace": namespace }),
      },
      credentials: { "x-vault-token": await this.#token() },
      ca,
      proxy,
    });
    if (answer.status === 404) throw new ProviderError(`${mount} has no secret ${name}, or no such version`);
    if (answer.status !== 200)
      throw new ProviderError(`it answered ${answer.status}${reasonIn(answer.body)}`);
    // The answer's own envelope is `data`, and in it the engine's.
    const data = pick(pick(jsonOf(answer.body), "data"), "data");
    return { text: valueIn(data, name, field), expiresAtMs: undefined };
  }

  async #token(): Promise<string> {
    const { token } = this.#spec;
    if ("text" in token) return checked(token.text);
    try {
      return checked((await readSmallFile(token.file)).trim());
    } catch (error) {
      if (error instanceof ProviderError) throw error;
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      throw new ProviderError(`its token cannot be read: ${token.file} (${code})`, { cause: error });
    }
  }
}

function checked(token: string): string {
  if (TOKEN.test(token)) return token;
  throw new ProviderError("its token is empty, or holds what no token has");
}

const encoded = (path: string): string => path.split("/").map(encodeURIComponent).join("/");

/** A reference names the field, or means `value`, or the only one that there is. */
function valueIn(data: Json, name: string, field: string | undefined): string {
  const fields = typeof data === "object" && data !== null ? Object.keys(data) : [];
  const only = fields.length === 1 ? fields[0] : undefined;
  const wanted = field ?? (fields.includes(DEFAULT_FIELD) ? DEFAULT_FIELD : only);
  const value = wanted === undefined ? undefined : textIn(data, wanted);
  if (value !== undefined) return value;
  if (wanted !== undefined) throw new ProviderError(`the secret ${name} has no text in its field ${wanted}`);
  throw new ProviderError(`the secret ${name} has several fields: name one, as in ${name}#password`);
}

/** Vault's own words, which name paths and permissions and no values. */
function reasonIn(body: Uint8Array): string {
  try {
    const errors = pick(jsonOf(body), "errors");
    const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
    return typeof first === "string" && first !== "" ? `: ${first.trim().slice(0, 200)}` : "";
  } catch {
    return "";
  }
}
