// The secrets of providers as the node knows them: fetched when a configuration first refers to them, again
// at an interval, and kept while their provider does not answer.

import type { AskProvider } from "./ask-provider.ts";
import { HashicorpProvider } from "./hashicorp-provider.ts";
import { KeyVaultProvider } from "./key-vault-provider.ts";
import type { ProvidedSecret, ProviderSpec, SecretProvider } from "./provider.ts";
import { type SecretReference, secretReferenceText } from "./secret-reference.ts";

export type NamedSecret = { readonly spec: ProviderSpec; readonly reference: SecretReference };

export type FetchOutcome = "fetched" | "failed";

export type ProvidedSecretsOptions = {
  readonly ask: AskProvider;
  readonly onFetch?: (provider: string, outcome: FetchOutcome) => void;
};

type Kept = {
  readonly named: NamedSecret;
  secret: ProvidedSecret | undefined;
  /** Why it was not fetched the last time; empty where it was. */
  failure: string;
};

/** So many questions at a time: a provider has others to answer. */
const AT_ONCE = 8;

export class ProvidedSecrets {
  readonly #options: ProvidedSecretsOptions;
  readonly #kept = new Map<string, Kept>();
  readonly #providers = new Map<string, SecretProvider>();

  constructor(options: ProvidedSecretsOptions) {
    this.#options = options;
  }

  /** What is known; `pending` where it was never asked for. */
  find(spec: ProviderSpec, reference: SecretReference) {
    const kept = this.#kept.get(keyOf({ spec, reference }));
    if (kept === undefined) return { pending: true } as const;
    return kept.secret ?? { why: kept.failure };
  }

  /** Asks for those that are not known. Never rejects. */
  async fetchMissing(needed: readonly NamedSecret[]): Promise<void> {
    const missing = needed.filter((named) => this.#kept.get(keyOf(named))?.secret === undefined);
    await this.#fetchAll(missing.map((named) => this.#keep(named)));
  }

  /** Forgets all but these, as a configuration in force refers to them. */
  retain(needed: readonly NamedSecret[]): void {
    const keys = new Set(needed.map(keyOf));
    for (const key of [...this.#kept.keys()]) if (!keys.has(key)) this.#kept.delete(key);
    const specs = new Set(needed.map(({ spec }) => JSON.stringify(spec)));
    for (const spec of [...this.#providers.keys()]) if (!specs.has(spec)) this.#providers.delete(spec);
  }

  /** Asks for all that are known again. True where a value is another one now. Never rejects. */
  async refresh(): Promise<boolean> {
    const all = [...this.#kept.values()];
    const before = all.map(({ secret }) => secret?.text);
    await this.#fetchAll(all);
    return all.some(({ secret }, i) => secret?.text !== before[i]);
  }

  get size(): number {
    return this.#kept.size;
  }

  /** Of the newest try, by reference. */
  get failures(): ReadonlyMap<string, string> {
    const failed = [...this.#kept.values()].filter(({ failure }) => failure !== "");
    return new Map(failed.map(({ named, failure }) => [secretReferenceText(named.reference), failure]));
  }

  /** When those that have an end end, ms since the epoch, by reference. */
  get ends(): ReadonlyMap<string, number> {
    const ends = new Map<string, number>();
    for (const { named, secret } of this.#kept.values())
      if (secret?.expiresAtMs !== undefined)
        ends.set(secretReferenceText(named.reference), secret.expiresAtMs);
    return ends;
  }

  #keep(named: NamedSecret): Kept {
    const key = keyOf(named);
    const kept = this.#kept.get(key) ?? { named, secret: undefined, failure: "" };
    this.#kept.set(key, kept);
    return kept;
  }

  async #fetchAll(all: readonly Kept[]): Promise<void> {
    const waiting = [...all];
    const work = async (): Promise<void> => {
      for (let kept = waiting.pop(); kept !== undefined; kept = waiting.pop()) await this.#fetch(kept);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }

  async #fetch(kept: Kept): Promise<void> {
    const { spec, reference } = kept.named;
    try {
      kept.secret = await this.#providerOf(spec).fetch(reference);
      kept.failure = "";
    } catch (error) {
      kept.failure = error instanceof Error ? error.message : String(error);
    }
    this.#options.onFetch?.(reference.provider ?? "", kept.failure === "" ? "fetched" : "failed");
  }

  /** One for all secrets of the same settings: it keeps its token. */
  #providerOf(spec: ProviderSpec): SecretProvider {
    const key = JSON.stringify(spec);
    const known = this.#providers.get(key);
    if (known !== undefined) return known;
    const { ask } = this.#options;
    const made =
      spec.kind === "hashicorp" ? new HashicorpProvider(spec, ask) : new KeyVaultProvider(spec, ask);
    this.#providers.set(key, made);
    return made;
  }
}

const keyOf = ({ spec, reference }: NamedSecret): string =>
  `${JSON.stringify(spec)}\n${secretReferenceText(reference)}`;
