// `portcullis probe`: an agent of the bypass audit on another machine, which sends from there what the audit
// asks it to.

import { hostname } from "node:os";
import { Command } from "commander";
import { agentKey, placeOf } from "./audit-bypass-command.ts";
import { exitCode } from "./exit-code.ts";

const HELP = `
Goes out to an audit that waits with --listen, and ends with it; nothing has to come in. Both sides prove by
the key that they have it (TLS-PSK). Private keys and secrets stay with the audit: the agent gets requests as
bytes, and sends them where --allow lets it.

Examples:
  $ openssl rand -hex 32 > probe.key
  $ portcullis probe --audit gateway.example.com:9443 --key probe.key --name dmz --allow 10.0.3.0/24`;

type ProbeOptions = {
  readonly audit: { readonly address: string; readonly port: number };
  readonly key?: string;
  readonly name?: string;
  readonly from: string;
  readonly allow: readonly string[];
};

export function probeCommand(): Command {
  return new Command("probe")
    .description("send the bypass audit's requests from this machine")
    .requiredOption("--audit <host:port>", "where the audit waits", placeOf)
    .option("--key <file>", "the key that the audit has too")
    .option("--name <name>", "what the report calls this place (default: the host name)")
    .option("--from <address>", "the local address to send from", "")
    .option("--allow <prefixes...>", "addresses and prefixes that requests may go to", [])
    .addHelpText("after", HELP)
    .action(probe);
}

async function probe({ audit, key, name, from, allow }: ProbeOptions, command: Command): Promise<void> {
  // Loaded where it is used: the other commands start faster without it.
  const { runProbeAgent } = await import("#posture/probe-agent.ts");
  const { address: host, port } = audit;
  const { requests, failure } = await runProbeAgent({
    ...{ host, port, allow },
    name: name ?? hostname(),
    key: await agentKey(key, command),
    sourceAddress: from,
  });
  if (failure === "") console.log(`${requests} requests sent`);
  else console.error(`the audit at ${host}:${port} cannot be spoken to: ${failure}`);
  process.exitCode = exitCode(failure === "" ? "ok" : "unavailable");
}
