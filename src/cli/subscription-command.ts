// `portcullis subscription`: the subscriptions that the running node keeps, and their keys.

import { Command, Option } from "commander";
import type { AdminCall } from "./admin-call.ts";
import { exitCode } from "./exit-code.ts";
import { DEFAULT_CONFIG } from "./serve-command.ts";

const PATH = "/api/v1/subscriptions";
const STATES = ["active", "suspended", "submitted", "rejected", "cancelled", "expired"] as const;

const HELP = `
A subscription has two keys, so that one can be made anew while clients use the other. What create and
rotate print is durable, and counts on every worker. Subscriptions that the configuration declares are
listed, and changed in the configuration.

The node is found by its configuration, and asked with the token beside its store, which only the node's
user can read. Keys go to standard output: mind who reads it. Exits with 0 where it was done, else with 1
and the reason on standard error.

Examples:
  $ portcullis subscription create mobile-app --product starter --owner mobile-team
  $ portcullis subscription create audit --api orders --ends 2027-03-31T18:00:00Z
  $ portcullis subscription list --json
  $ portcullis subscription rotate mobile-app secondary
  $ portcullis subscription state mobile-app suspended
  $ portcullis subscription keys mobile-app`;

type CommonOptions = { readonly config: string; readonly json?: true };

type CreateOptions = CommonOptions & {
  readonly product?: string;
  readonly api?: string;
  readonly allApis?: true;
  readonly name?: string;
  readonly owner?: string;
  readonly state?: (typeof STATES)[number];
  readonly starts?: string;
  readonly ends?: string;
  readonly tracing?: true;
};

export function subscriptionCommand(): Command {
  const command = new Command("subscription")
    .description("make, list and change subscriptions and their keys")
    .addHelpText("after", HELP);
  command.addCommand(createCommand());
  command.addCommand(
    simple("list", "list all subscriptions").action((options: CommonOptions) =>
      run({ method: "GET", path: PATH }, options),
    ),
  );
  command.addCommand(
    simple("keys", "print the keys of one")
      .argument("<id>", "the subscription")
      .action((id: string, options: CommonOptions) =>
        run({ method: "GET", path: pathOf(id, "/keys") }, options),
      ),
  );
  command.addCommand(
    simple("rotate", "make a new key in the place of an old one, which counts no more")
      .argument("<id>", "the subscription")
      .argument("<key>", "which key: primary or secondary")
      .action((id: string, key: string, options: CommonOptions) =>
        run({ method: "POST", path: pathOf(id, "/rotate"), body: { key } }, options),
      ),
  );
  command.addCommand(
    simple("state", "change the state of one")
      .argument("<id>", "the subscription")
      .argument("<state>", `its new state: ${STATES.join(", ")}`)
      .action((id: string, state: string, options: CommonOptions) =>
        run({ method: "POST", path: pathOf(id, "/state"), body: { state } }, options),
      ),
  );
  command.addCommand(
    simple("remove", "remove one; its keys count no more")
      .argument("<id>", "the subscription")
      .action((id: string, options: CommonOptions) =>
        run({ method: "DELETE", path: pathOf(id, "") }, options),
      ),
  );
  return command;
}

function createCommand(): Command {
  return simple("create", "make one, and print its keys")
    .argument("<id>", "its id")
    .addOption(
      new Option("--product <name>", "it opens the APIs of this product").conflicts(["api", "allApis"]),
    )
    .addOption(new Option("--api <name>", "it opens this API").conflicts(["allApis"]))
    .option("--all-apis", "it opens every API")
    .option("--name <text>", "what people call it (default: its id)")
    .option("--owner <text>", "whose it is")
    .addOption(new Option("--state <state>", "its state").choices(STATES))
    .option("--starts <moment>", "its keys count from then on, such as 2026-12-01T00:00:00Z")
    .option("--ends <moment>", "its keys count until then")
    .option("--tracing", "requests with its keys may ask for a trace")
    .action((id: string, options: CreateOptions) => {
      const { product, api, allApis, name, owner, state, starts, ends, tracing } = options;
      if (product === undefined && api === undefined && allApis === undefined) {
        console.error("say what it opens: --product NAME, --api NAME or --all-apis");
        process.exitCode = exitCode("usage");
        return undefined;
      }
      const scope = product !== undefined ? { product } : api !== undefined ? { api } : "all-apis";
      // JSON leaves out what was not given.
      const body = { id, scope, name, owner, state, starts, ends, tracing };
      return run({ method: "POST", path: PATH, body }, options);
    });
}

function simple(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option("-c, --config <file>", "the node's configuration", DEFAULT_CONFIG)
    .option("--json", "print the answer as JSON");
}

const pathOf = (id: string, rest: string): string => `${PATH}/${encodeURIComponent(id)}${rest}`;

async function run(call: AdminCall, { config, json }: CommonOptions): Promise<void> {
  // Loaded where it is used: the other commands start faster without it.
  const { callAdmin } = await import("./admin-call.ts");
  const { failure, value } = await callAdmin(config, call);
  process.exitCode = exitCode(failure === "" ? "ok" : "findings");
  if (failure !== "") console.error(failure);
  else if (json === true) console.log(JSON.stringify(value, undefined, 2));
  else for (const line of linesOf(value)) console.log(line.replace(/\p{Cc}/gu, "?"));
}

type Keys = { readonly primary?: string; readonly secondary?: string };

type Shown = {
  readonly id: string;
  readonly scope: "all-apis" | { readonly product?: string; readonly api?: string };
  readonly state: string;
  readonly owner: string;
  readonly origin: string;
  readonly ends: string | null;
};

/** The node of this version answers in one of these forms. */
type Answer =
  | { readonly subscriptions: readonly Shown[] }
  | (Partial<Shown> & { readonly keys?: Keys })
  | Keys;

function linesOf(value: unknown): string[] {
  // What the node of this version answers with.
  const answer = value as Answer;
  if ("subscriptions" in answer) return answer.subscriptions.map(lineOf);
  const keys = "keys" in answer ? answer.keys : "primary" in answer ? answer : undefined;
  // An answer with a scope is a subscription.
  const lines = "scope" in answer ? [lineOf(answer as Shown)] : [];
  if (keys?.primary !== undefined) lines.push(`primary    ${keys.primary}`);
  if (keys?.secondary !== undefined) lines.push(`secondary  ${keys.secondary}`);
  return lines;
}

function lineOf({ id, scope, state, owner, origin, ends }: Shown): string {
  const opens =
    scope === "all-apis"
      ? "all APIs"
      : scope.product === undefined
        ? `API ${scope.api}`
        : `product ${scope.product}`;
  const end = ends === null ? "no end" : `until ${ends}`;
  return [id.padEnd(20), opens.padEnd(20), state.padEnd(9), end, origin, owner].join("  ").trimEnd();
}
