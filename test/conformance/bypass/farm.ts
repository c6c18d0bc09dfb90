// A farm of twenty backends that a seed draws: most of them with a hole, some closed, some dead. Its
// configuration tells nothing of which is which.

import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "../../../bench/load/free-port.ts";
import { startServer } from "../../../bench/load/server-process.ts";
import { nginxCommand, nginxFrame } from "../../../bench/peers/nginx.ts";
import { makeFarmCertificates } from "./farm-certificates.ts";
import type { FarmKind, Planted, Plot } from "./farm-kind.ts";
import { FRONT_DOOR_ID } from "./guard-kinds.ts";
import { closedKinds, deadKinds, openKinds } from "./kind-table.ts";

export type FarmBackend = { readonly kind: FarmKind; readonly plot: Plot; readonly planted: Planted };

export type Farm = {
  readonly backends: readonly FarmBackend[];
  /** The path of the configuration. */
  readonly config: string;
  /** Where the configuration has the gateway listen. */
  readonly gatewayPort: number;
  readonly close: () => Promise<void>;
};

const CLOSED = 4;
const DEAD = 2;
const BACKENDS = 20;

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function numbersOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function shuffled<T>(items: readonly T[], next: () => number): T[] {
  return items
    .map((item) => ({ item, rank: next() }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

function drawKinds(next: () => number, only: string): FarmKind[] {
  if (only !== "") {
    return [...openKinds, ...closedKinds, ...deadKinds].filter(({ name }) => name.includes(only));
  }
  const open = shuffled(openKinds, next).slice(0, BACKENDS - CLOSED - DEAD);
  const closed = shuffled(closedKinds, next).slice(0, CLOSED);
  return shuffled([...open, ...closed, ...shuffled(deadKinds, next).slice(0, DEAD)], next);
}

/** Starts all of it. @param only what the names of its kinds have in common, in place of a draw */
export async function startFarm(seed: number, only = ""): Promise<Farm> {
  const next = numbersOf(seed);
  const folder = mkdtempSync(join(tmpdir(), "portcullis-farm-"));
  // The workers of nginx are another user.
  chmodSync(folder, 0o711);
  const certificates = await makeFarmCertificates(folder);
  const [gatewayPort = 0, readyPort = 0, port = 0, ...otherPorts] = await freePorts(7);
  const backends = drawKinds(next, only).map((kind, i): FarmBackend => {
    const name = `b${String(i + 1).padStart(2, "0")}`;
    // Farms of processes beside each other keep apart.
    const place = `127.${100 + (process.pid % 100)}.${seed % 250}`;
    const plot: Plot = {
      ...{ name, port, certificates },
      address: `${place}.${10 + i}`,
      oldAddress: `${place}.${110 + i}`,
      otherPort: otherPorts[Math.floor(next() * otherPorts.length)] ?? 0,
      keyId: `${name}-key`,
      secret: randomBytes(24).toString("hex"),
      isDynamic: next() < 0.5,
    };
    return { kind, plot, planted: kind.plant(plot) };
  });
  for (const { plot } of backends) writeFileSync(join(folder, `${plot.name}.secret`), plot.secret);
  const config = join(folder, "portcullis.yaml");
  writeFileSync(config, configuration(backends, gatewayPort, otherPorts));
  const stop = await startBackends(backends, folder, readyPort);
  const close = async (): Promise<void> => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { backends, config, gatewayPort, close };
}

async function startBackends(
  backends: readonly FarmBackend[],
  folder: string,
  readyPort: number,
): Promise<() => Promise<void>> {
  const started = await Promise.all(backends.map(async ({ planted }) => (await planted.start?.()) ?? []));
  mkdirSync(join(folder, "www"));
  writeFileSync(join(folder, "www", "version"), "orders, 1.4.2\n");
  const blocks = backends.map(({ planted }) => planted.nginx ?? "").join("\n");
  const ready = `server { listen 127.0.0.1:${readyPort}; location / { return 200 "ready"; } }`;
  writeFileSync(join(folder, "nginx.conf"), nginxFrame(folder, `access_log off;\n${ready}\n${blocks}`));
  const nginx = await startServer({
    ...{ name: "nginx", command: nginxCommand(folder), directory: folder, core: undefined },
    readyUrl: `http://127.0.0.1:${readyPort}/`,
  });
  return async () => {
    for (const server of started.flat()) server.close();
    await nginx.stop();
  };
}

function configuration(
  backends: readonly FarmBackend[],
  gatewayPort: number,
  ports: readonly number[],
): string {
  const known = backends.map(({ plot, planted }) => {
    const own = planted.known ?? [];
    return `      ${plot.name}: { ${["canary: /version", "bodyPath: /echo", ...own].join(", ")} }`;
  });
  const pools = backends.map(({ plot: { name, address, port }, planted }) => {
    const url = `${planted.isTls === true ? "https" : "http"}://${address}:${port}`;
    return [
      `  ${name}:`,
      `    members: [{ url: "${url}" }]`,
      ...planted.pool.map((line) => `    ${line}`),
    ].join("\n");
  });
  const sites = backends.map(
    ({ plot: { name } }) =>
      `  ${name}: { hosts: [${name}.farm.test], routes: { all: { path: "/*", target: { pool: ${name} } } } }`,
  );
  return `version: 1
listeners: { public: { address: 127.0.0.1, port: ${gatewayPort} } }
audit:
  bypass:
    interval: 1ms
    timeout: 3s
    ports: [${ports.join(", ")}]
    specPaths: [/swagger, /swagger/v1/swagger.json, /openapi.json]
    staticHeaders: { X-Azure-FDID: ${FRONT_DOOR_ID} }
    sharedCertificate: { certificate: shared.pem, key: shared.key }
    expiredCertificate: { certificate: expired.pem, key: expired.key }
    sources: { dmz: 127.0.0.2 }
    pools:
${known.join("\n")}
pools:
${pools.join("\n")}
sites:
${sites.join("\n")}
`;
}
