// `portcullis secret`: the node's own vault. Values come from standard input or a file, never from an
// argument, which others on the machine could read; they are shown by `get` alone, and only when asked twice.

import { Command, InvalidArgumentError } from "commander";
import { DEFAULT_CONFIG } from "./serve-command.ts";

const HELP = `
The vault is a file beside the node's store, sealed under a key; the configuration's \`secrets\` says
where both are. The first \`set\` makes the vault, and beside it a key where none is named. A node that
refers to a secret by \${secret:NAME} takes a new value over at once.

Exits with 0 where it was done, else with 1 and the reason on standard error.

Examples:
  $ pass show crm | portcullis secret set crm-password --rotate-every 90d
  $ portcullis secret set shop.key --file tls/shop.key --expires 2027-03-01
  $ portcullis secret rotate cookie-key --generate
  $ portcullis secret list --json
  $ portcullis secret delete crm-password@3
  $ portcullis secret key > /run/credentials/vault.key`;

export type SecretOptions = { readonly config: string };
export type ValueOptions = SecretOptions & {
  readonly file?: string;
  readonly generate?: true;
  readonly keep: number;
  readonly rotateEvery?: number | "never";
  readonly expires?: number | "never";
};

const DEFAULT_KEEP = 5;
const DAY_MS = 86_400_000;

export function secretCommand(): Command {
  return new Command("secret")
    .description("keep secrets for the configuration")
    .addHelpText("after", HELP)
    .addCommand(valueCommand("set", "make a secret, or give it a new version"))
    .addCommand(valueCommand("rotate", "give a secret that there is a new version"))
    .addCommand(listCommand())
    .addCommand(versionsCommand())
    .addCommand(getCommand())
    .addCommand(deleteCommand())
    .addCommand(keyCommand());
}

const withConfig = (name: string, description: string): Command =>
  new Command(name)
    .description(description)
    .option("-c, --config <file>", "the node's configuration", DEFAULT_CONFIG);

const valueCommand = (name: "set" | "rotate", description: string): Command =>
  withConfig(name, description)
    .argument("<name>", "the name of the secret")
    .option("-f, --file <file>", "read the value from this file instead of standard input")
    .option("--generate", "make up a value: 32 random bytes in base64url")
    .option("--rotate-every <duration>", "how old a version may become, such as 90d; or never", lasting)
    .option("--expires <date>", "when the value ends, such as 2027-03-01; or never", moment)
    .option("--keep <count>", "how many versions to keep", count, DEFAULT_KEEP)
    .action(async (secret: string, options: ValueOptions) => {
      const { writeSecret } = await import("./secret-actions.ts");
      await writeSecret(name, secret, options);
    });

const listCommand = (): Command =>
  withConfig("list", "list the secrets, without their values")
    .option("--json", "print them as JSON")
    .action(async (options: SecretOptions & { readonly json?: true }) => {
      const { listSecrets } = await import("./secret-actions.ts");
      listSecrets(options);
    });

const versionsCommand = (): Command =>
  withConfig("versions", "list the versions of a secret, without their values")
    .argument("<name>", "the name of the secret")
    .option("--json", "print them as JSON")
    .action(async (name: string, options: SecretOptions & { readonly json?: true }) => {
      const { listVersions } = await import("./secret-actions.ts");
      listVersions(name, options);
    });

const getCommand = (): Command =>
  withConfig("get", "print the value of a secret")
    .argument("<name>", "the name of the secret, with @VERSION for an older one")
    .option("--show-value", "yes, print it where others may see it")
    .action(async (name: string, options: SecretOptions & { readonly showValue?: true }) => {
      const { printSecret } = await import("./secret-actions.ts");
      printSecret(name, options);
    });

const deleteCommand = (): Command =>
  withConfig("delete", "delete a secret, or one version of it")
    .argument("<name>", "the name of the secret, with @VERSION for one of its versions")
    .action(async (name: string, options: SecretOptions) => {
      const { deleteSecret } = await import("./secret-actions.ts");
      deleteSecret(name, options);
    });

const keyCommand = (): Command =>
  new Command("key").description("print a new key for a vault").action(async () => {
    const { newVaultKey } = await import("#secret/vault-key.ts");
    console.log(newVaultKey());
  });

function lasting(text: string): number | "never" {
  if (text === "never") return "never";
  const [, number = "", unit] = /^([1-9][0-9]{0,5})([hd])$/.exec(text) ?? [];
  if (unit === undefined) throw new InvalidArgumentError("It takes days or hours: 90d, 12h; or never.");
  return Number(number) * (unit === "d" ? DAY_MS : DAY_MS / 24);
}

function moment(text: string): number | "never" {
  if (text === "never") return "never";
  const isDate = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?Z)?$/.test(text);
  const ms = isDate ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw new InvalidArgumentError("It takes a date: 2027-03-01, 2027-03-01T12:00Z.");
  return ms;
}

function count(text: string): number {
  if (!/^[1-9][0-9]{0,2}$/.test(text)) throw new InvalidArgumentError("It takes a number from 1 to 999.");
  return Number(text);
}
