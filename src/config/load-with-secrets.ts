// Loads a configuration whose secrets others keep: what it refers to is gathered by a first reading, fetched,
// and then it is read again.

import type { ProvidedSecrets } from "#secret/provided-secrets.ts";
import type { ConfigPorts } from "./files.ts";
import { type LoadedConfig, loadConfig } from "./load.ts";

/** Files may change while providers are asked, and name further secrets then. */
const MOST_READINGS = 5;

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
  for (let reading = 0; reading < MOST_READINGS; reading++) {
    const loaded = loadConfig(path, all);
    const found = loaded.needed.map(({ spec, reference }) => provided.find(spec, reference));
    // What failed is asked for once more, and then it is a mistake that has its place.
    const isSettled = found.every((one) => (reading === 0 ? "text" in one : !("pending" in one)));
    if (isSettled) return loaded;
    await provided.fetchMissing(loaded.needed);
  }
  const { diagnostics, files, sources, certificateFailures, needed } = loadConfig(path, all);
  const message = "it names another secret of a provider each time that it is read";
  const hint = "wait until whoever changes it is done";
  const place = { file: path, line: 1, column: 1 };
  const unsettled = { ...place, severity: "error", code: "secrets-unsettled", message, hint } as const;
  return { diagnostics: [...diagnostics, unsettled], files, sources, certificateFailures, needed };
}
