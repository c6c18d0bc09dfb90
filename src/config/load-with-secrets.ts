// Loads a configuration whose secrets others keep: what it refers to is gathered by a first reading, fetched,
// and then it is read again.

import type { ProvidedSecrets } from "#secret/provided-secrets.ts";
import type { ConfigPorts } from "./files.ts";
import { type LoadedConfig, loadConfig } from "./load.ts";

/** As `loadConfig`. Asks providers only for what `provided` does not know yet; never rejects. */
export async function loadConfigWithSecrets(
  path: string,
  ports: Partial<ConfigPorts>,
  provided: ProvidedSecrets,
): Promise<LoadedConfig> {
  const all: Partial<ConfigPorts> = {
    ...ports,
    providedSecret: (spec, reference) => provided.find(spec, reference),
  };
  const first = loadConfig(path, all);
  const isKnown = first.needed.every(({ spec, reference }) => "text" in provided.find(spec, reference));
  if (isKnown) return first;
  await provided.fetchMissing(first.needed);
  return loadConfig(path, all);
}
