// The keys that policies name as rings of the identity module: one ring for the same keys, wherever they are
// named, so that all remember the same verified tokens, and one provider for an address.

import { KeyRing } from "#identity/key-ring.ts";
import { decryptionKey, type FindCertificate, signingKey } from "#identity/named-key.ts";
import { OpenIdProvider, type ProviderAddress, type ProviderPorts } from "#identity/openid-provider.ts";
import type { KeyMistake } from "#identity/verification-key.ts";
import { BoundedCache } from "#kernel/bounded-cache.ts";
import { defaultLimits } from "#kernel/limits.ts";
import { PolicyFailure, type TokenKeys } from "#policy/plans.ts";
import type { PolicyCertificates } from "./policy-certificates.ts";

const { maxProviders, maxKeyRings } = defaultLimits.identity;

export class KeyRings {
  readonly #ports: ProviderPorts;
  readonly #certificate: FindCertificate;
  readonly #providers = new BoundedCache<string, OpenIdProvider>(maxProviders);
  /** By the object that a policy asks with: no text is made of it for each request. */
  readonly #byObject = new WeakMap<TokenKeys, KeyRing>();
  readonly #byText = new BoundedCache<string, KeyRing>(maxKeyRings);

  constructor(ports: ProviderPorts, certificates: PolicyCertificates) {
    this.#ports = ports;
    this.#certificate = (id) => certificates.byId(id);
  }

  /** @throws PolicyFailure where a key is none */
  find(keys: TokenKeys): KeyRing {
    const known = this.#byObject.get(keys);
    if (known !== undefined) return known;
    const text = JSON.stringify(keys);
    const ring = this.#byText.get(text) ?? this.#make(keys);
    this.#byText.set(text, ring);
    this.#byObject.set(keys, ring);
    return ring;
  }

  #make({ providers, signing, decryption }: TokenKeys): KeyRing {
    return new KeyRing({
      providers: providers.map((address) => this.#provider(address)),
      signing: signing.map((source) => usable(signingKey(source, this.#certificate))),
      decryption: decryption.map((source) => usable(decryptionKey(source, this.#certificate))),
    });
  }

  #provider(address: ProviderAddress): OpenIdProvider {
    const key = `${address.isNamed} ${address.url}`;
    const provider = this.#providers.get(key) ?? new OpenIdProvider(address, this.#ports);
    this.#providers.set(key, provider);
    return provider;
  }
}

function usable<Key extends object>(key: Key | KeyMistake): Key {
  if (!("says" in key)) return key;
  throw new PolicyFailure("KeyNotValid", `A key of the policy cannot be used: ${key.says}.`, { status: 500 });
}
