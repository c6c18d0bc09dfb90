// The program as users start it, in a process of its own that ends with its test at the latest.

import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const PORTCULLIS = fileURLToPath(new URL("../../bin/portcullis", import.meta.url));

/** What a test hands over to be cleaned up after. */
export type Cleanup = { after(callback: () => unknown): void };

export type ProgramOptions = {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The launcher, where it is not that of this clone. */
  readonly launcher?: string;
  /** Its standard input; nothing where left out. */
  readonly input?: string;
};

export type Ending = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

const WAIT_MS = 30_000;

export class Program {
  readonly #child: ChildProcess;
  readonly ended: Promise<Ending>;
  stdout = "";
  stderr = "";

  constructor(args: readonly string[], options: ProgramOptions) {
    this.#child = spawn("sh", [options.launcher ?? PORTCULLIS, ...args], {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: [options.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    });
    this.#child.stdin?.end(options.input);
    this.#child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.stdout += text;
    });
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
    });
    this.ended = new Promise((resolve) => {
      this.#child.on("close", (code, signal) => resolve({ code, signal }));
    });
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Waits until the claim is true of this program. */
  async until(claim: (program: Program) => boolean | Promise<boolean>, what: string): Promise<void> {
    const deadlineMs = performance.now() + WAIT_MS;
    while (!(await claim(this))) {
      assert.ok(performance.now() < deadlineMs, `not ${what} in time\n${this.stdout}\n${this.stderr}`);
      await sleep(20);
    }
  }
}

/** Starts `portcullis` with these arguments. */
export function startProgram(t: Cleanup, args: readonly string[], options: ProgramOptions = {}): Program {
  const program = new Program(args, options);
  t.after(async () => {
    program.kill("SIGKILL");
    await program.ended;
  });
  return program;
}

/** Runs `portcullis` to its end. */
export async function runProgram(
  t: Cleanup,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const program = startProgram(t, args, options);
  const { code } = await program.ended;
  return { code, stdout: program.stdout, stderr: program.stderr };
}

/** A folder that goes away with the test. */
export function testFolder(t: Cleanup): string {
  const folder = mkdtempSync(join(tmpdir(), "portcullis-test-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Ports that were free a moment ago, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, () => {
      const server = createServer();
      return new Promise<typeof server>((resolve, reject) => {
        server.once("error", reject);
        server.listen(0, "127.0.0.1", () => resolve(server));
      });
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    assert.ok(typeof address === "object" && address !== null);
    return address.port;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
