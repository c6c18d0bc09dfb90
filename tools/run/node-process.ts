// Runs a script under a Node: with its output passed through, or collected for later. A signal to us goes on
// to it, so that nothing stays behind.

import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT: string = fileURLToPath(new URL("../..", import.meta.url));

/** What starts from here strips types and compiles modules once: half of what a short run costs. */
const COMPILED = { NODE_COMPILE_CACHE: join(ROOT, "node_modules/.cache/compiled") };

export type Collected = { readonly exitCode: number; readonly output: string; readonly seconds: number };

/** Runs with our own standard streams; the exit code is 1 where a signal ended it. */
export function runNode(node: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  return exitOf(
    spawn(node, args, { cwd: ROOT, stdio: "inherit", env: { ...COMPILED, ...process.env, ...env } }),
  );
}

/** Runs in silence and gives back what it wrote, both streams in the order of arrival. */
export async function collectNode(node: string, args: readonly string[]): Promise<Collected> {
  const startedAt = performance.now();
  const env = { ...COMPILED, ...process.env };
  const child = spawn(node, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"], env });
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
  const exitCode = await exitOf(child);
  const seconds = (performance.now() - startedAt) / 1000;
  return { exitCode, output: Buffer.concat(chunks).toString().trimEnd(), seconds };
}

function exitOf(child: ChildProcess): Promise<number> {
  const forward = (signal: NodeJS.Signals): void => {
    child.kill(signal);
  };
  process.on("SIGTERM", forward).on("SIGINT", forward);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      process.off("SIGTERM", forward).off("SIGINT", forward);
      resolve(code ?? 1);
    });
  });
}
