// `portcullis guard snippet`: configuration for what stands before a backend, so that it takes requests from
// the gateway alone, made from what the gateway shows as it is configured now.

import { Command, InvalidArgumentError, Option } from "commander";
import { formatDiagnostic } from "#kernel/diagnostic.ts";
import { exitCode } from "./exit-code.ts";
import { guardIdentityCommand } from "./guard-identity-command.ts";
import { guardReportsCommand } from "./guard-reports-command.ts";
import { DEFAULT_CONFIG } from "./serve-command.ts";
import { gatewayIdentity, prefixText } from "./snippet/gateway-identity.ts";
import { hasAddresses, hasCertificate, hasSignature, snippetText } from "./snippet/snippet.ts";
import { snippets } from "./snippet/snippet-table.ts";

const HELP = `
For backends in Node there is portcullis/guard, which checks the gateway's signature too; snippets
for django, spring and aspnet check it as well, others its certificate and its addresses. What it checks, and what it does
not, stands in its comments. Print it anew when the certificate changes.

Examples:
  $ portcullis guard snippet --for nginx --pool orders --address 10.0.0.5
  $ portcullis guard snippet --for nftables --pool orders --address 10.0.0.5 --address 10.0.0.6`;

type SnippetOptions = {
  readonly for: string;
  readonly pool: string;
  readonly address: readonly string[];
  readonly ca: string;
  readonly config: string;
};

export function guardCommand(): Command {
  return new Command("guard")
    .description("let backends take requests from the gateway alone")
    .addHelpText("after", HELP)
    .addCommand(snippetCommand())
    .addCommand(guardIdentityCommand())
    .addCommand(guardReportsCommand());
}

function snippetCommand(): Command {
  const names = snippets.map(({ name }) => name);
  return new Command("snippet")
    .description("print configuration that shuts everybody else out of a backend")
    .addOption(new Option("--for <server>", "what is configured").choices(names).makeOptionMandatory())
    .requiredOption("--pool <name>", "the pool that the backend is in")
    .option("--address <prefix>", "an address or prefix of the gateway's; may be repeated", collected, [])
    .option("--ca <file>", "where the backend has the authority's certificate", "/etc/portcullis/ca.pem")
    .option("-c, --config <file>", "the gateway's configuration", DEFAULT_CONFIG)
    .addHelpText("after", HELP)
    .action(printSnippet);
}

function collected(text: string, before: readonly string[]): readonly string[] {
  try {
    return [...before, prefixText(text)];
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}

async function printSnippet(options: SnippetOptions): Promise<void> {
  const text = await snippetFor(options);
  if (typeof text === "string") process.stdout.write(text);
  else {
    for (const line of text.problems) console.error(line);
    process.exitCode = exitCode("findings");
  }
}

async function snippetFor(
  options: SnippetOptions,
): Promise<string | { readonly problems: readonly string[] }> {
  // Loaded where it is used: the other commands start faster without it.
  const { loadConfiguration } = await import("./load-configuration.ts");
  const { config, diagnostics } = await loadConfiguration(options.config);
  if (config === undefined) return { problems: diagnostics.map(formatDiagnostic) };
  const identity = gatewayIdentity(config, options.pool, options.address, options.ca);
  if (identity === undefined) {
    const names = [...config.pools.keys()].join(", ");
    return { problems: [`${options.config} has no pool ${options.pool}; it has ${names}`] };
  }
  const snippet = snippets.find(({ name }) => name === options.for);
  if (snippet === undefined) throw new Error(`there is no snippet ${options.for}`);
  const knows = [hasCertificate, hasAddresses, hasSignature].some((has) => has(snippet, identity));
  if (knows) return snippetText(snippet, identity);
  if (snippet.proofs.includes("signature")) {
    const why = "does not sign by a secret (pools.NAME.assertion.secret), which alone the snippet checks";
    return { problems: [`the pool ${options.pool} ${why}`] };
  }
  const shows = `the pool ${options.pool} shows members no certificate (pools.${options.pool}.tls.certificate)`;
  const why = snippet.proofs.includes("certificate")
    ? `${shows}, and no address is known: write --address`
    : "no address of the gateway is known: write --address, or sourceAddress of the pool";
  return { problems: [why] };
}
