// `portcullis audit bypass`: asks every backend of a configuration around the gateway, and says which of them
// answer.

import { readFileSync, writeFileSync } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import type { Config } from "#config/config.ts";
import { formatDiagnostic } from "#kernel/diagnostic.ts";
import type { AgentListener, Agents } from "#posture/probe-listener.ts";
import { auditBypassHistoryCommand } from "./audit-bypass-history-command.ts";
import { auditBypassVerifyCommand } from "./audit-bypass-verify-command.ts";
import { bypassFindings } from "./bypass-findings.ts";
import { backendText, sizeText, summaryText } from "./bypass-text.ts";
import { exitCode } from "./exit-code.ts";
import { packageVersion } from "./package-version.ts";
import { sarifLog } from "./sarif.ts";
import { DEFAULT_CONFIG } from "./serve-command.ts";

const HELP = `
Sends requests to every member of every pool as an intruder would, at most one a second to each, and the
gateway's own request before and after, without which nothing is called closed. Only to private addresses
and to what \`audit.bypass\` declares or proves to be ours. What is found open names the mend.

  proven-closed            everything was refused, from outside too
  closed-from-inside-only  everything was refused, and nothing was tried from outside
  open                     something answered without the gateway's proof
  unknown                  it cannot be told, and why

From outside: \`portcullis probe\` on another machine, or \`audit.bypass.sources\`.
Exits with 0 where every backend is closed, 1 where one is open, 3 where nothing is open and one is unknown.

Examples:
  $ portcullis audit bypass
  $ portcullis audit bypass --pool orders --json
  $ portcullis audit bypass --listen 0.0.0.0:9443 --key probe.key --agents 1 --certificate bypass.json
  $ portcullis audit bypass verify bypass.json --public-key audit.pub`;

type BypassOptions = {
  readonly config: string;
  readonly json?: true;
  readonly sarif?: true;
  readonly pool?: string;
  readonly light?: true;
  readonly gateway?: URL;
  readonly certificate?: string;
  readonly listen?: { readonly address: string; readonly port: number };
  readonly key?: string;
  readonly agents: number;
  readonly wait: number;
};

export function auditBypassCommand(): Command {
  return new Command("bypass")
    .description("try to reach every backend without the gateway")
    .option("-c, --config <file>", "the node's configuration", DEFAULT_CONFIG)
    .option("--pool <name>", "the members of this pool alone")
    .option("--light", "P1, P3, P7 and P14 alone: finds what is open, and calls nothing closed")
    .option("--gateway <url>", "where the gateway is asked (default: by its listeners and routes)", urlOf)
    .addOption(new Option("--json", "print the report as JSON").conflicts("sarif"))
    .option("--sarif", "print what is open or unknown as SARIF 2.1.0")
    .option("--certificate <file>", "write the signed report there")
    .option("--listen <address:port>", "wait for probe agents here", placeOf)
    .option("--key <file>", "the key that probe agents have too")
    .option("--agents <count>", "how many agents to wait for", countOf, 1)
    .option("--wait <seconds>", "how long to wait for them", countOf, 60)
    .addHelpText("after", HELP)
    .addCommand(auditBypassVerifyCommand())
    .addCommand(auditBypassHistoryCommand())
    .action(auditBypass);
}

async function auditBypass(options: BypassOptions, command: Command): Promise<void> {
  // Loaded where it is used: the other commands start faster without it.
  const { loadConfiguration } = await import("./load-configuration.ts");
  const { config, diagnostics, sources } = await loadConfiguration(options.config);
  for (const each of diagnostics) console.error(formatDiagnostic(each));
  if (config === undefined) {
    process.exitCode = exitCode("configuration");
    return;
  }
  if (options.pool !== undefined && !config.pools.has(options.pool)) {
    const names = [...config.pools.keys()].join(", ");
    command.error(`error: there is no pool ${options.pool}; there are ${names}`, {
      exitCode: exitCode("usage"),
    });
  }
  const agents = await agentsOf(options, command);
  if (agents === undefined) return;
  try {
    await runAndTell(config, sources, agents, options);
  } finally {
    agents.close();
  }
}

async function runAndTell(
  config: Config,
  sources: readonly { readonly text: string }[],
  agents: Agents,
  options: BypassOptions,
): Promise<void> {
  const { runBypassAudit } = await import("#posture/bypass-audit.ts");
  const { auditKey, signReport } = await import("#posture/bypass-certificate.ts");
  const key = auditKey(config.auditPems.signingKey);
  const isText = options.json !== true && options.sarif !== true;
  const report = await runBypassAudit(config, {
    pool: options.pool,
    gateway: options.gateway,
    isLight: options.light === true,
    version: packageVersion(),
    sources,
    agents: agents.vantages,
    key,
    onPlan: (size) => console.error(sizeText(size)),
    onBackend: (backend) => {
      if (isText) console.log(backendText(backend));
    },
  });
  if (options.json === true) console.log(JSON.stringify(report, undefined, 2));
  else if (options.sarif === true) {
    console.log(JSON.stringify(sarifLog(bypassFindings(report), packageVersion()), undefined, 2));
  } else console.log(summaryText(report));
  const verdicts = report.backends.map(({ verdict }) => verdict);
  const isUnknown = verdicts.length === 0 || verdicts.includes("unknown");
  process.exitCode = exitCode(verdicts.includes("open") ? "findings" : isUnknown ? "undecided" : "ok");
  if (options.certificate === undefined) return;
  const text = `${JSON.stringify(signReport(report, key), undefined, 2)}\n`;
  writeOrFail(options.certificate, text);
}

function writeOrFail(file: string, text: string): void {
  try {
    writeFileSync(file, text, { mode: 0o600 });
  } catch (error) {
    console.error(`the certificate cannot be written: ${error instanceof Error ? error.message : "failed"}`);
    process.exitCode = exitCode("cannotWrite");
  }
}

const noAgents: Agents = { vantages: [], close: () => undefined };

/** Undefined where they cannot be waited for: it is said already. */
async function agentsOf(options: BypassOptions, command: Command): Promise<Agents | undefined> {
  const { listen, key: keyFile, agents: count, wait } = options;
  if (listen === undefined) return noAgents;
  const { awaitAgents } = await import("#posture/probe-listener.ts");
  const key = await agentKey(keyFile, command);
  const listener: AgentListener = { ...listen, key, count, waitMs: wait * 1000 };
  console.error(`waiting for ${count} of \`portcullis probe\` on ${listen.address}:${listen.port}`);
  try {
    const agents = await awaitAgents(listener);
    if (agents.vantages.length < count)
      console.error(`${agents.vantages.length} of ${count} probe agents came`);
    return agents;
  } catch (error) {
    console.error(`cannot listen for probe agents: ${error instanceof Error ? error.message : "failed"}`);
    process.exitCode = exitCode("unavailable");
    return undefined;
  }
}

/** The key of a file, which both sides have; ends the command where there is none. */
export async function agentKey(file: string | undefined, command: Command): Promise<Buffer> {
  const usage = { exitCode: exitCode("usage") };
  if (file === undefined)
    command.error("error: name the key file: --key FILE (openssl rand -hex 32 > FILE)", usage);
  const { readAgentKey } = await import("#posture/probe-agent.ts");
  let text = "";
  try {
    text = readFileSync(file, "utf8");
  } catch {
    command.error(`error: the key file ${file} cannot be read`, usage);
  }
  const key = readAgentKey(text);
  return (
    key ?? command.error(`error: the key in ${file} is too short: openssl rand -hex 32 makes one`, usage)
  );
}

/** `address:port`, an IPv6 address in brackets. */
export function placeOf(text: string): { readonly address: string; readonly port: number } {
  const [, bracketed, plain, port = ""] =
    /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9.-]+)):([0-9]{1,5})$/.exec(text) ?? [];
  const address = bracketed ?? plain;
  if (address === undefined || Number(port) < 1 || Number(port) > 65_535) {
    throw new InvalidArgumentError("It takes an address and a port, such as 0.0.0.0:9443.");
  }
  return { address, port: Number(port) };
}

function urlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") return url;
  throw new InvalidArgumentError("It takes an http:// or https:// URL.");
}

function countOf(text: string): number {
  if (/^[1-9][0-9]{0,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It takes a number from 1 on.");
}
