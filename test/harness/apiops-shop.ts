// The example apiops-shop as a user takes it over: imported by the command, its secrets supplied as the
// report says, and served by the command on what was imported. Only the ports are the test's own.

import assert from "node:assert/strict";
import { createHmac, randomBytes } from "node:crypto";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Cleanup, freePorts, type Program, runProgram, startProgram, testFolder } from "./program.ts";

const EXAMPLE = fileURLToPath(new URL("../../examples/apiops-shop/", import.meta.url));
const NODE = fileURLToPath(new URL("../../bin/node", import.meta.url));

export type WantedSecret = { readonly from: string; readonly name: string; readonly meaning: string };

export type ImportedShop = {
  readonly folder: string;
  /** Below the folder. */
  readonly config: string;
  readonly port: number;
  readonly backendPort: number;
  /** What the report says is still to be supplied. */
  readonly secrets: readonly WantedSecret[];
  /** The same, supplied. */
  readonly env: Readonly<Record<string, string>>;
};

/** Imports a copy of the example whose backend, listener and admin listener have free ports. */
export async function importShop(t: Cleanup): Promise<ImportedShop> {
  const folder = testFolder(t);
  const [port = 0, adminPort = 0, backendPort = 0] = await freePorts(3);
  cpSync(join(EXAMPLE, "extract"), join(folder, "extract"), { recursive: true });
  replaceIn(
    join(folder, "extract/backends/orders-service/backendInformation.json"),
    ":9001/",
    `:${backendPort}/`,
  );
  const run = await runProgram(t, ["import", "apiops", "extract", "--out", "shop", "--json"], {
    cwd: folder,
  });
  assert.equal(run.code, 0, run.stderr);
  // The report in the form that the command's help describes.
  const { ok, findings, secrets } = JSON.parse(run.stdout);
  assert.deepEqual([ok, findings], [true, []]);
  const config = "shop/portcullis.yaml";
  replaceIn(join(folder, config), "port: 8080", `address: 127.0.0.1\n    port: ${port}`);
  replaceIn(join(folder, config), "version: 1\n", `version: 1\nadmin: { port: ${adminPort} }\n`);
  return { folder, config, port, backendPort, secrets, env: supplied(secrets) };
}

function replaceIn(file: string, text: string, by: string): void {
  const before = readFileSync(file, "utf8");
  assert.ok(before.includes(text), `${file} has no ${text}`);
  writeFileSync(file, before.replace(text, by));
}

/** A signing key in Base64, as the document has it; subscription keys as they come. */
function supplied(secrets: readonly WantedSecret[]): Record<string, string> {
  return Object.fromEntries(
    secrets.map(({ name, meaning }) => [
      name,
      meaning.startsWith("the named value")
        ? randomBytes(32).toString("base64")
        : randomBytes(16).toString("hex"),
    ]),
  );
}

/** The example's backend, which prints each request that it gets. */
export async function startShopBackend(t: Cleanup, port: number): Promise<Program> {
  const file = join(EXAMPLE, "backend.ts");
  const backend = startProgram(t, [file], { launcher: NODE, env: { PORT: String(port) } });
  const probe = `http://127.0.0.1:${port}/probe`;
  await backend.until(
    () =>
      fetch(probe).then(
        () => true,
        () => false,
      ),
    "listening",
  );
  await backend.until(({ stdout }) => stdout.includes("/probe"), "heard");
  backend.stdout = "";
  return backend;
}

/** A node on what was imported; its access lines are on its standard output. */
export async function startShopNode(t: Cleanup, { folder, config, env }: ImportedShop): Promise<Program> {
  const node = startProgram(t, ["serve", "--config", config], { cwd: folder, env });
  await node.until(({ stderr }) => stderr.includes('"message":"ready"'), "ready");
  return node;
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token of the shop's issuer, good for ten minutes where the claims say nothing else. */
export function shopToken({ env }: ImportedShop, claims: Readonly<Record<string, unknown>>): string {
  const key = Buffer.from(env["NAMED_VALUE_TOKEN_KEY"] ?? "", "base64");
  const usual = {
    iss: "https://login.shop.example/",
    aud: "api://shop",
    scope: "orders",
    exp: secondsFromNow(600),
  };
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part({ ...usual, ...claims })}`;
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
}

export const secondsFromNow = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;
