// One WAF policy without a gateway around it, for tools and for programs that embed the engine: its keys are
// those of `wafPolicies` in a configuration, and are checked like them.

import type { ConfigPorts } from "#config/files.ts";
import { loadConfig } from "#config/load.ts";
import { nodePorts } from "#config/node-ports.ts";
import type { Diagnostic } from "#kernel/diagnostic.ts";
import { compileWaf } from "./compile-waf.ts";
import type { WafPolicySpec } from "./waf-spec.ts";

export type LonePolicy = {
  /** Undefined where there is an error. */
  readonly spec: WafPolicySpec | undefined;
  readonly diagnostics: readonly Diagnostic[];
};

/** What diagnostics call the options; paths in them are relative to the working directory. */
const FILE = "options";
const SITE = "the-only-one";

/**
 * @param options as JSON could have them: `{ ruleSets: ["baseline"], paranoiaLevel: 2 }`
 * @param texts rules that are in no file, by the name that `ruleSets` calls them
 */
export function compileLonePolicy(
  options: Readonly<Record<string, unknown>>,
  texts: ReadonlyMap<string, string> = new Map(),
): LonePolicy {
  const whole = {
    wafPolicies: { [SITE]: options },
    version: 1,
    listeners: { [SITE]: { port: 8080 } },
    sites: { [SITE]: { hosts: ["*"], wafPolicy: SITE, routes: { all: { path: "/*", target: answer } } } },
  };
  // What is written as a reference in a configuration is plain text in the options of a program.
  const text = JSON.stringify(whole, undefined, 2).replaceAll("${", () => "$${");
  const ports = portsOver(new Map([...texts, [FILE, `${text}\n`]]));
  const { config, diagnostics } = loadConfig(FILE, ports);
  if (config === undefined) return { spec: undefined, diagnostics };
  const waf = compileWaf(config, ports);
  return { spec: waf.policies?.[0], diagnostics: [...diagnostics, ...waf.diagnostics] };
}

const answer = { respond: { status: 204 } };

/** The machine's files, and these texts before them. */
function portsOver(texts: ReadonlyMap<string, string>): ConfigPorts {
  const ports = nodePorts();
  return {
    ...ports,
    // A policy of a program's is the program's: nothing of it comes from the environment.
    env: {},
    readFile: (path) => {
      const text = texts.get(path);
      return text === undefined ? ports.readFile(path) : Buffer.from(text, "utf8");
    },
  };
}
