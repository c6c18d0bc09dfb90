// Starts one server as a child process, waits until it answers, and stops it: by its id, and at the end
// of this program whatever happens. Its output goes to a file in its directory.

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { get } from "node:https";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

export type ServerProcess = {
  readonly name: string;
  readonly pid: number;
  stop(): Promise<void>;
};

export type ServerCommand = {
  readonly name: string;
  readonly command: readonly string[];
  readonly directory: string;
  /** Answered with 2xx once the server serves; of a file, there once it does. */
  readonly readyUrl: string;
  readonly core: number | undefined;
  /** Where its standard output goes, appended; a file in the directory where left out. */
  readonly stdout?: string;
};

const READY_TIMEOUT_MS = 15_000;
const STOP_TIMEOUT_MS = 5_000;
const POLL_MS = 50;

/** Debian keeps servers in sbin, which is not on every user's PATH. */
const environment = { ...process.env, PATH: `${process.env.PATH ?? ""}:/usr/sbin:/sbin` };

const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(130));

/** The command bound to a core, or as it is where there is none to choose. */
export function pinned(command: readonly string[], core: number | undefined): readonly string[] {
  return core === undefined ? command : ["taskset", "-c", String(core), ...command];
}

/** What a program says of its version, on either output. */
export async function programOutput(command: string, ...args: string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(command, args, { env: environment });
  return stdout + stderr;
}

/** Spawns a program with Debian's paths, tracked so that it never outlives this one. */
export function spawnTracked(command: readonly string[], stdio: "pipe" | ["ignore", number, number]) {
  const [program = "", ...args] = command;
  const child = spawn(program, args, { stdio, env: environment });
  running.add(child);
  child.on("exit", () => running.delete(child));
  return child;
}

/** Resolves once the server answers; throws with the end of its output where it does not. */
export async function startServer(server: ServerCommand): Promise<ServerProcess> {
  const errorFile = join(server.directory, `${server.name}.err.log`);
  const stdout = openSync(server.stdout ?? join(server.directory, `${server.name}.out.log`), "a");
  const stderr = openSync(errorFile, "a");
  const child = spawnTracked(pinned(server.command, server.core), ["ignore", stdout, stderr]);
  closeSync(stdout);
  closeSync(stderr);
  let spawnFailure = "";
  child.on("error", (failure) => {
    spawnFailure = failure.message;
  });
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (!(await answers(server.readyUrl))) {
    if (spawnFailure !== "" || hasEnded(child) || Date.now() > deadline) {
      child.kill("SIGKILL");
      const why = `${spawnFailure}${readFileSync(errorFile, "latin1").slice(-2000)}`.trim();
      throw new Error(`${server.name} did not start: ${why || "no answer"}`);
    }
    await sleep(POLL_MS);
  }
  return { name: server.name, pid: child.pid ?? 0, stop: () => stopChild(child) };
}

async function answers(url: string): Promise<boolean> {
  if (url.startsWith("file:")) return existsSync(new URL(url));
  if (url.startsWith("https:")) return answersHttps(url);
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false; // Not listening yet: asked again until the deadline.
  }
}

/** The certificate is the bench's own, and only whether somebody serves is asked. */
function answersHttps(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const req = get(url, { rejectUnauthorized: false, agent: false, timeout: 1_000 }, (res) => {
      res.resume();
      resolve((res.statusCode ?? 500) < 300);
    });
    req.on("timeout", () => req.destroy());
    req.on("error", () => resolve(false));
  });
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

async function stopChild(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  child.kill("SIGTERM");
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  while (!hasEnded(child)) {
    if (Date.now() > deadline) child.kill("SIGKILL");
    await sleep(POLL_MS);
  }
}
