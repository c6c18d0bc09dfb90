// Answers the references `${secret:…}` of one reading of a configuration. The parts that say where secrets
// come from stand in the configuration itself: they are read by themselves, when the first reference is met.

import type { ProviderSpec } from "#secret/provider.ts";
import { dueText } from "#secret/rotation.ts";
import { readSecretReference, type SecretReference, secretReferenceText } from "#secret/secret-reference.ts";
import { loadVault } from "#secret/vault-disk.ts";
import { entryOf, openSecret, type Vault, VaultError } from "#secret/vault-file.ts";
import { readEarlyParts } from "./early-parts.ts";
import type { Files } from "./files.ts";
import type { ReferenceProblem, SecretValue } from "./reference.ts";
import { readProviders } from "./secret-providers.ts";
import { vaultKeyOf, vaultPlaceOf } from "./vault-place.ts";

/** A secret of a provider that the configuration refers to. */
export type NeededSecret = { readonly spec: ProviderSpec; readonly reference: SecretReference };

const pending = (): SecretValue => ({ pending: true });

export class SecretLookup {
  readonly #path: string;
  readonly #files: Files;
  readonly #needed = new Map<string, NeededSecret>();
  #vault: { readonly vault: Vault; readonly key: Buffer } | VaultError | undefined;
  #providers: ReadonlyMap<string, ProviderSpec> | undefined;

  /** @param path of the configuration */
  constructor(path: string, files: Files) {
    this.#path = path;
    this.#files = files;
  }

  get needed(): NeededSecret[] {
    return [...this.#needed.values()];
  }

  /** @param body what stands behind `secret:` */
  find(body: string): SecretValue {
    const reference = readSecretReference(body);
    if (reference === undefined) {
      const hint = "write ${secret:NAME}, ${secret:NAME@VERSION} or ${secret:PROVIDER/NAME}";
      return { code: "bad-reference", message: `\${secret:${body}} does not name a secret`, hint };
    }
    return reference.provider === undefined
      ? this.#findLocal(reference)
      : this.#findProvided(reference.provider, reference);
  }

  #findLocal({ name, version }: SecretReference): SecretValue {
    this.#vault ??= this.#openVault();
    if (this.#vault instanceof VaultError) return problemOf(this.#vault, "");
    const { vault, key } = this.#vault;
    try {
      const text = openSecret(vault, key, name, version === undefined ? undefined : Number(version));
      const due = dueText(entryOf(vault, name), this.#files.ports.now());
      if (due === undefined) return { text };
      const hint = `give it a new value: portcullis secret rotate ${name}`;
      return { text, warning: { code: "secret-due", message: `the secret ${name} ${due}`, hint } };
    } catch (error) {
      if (!(error instanceof VaultError)) throw error;
      return problemOf(error, `portcullis secret set ${name}`);
    }
  }

  #openVault(): { readonly vault: Vault; readonly key: Buffer } | VaultError {
    const files = this.#files;
    const readText = (path: string) => files.text(path);
    const { parts, places } = readEarlyParts(this.#path, files, pending);
    const place = vaultPlaceOf(parts, places);
    if (place === undefined)
      return new VaultError("unreadable", "where the vault is cannot be read from this configuration");
    try {
      return loadVault(place.path, vaultKeyOf(place, readText, files.ports.env), readText);
    } catch (error) {
      if (error instanceof VaultError) return error;
      throw error;
    }
  }

  #findProvided(provider: string, reference: SecretReference): SecretValue {
    const spec = this.#specs().get(provider);
    if (spec === undefined) {
      const message = `there is no provider ${provider} to ask for a secret`;
      const hint = "define it under secrets.providers; what it needs itself cannot come from a provider";
      return { code: "unknown-provider", message, hint };
    }
    const text = secretReferenceText(reference);
    this.#needed.set(text, { spec, reference });
    const value = this.#files.ports.providedSecret?.(spec, reference);
    if (value === undefined) return { ...notProvided, message: `\${secret:${text}} was not fetched` };
    if ("why" in value) return { ...notProvided, message: `\${secret:${text}} has no value: ${value.why}` };
    if (!("text" in value) || (value.expiresAtMs ?? Number.POSITIVE_INFINITY) > this.#files.ports.now())
      return value;
    const ended = new Date(value.expiresAtMs ?? 0).toISOString().slice(0, 10);
    const message = `the secret ${text} expired on ${ended}`;
    return { ...value, warning: { code: "secret-due", message, hint: `renew it at ${provider}` } };
  }

  /** Their settings may hold secrets of the local vault. */
  #specs(): ReadonlyMap<string, ProviderSpec> {
    if (this.#providers !== undefined) return this.#providers;
    this.#providers = new Map(); // for references that are met on the way
    const local = (body: string): SecretValue => {
      const reference = readSecretReference(body);
      return reference === undefined || reference.provider !== undefined
        ? pending()
        : this.#findLocal(reference);
    };
    const { parts, places, report } = readEarlyParts(this.#path, this.#files, local);
    const { secrets, egress } = parts;
    if (secrets !== undefined && egress !== undefined)
      this.#providers = readProviders({ secrets, egress }, this.#files, places, report);
    return this.#providers;
  }
}

const notProvided = {
  code: "secret-not-provided",
  hint: "see whether the provider knows it and lets this node read it",
};

function problemOf({ reason, message }: VaultError, command: string): ReferenceProblem {
  switch (reason) {
    case "unknown":
      return { code: "unknown-secret", message, hint: `make it: ${command}` };
    case "locked":
      return { code: "vault-locked", message, hint: "name the key that it was made with" };
    case "unreadable":
    case "busy":
      return {
        code: "vault-unreadable",
        message,
        hint: "put back a whole copy; a vault is made by portcullis secret set NAME",
      };
  }
}
