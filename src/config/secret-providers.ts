// The providers of secrets as a configuration names them → what is needed to ask them. Files that they name
// are read here, but a token's: that one is read each time.

import type { ProviderSpec } from "#secret/provider.ts";
import { pemTextOf } from "./ca-file.ts";
import type { Files } from "./files.ts";
import type { Places } from "./places.ts";
import type { Report } from "./report.ts";
import type { WrittenConfig } from "./schema.ts";
import { besideFile } from "./source.ts";
import { quoted } from "./tree.ts";

type Written = WrittenConfig["secrets"];
type Provider = Written["providers"] extends ReadonlyMap<string, infer P> ? P : never;
type Hashicorp = NonNullable<Provider["hashicorpVault"]>;
type KeyVault = NonNullable<Provider["azureKeyVault"]>;

/** By name; a provider that cannot be asked as it is written is reported and left out. */
export function readProviders(
  { secrets, egress }: Pick<WrittenConfig, "secrets" | "egress">,
  files: Files,
  places: Places,
  report: Report,
): ReadonlyMap<string, ProviderSpec> {
  const specs = new Map<string, ProviderSpec>();
  for (const [name, { hashicorpVault, azureKeyVault }] of secrets.providers) {
    const reading = { name, proxy: egress.proxy, files, places, report };
    const spec =
      hashicorpVault === undefined
        ? azureKeyVault && keyVaultSpec(azureKeyVault, reading)
        : hashicorpSpec(hashicorpVault, reading);
    if (spec !== undefined) specs.set(name, spec);
  }
  return specs;
}

type Reading = {
  readonly name: string;
  readonly proxy: ProviderSpec["proxy"];
  readonly files: Files;
  readonly places: Places;
  readonly report: Report;
};

function hashicorpSpec(written: Hashicorp, reading: Reading): ProviderSpec | undefined {
  const { url, mount, namespace, token, tokenFile } = written;
  const { places, report, name } = reading;
  if (places.isWritten(written, "token") === places.isWritten(written, "tokenFile")) {
    const message = `the provider ${quoted(name)} takes one of "token" and "tokenFile"`;
    const hint = "write tokenFile: /run/vault/token, or token: with a reference";
    report.error(places.self(written), "missing-choice", message, hint);
    return undefined;
  }
  const ca = caOf(written, reading);
  if (ca === undefined) return undefined;
  // What is written and has no value was reported.
  if (token === undefined && tokenFile === undefined) return undefined;
  const from =
    token === undefined
      ? { file: besideFile(places.value(written, "tokenFile"), tokenFile ?? "") }
      : { text: token };
  return {
    kind: "hashicorp",
    url,
    mount: mount.replace(/^\/|\/$/g, ""),
    namespace,
    token: from,
    ca,
    proxy: reading.proxy,
  };
}

function keyVaultSpec(written: KeyVault, reading: Reading): ProviderSpec | undefined {
  const { url, resource, managedIdentity, clientCredentials } = written;
  const { places, report, name } = reading;
  const ca = caOf(written, reading);
  if (ca === undefined) return undefined;
  const common = { kind: "azure", url, resource, ca, proxy: reading.proxy } as const;
  if (managedIdentity !== undefined && clientCredentials === undefined) {
    const { endpoint, clientId } = managedIdentity;
    return { ...common, credentials: { kind: "managed", endpoint, clientId } };
  }
  if (clientCredentials !== undefined && managedIdentity === undefined)
    return { ...common, credentials: { kind: "client", ...clientCredentials } };
  const message = `the provider ${quoted(name)} takes one of "managedIdentity" and "clientCredentials"`;
  report.error(places.self(written), "missing-choice", message, "write managedIdentity: {}");
  return undefined;
}

function caOf(written: { readonly ca?: string }, { files, places, report }: Reading): string | undefined {
  return written.ca === undefined ? "" : pemTextOf(written, "ca", written.ca, { files, places, report });
}
