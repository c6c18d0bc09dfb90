// `portcullis/config`: what `portcullis check` does, for editors, pipelines and provisioning. It tells what
// is wrong with a configuration; it hands out no typed configuration, whose form is ours to change.

import { loadConfigWithSecrets } from "#config/load-with-secrets.ts";
import { nodePorts } from "#config/node-ports.ts";
import type { Diagnostic } from "#kernel/diagnostic.ts";
import { askOverNetwork } from "#secret/ask-provider.ts";
import { ProvidedSecrets } from "#secret/provided-secrets.ts";
import { compileSnapshot } from "#snapshot/compile.ts";
import { compileApis } from "#snapshot/compile-apis.ts";
import { compileFeeds } from "#snapshot/compile-feeds.ts";
import { compileFunctions } from "#snapshot/compile-functions.ts";
import { compileGeo } from "#snapshot/compile-geo.ts";
import { compileWaf } from "#snapshot/compile-waf.ts";
import { readContracts } from "#snapshot/read-contracts.ts";

export { type Diagnostic, formatDiagnostic, type Place, type Severity } from "#kernel/diagnostic.ts";

export type CheckOptions = {
  /** What `${env:NAME}` refers to; the environment of this process where it is left out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
};

export type CheckedConfiguration = {
  /** True where a node would take it: there may be warnings, and there is no error. */
  readonly ok: boolean;
  /** Errors and warnings in the order of file, line and column. */
  readonly diagnostics: readonly Diagnostic[];
  /** Every file that was read or looked for, includes and lists too: what to watch for changes. */
  readonly files: readonly string[];
};

/**
 * Checks a configuration file and what it includes. Reads files and nothing else, but for secrets of
 * providers that it refers to: no address is bound, no other name resolved. Never throws for what is
 * written wrong, nor for a file that cannot be read: both are diagnostics, with paths as `file` spells them.
 * A promise, since descriptions of APIs are read by parts that are loaded when there are some.
 */
export async function checkConfiguration(
  file: string,
  options: CheckOptions = {},
): Promise<CheckedConfiguration> {
  const { env } = options;
  const provided = new ProvidedSecrets({ ask: askOverNetwork });
  const ports = env === undefined ? {} : { env };
  const { config, diagnostics, files } = await loadConfigWithSecrets(file, ports, provided);
  if (config === undefined) return { ok: false, diagnostics, files };
  const waf = compileWaf(config, nodePorts());
  const apis = await readContracts(compileApis(config, nodePorts()), nodePorts());
  const geo = compileGeo(config, nodePorts());
  const feeds = compileFeeds(config, nodePorts());
  const functions = await compileFunctions(config, nodePorts());
  compileSnapshot(config, 1, {
    wafPolicies: waf.policies,
    apis: apis.parts,
    geo: geo.parts,
    functions: functions.functions,
  });
  return {
    ok:
      waf.policies !== undefined &&
      apis.parts !== undefined &&
      geo.parts !== undefined &&
      feeds.feeds !== undefined &&
      functions.functions !== undefined,
    diagnostics: [
      ...diagnostics,
      ...waf.diagnostics,
      ...apis.diagnostics,
      ...geo.diagnostics,
      ...feeds.diagnostics,
      ...functions.diagnostics,
    ],
    files: [...files, ...waf.files, ...apis.files, ...geo.files, ...feeds.files, ...functions.files],
  };
}
