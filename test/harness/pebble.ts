// Let's Encrypt's test authority, pebble, as Debian packages it: asks for real proof over loopback, by names
// that a server of the test's own resolves, and refuses one nonce in twenty.

import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { get } from "node:https";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createTestAuthority } from "./certificates.ts";
import { startNameServer } from "./name-server.ts";
import { type Cleanup, freePorts, testFolder } from "./program.ts";

export type Pebble = {
  readonly directory: string;
  /** PEM, of the directory's own certificate. */
  readonly ca: string;
  /** PEM, of the authority that issues. */
  root(): Promise<string>;
  readonly log: () => string;
};

export type PebbleOptions = {
  /** Where it comes to for proof, over http and over TLS. */
  readonly httpPort: number;
  readonly tlsPort: number;
  /** All of them are 127.0.0.1. */
  readonly names: readonly string[];
  readonly validityS?: number;
  /** It takes accounts of this key alone (base64url). */
  readonly externalAccount?: { readonly keyId: string; readonly key: string };
  readonly textsOf?: (name: string) => readonly string[];
};

export async function startPebble(t: Cleanup, options: PebbleOptions): Promise<Pebble> {
  const folder = testFolder(t);
  const [port = 0, managementPort = 0] = await freePorts(2);
  const authority = createTestAuthority("pebble's own");
  const { certificate, key } = authority.issue(["127.0.0.1"]);
  writeFileSync(join(folder, "cert.pem"), certificate);
  writeFileSync(join(folder, "key.pem"), key);
  const pebble = {
    listenAddress: `127.0.0.1:${port}`,
    managementListenAddress: `127.0.0.1:${managementPort}`,
    certificate: "cert.pem",
    privateKey: "key.pem",
    httpPort: options.httpPort,
    tlsPort: options.tlsPort,
    externalAccountBindingRequired: options.externalAccount !== undefined,
    ...(options.externalAccount === undefined
      ? {}
      : { externalAccountMACKeys: { [options.externalAccount.keyId]: options.externalAccount.key } }),
    ...(options.validityS === undefined ? {} : { certificateValidityPeriod: options.validityS }),
  };
  writeFileSync(join(folder, "config.json"), JSON.stringify({ pebble }));
  const names = await startNameServer(1, options.textsOf);
  for (const name of options.names) names.table.set(name, ["127.0.0.1"]);
  t.after(() => names.close());
  const child = spawn("pebble", ["-config", "config.json", "-dnsserver", names.address], {
    cwd: folder,
    // It waits for seconds else, as a real one would.
    env: { ...process.env, PEBBLE_VA_NOSLEEP: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
  const ended = new Promise((resolve) => child.on("close", resolve));
  t.after(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  const ask = (url: string): Promise<string> => fetchText(url, authority.certificate);
  const directory = `https://127.0.0.1:${port}/dir`;
  while ((await ask(directory).catch(() => "")) === "") {
    if (child.exitCode !== null) throw new Error(`pebble did not start: ${log}`);
    await sleep(50);
  }
  return {
    directory,
    ca: authority.certificate,
    root: () => ask(`https://127.0.0.1:${managementPort}/roots/0`),
    log: () => log,
  };
}

function fetchText(url: string, ca: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { ca, agent: false }, (res) => {
      let text = "";
      res.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      res.on("end", () => resolve(text));
    }).on("error", reject);
  });
}
