// What the exit codes of `portcullis` mean. From 64 up they are those of sysexits(3), so that service
// managers and scripts can tell a mistake in a file from a port that is taken.

export const exitCodes = {
  ok: { code: 0, meaning: "Done; for `serve` and `demo`: stopped as asked." },
  findings: {
    code: 1,
    meaning:
      "`check` found errors; `healthcheck`: the node is not ready; `ban`, `allow`, `subscription`, `secret`: not done; `import`: something is not supported; `bot check`: the bot is bad; `audit bypass`: a backend is open.",
  },
  usage: { code: 2, meaning: "The command line is wrong: an unknown command or option, or a missing value." },
  undecided: {
    code: 3,
    meaning: "`audit bypass`: nothing is open, and of a backend it cannot be told whether it is closed.",
  },
  unavailable: {
    code: 69,
    meaning: "An address is taken, does not exist or needs a privilege; or no runtime was found.",
  },
  internal: { code: 70, meaning: "A defect in Portcullis: a thread does not start." },
  cannotWrite: { code: 73, meaning: "The access log cannot be opened for writing." },
  configuration: { code: 78, meaning: "The configuration has errors; they are on standard error." },
  interrupted: { code: 130, meaning: "A second SIGINT ended it at once, with requests under way cut." },
  terminated: { code: 143, meaning: "A second SIGTERM ended it at once, with requests under way cut." },
} as const satisfies Readonly<Record<string, { readonly code: number; readonly meaning: string }>>;

export type ExitName = keyof typeof exitCodes;

export function exitCode(name: ExitName): number {
  return exitCodes[name].code;
}

/** The table for `--help`. */
export function exitCodeTable(): string {
  return Object.values(exitCodes)
    .map(({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning.replaceAll("`", "")}`)
    .join("\n");
}
