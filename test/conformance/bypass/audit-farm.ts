// One farm: what curl shows of it first, then what the audit says of it, and where the two disagree.

import { execFile } from "node:child_process";
import { loadConfig } from "#config/load.ts";
import { formatDiagnostic } from "#kernel/diagnostic.ts";
import type { BackendReport, BypassReport } from "#posture/bypass-report.ts";
import { compileSnapshot } from "#snapshot/compile.ts";
import { startGateway, type TestGateway } from "../../harness/gateway.ts";
import { Program } from "../../harness/program.ts";
import { type Farm, type FarmBackend, startFarm } from "./farm.ts";

export type FarmOutcome = {
  readonly seed: number;
  readonly holes: number;
  readonly closed: number;
  readonly dead: number;
  /** Holes that curl showed to be open, before the audit ran. */
  readonly shown: number;
  readonly found: number;
  readonly falselyOpen: number;
  readonly falselyClosed: number;
  readonly requests: number;
  readonly seconds: number;
  /** One sentence for each disagreement. */
  readonly flaws: readonly string[];
};

export async function auditFarm(seed: number, only = ""): Promise<FarmOutcome> {
  const farm = await startFarm(seed, only);
  try {
    const gateway = await startFarmGateway(farm);
    try {
      return await compare(seed, farm);
    } finally {
      await gateway.close();
    }
  } finally {
    await farm.close();
  }
}

/** A gateway by the same configuration, through which the audit asks as well. */
async function startFarmGateway({ config: path, gatewayPort }: Farm): Promise<TestGateway> {
  const { config, diagnostics } = loadConfig(path);
  if (config === undefined) throw new Error(diagnostics.map(formatDiagnostic).join("\n"));
  const snapshot = compileSnapshot(config, 1);
  const listeners = snapshot.listeners.map((listener) => ({ ...listener, port: gatewayPort }));
  return startGateway({ ...snapshot, listeners });
}

async function compare(seed: number, farm: Farm): Promise<FarmOutcome> {
  const flaws: string[] = [];
  let shown = 0;
  for (const backend of farm.backends) {
    const wrong = await wrongCurls(backend);
    flaws.push(...wrong);
    if (wrong.length === 0 && backend.kind.verdict === "open") shown++;
  }
  const startedMs = performance.now();
  const { report, failure } = await runAudit(farm.config);
  const seconds = (performance.now() - startedMs) / 1000;
  if (report === undefined) throw new Error(`the audit gave no report: ${failure}`);
  const judged = farm.backends.map((backend) => judge(backend, report.backends));
  flaws.push(...judged.flatMap((each) => each.flaws));
  const count = (verdict: string): number =>
    farm.backends.filter(({ kind }) => kind.verdict === verdict).length;
  return {
    seed,
    holes: count("open"),
    closed: count("proven-closed"),
    dead: count("unknown"),
    shown,
    found: judged.filter(({ isFound }) => isFound).length,
    falselyOpen: judged.filter(({ isFalselyOpen }) => isFalselyOpen).length,
    falselyClosed: judged.filter(({ isFalselyClosed }) => isFalselyClosed).length,
    requests: report.backends.reduce((sum, { requests }) => sum + requests, 0),
    seconds,
    flaws,
  };
}

/** What curl shows otherwise than it should. */
async function wrongCurls({ kind, plot, planted }: FarmBackend): Promise<string[]> {
  const wrong: string[] = [];
  for (const { curl, is } of planted.shown) {
    const status = await statusByCurl(curl);
    const isInside = status === 101 || (status >= 200 && status < 300);
    if (isInside !== (is === "in")) {
      wrong.push(`${plot.name} ${kind.name}: curl ${curl.join(" ")} gives ${status}, and should be ${is}`);
    }
  }
  return wrong;
}

/** 0 where there is no answer. */
function statusByCurl(args: readonly string[]): Promise<number> {
  const own = ["--silent", "--output", "/dev/null", "--write-out", "%{http_code}"];
  return new Promise((resolve) => {
    execFile("curl", [...own, ...args], (_error, stdout) => resolve(Number(stdout)));
  });
}

async function runAudit(config: string): Promise<{ report: BypassReport | undefined; failure: string }> {
  const program = new Program(["audit", "bypass", "-c", config, "--json"], {});
  await program.ended;
  const isReport = program.stdout.startsWith("{");
  // The program's own output.
  return {
    report: isReport ? (JSON.parse(program.stdout) as BypassReport) : undefined,
    failure: program.stderr,
  };
}

type Judged = {
  readonly isFound: boolean;
  readonly isFalselyOpen: boolean;
  readonly isFalselyClosed: boolean;
  readonly flaws: readonly string[];
};

function judge({ kind, plot }: FarmBackend, reports: readonly BackendReport[]): Judged {
  const report = reports.find(({ pool }) => pool === plot.name);
  const verdict = report?.verdict ?? "unknown";
  const open = new Set(report?.probes.filter(({ outcome }) => outcome === "open").map(({ id }) => id));
  const missed = kind.holes.filter((id) => !open.has(id));
  const known = new Set([...kind.holes, ...(kind.also ?? [])]);
  const isPrecise = [...open].every((id) => known.has(id));
  const isRight = verdict === kind.verdict && missed.length === 0 && isPrecise;
  const said = `${plot.name} ${kind.name}: ${verdict} by ${[...open].join(", ") || "nothing"}`;
  const why = report?.reasons.slice(0, 3).join("; ") ?? "no report";
  return {
    isFound: kind.verdict === "open" && isRight,
    isFalselyOpen: verdict === "open" && kind.verdict !== "open",
    isFalselyClosed: verdict.includes("closed") && kind.verdict !== "proven-closed",
    flaws: isRight
      ? []
      : [`${said}, and should be ${kind.verdict} by ${kind.holes.join(", ") || "nothing"} (${why})`],
  };
}
