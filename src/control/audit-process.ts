// Runs `portcullis audit bypass` in a process of its own: it opens many connections, and control must not
// wait for any of them.

import { type ChildProcess, spawn } from "node:child_process";
import { constants, setPriority } from "node:os";
import { fileURLToPath } from "node:url";
import type { BypassReport } from "#posture/bypass-report.ts";
import type { AuditKind } from "#posture/bypass-state.ts";

const MAX_REPORT_CHARS = 64 * 2 ** 20;
const SHOWN_CHARS = 500;
/** One that hangs would keep every later one from running. */
const MAX_MS = 3_600_000;

export class AuditProcess {
  readonly #entry: string;
  readonly #configFile: string;
  #child: ChildProcess | undefined;

  constructor(entry: URL, configFile: string) {
    this.#entry = fileURLToPath(entry);
    this.#configFile = configFile;
  }

  /** Rejects where it did not come to a report. */
  run(kind: AuditKind): Promise<BypassReport> {
    const light = kind === "light" ? ["--light"] : [];
    const args = [this.#entry, "audit", "bypass", "--json", "--config", this.#configFile, ...light];
    // The same switches as the launcher's.
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      timeout: MAX_MS,
      killSignal: "SIGKILL",
    });
    this.#child = child;
    yieldTo(child);
    return new Promise((resolve, reject) => {
      let [output, errors] = ["", ""];
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        if (output.length > MAX_REPORT_CHARS) child.kill();
      });
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        errors = (errors + text).slice(-SHOWN_CHARS);
      });
      child.on("error", reject);
      child.on("close", (code, signal) => {
        this.#child = undefined;
        const report = reportOf(output);
        if (report !== undefined) resolve(report);
        else reject(new Error(`it ended with ${code ?? signal}: ${errors.trim()}`));
      });
    });
  }

  /** Ends what runs. */
  close(): void {
    this.#child?.kill();
  }
}

/** Requests of clients come first. */
function yieldTo({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It runs with the priority that it has.
  }
}

function reportOf(output: string): BypassReport | undefined {
  try {
    // The same program wrote it.
    return JSON.parse(output) as BypassReport;
  } catch {
    return undefined;
  }
}
