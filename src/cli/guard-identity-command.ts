// `portcullis guard identity`: the thumbprint that guards pin, and what the node tells them.

import { Command } from "commander";
import { formatDiagnostic } from "#kernel/diagnostic.ts";
import { exitCode } from "./exit-code.ts";
import { DEFAULT_CONFIG } from "./serve-command.ts";

const HELP = `
The thumbprint (RFC 7638) is of the key that signs the document: guards pin it. The key lies beside the
store, and is made where there is none: run it as the node's user. The document is what a node that runs
this configuration serves at a route with the target { guard: identity }.

Examples:
  $ portcullis guard identity
  $ portcullis guard identity --json
  $ portcullis guard identity --thumbprint`;

type IdentityOptions = { readonly config: string; readonly json?: true; readonly thumbprint?: true };

export function guardIdentityCommand(): Command {
  return new Command("identity")
    .description("print what guards know this gateway by")
    .option("-c, --config <file>", "the node's configuration", DEFAULT_CONFIG)
    .option("--json", "print it as JSON, with the signed document")
    .option("--thumbprint", "print the thumbprint alone")
    .addHelpText("after", HELP)
    .action(printIdentity);
}

async function printIdentity(options: IdentityOptions): Promise<void> {
  // Loaded where it is used: the other commands start faster without it.
  const { loadConfiguration } = await import("./load-configuration.ts");
  const { config, diagnostics } = await loadConfiguration(options.config);
  if (config === undefined) {
    for (const each of diagnostics) console.error(formatDiagnostic(each));
    process.exitCode = exitCode("configuration");
    return;
  }
  const { guardIdentityOf } = await import("#snapshot/compile-guard-identity.ts");
  const { guardDocuments } = await import("#control/guard-documents.ts");
  const { ensureIdentityKey } = await import("#control/identity-key.ts");
  const { storePathOf } = await import("#control/load-plan.ts");
  const spec = guardIdentityOf(config);
  try {
    const key = ensureIdentityKey(storePathOf(config));
    const { identity } = guardDocuments(spec, key, Date.now());
    const { thumbprint } = key;
    if (options.thumbprint === true) console.log(thumbprint);
    else if (options.json === true) {
      console.log(JSON.stringify({ thumbprint, identity: spec, document: identity.content }, undefined, 2));
    } else console.log(`thumbprint  ${thumbprint}\n${JSON.stringify(spec, undefined, 2)}`);
  } catch (error) {
    console.error(`the key cannot be had: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = exitCode("cannotWrite");
  }
}
