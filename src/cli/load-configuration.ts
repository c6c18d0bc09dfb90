// A configuration as a command reads it: with the secrets of providers, asked for once.

import type { LoadedConfig } from "#config/load.ts";
import { loadConfigWithSecrets } from "#config/load-with-secrets.ts";
import { askOverNetwork } from "#secret/ask-provider.ts";
import { ProvidedSecrets } from "#secret/provided-secrets.ts";

/** As `loadConfig`; never rejects. */
export const loadConfiguration = (file: string): Promise<LoadedConfig> =>
  loadConfigWithSecrets(file, {}, new ProvidedSecrets({ ask: askOverNetwork }));
