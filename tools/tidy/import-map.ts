// Who may import whom: ARCHITECTURE.md's map as one table. A module may import kernel, and what stands in
// its row: the rows are not read transitively. src/main.ts alone may import everything.

const engines = ["waf", "policy", "contract", "subscription", "detect"];

const requestPath = [
  ...[
    "http",
    "telemetry",
    "fleet",
    "flood",
    "network",
    "bot",
    "tls",
    "waf",
    "policy",
    "identity",
    "contract",
  ],
  ...["traffic", "upstream", "function", "snapshot", "subscription", "guard"],
];

export const importMap: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  http: [],
  config: ["http", "tls", "guard", "secret", "acme", "bot"],
  telemetry: [],
  store: ["telemetry"],
  fleet: ["telemetry"],
  network: ["http", "fleet"],
  flood: [],
  bot: ["http", "fleet", "network"],
  tls: [],
  waf: ["http"],
  ftw: ["http", "waf"],
  policy: ["http", "identity"],
  identity: ["http"],
  contract: ["http"],
  subscription: [],
  acme: ["tls"],
  secret: ["identity", "upstream"],
  traffic: ["http", "fleet"],
  guard: [],
  upstream: ["http", "tls", "guard"],
  function: ["http"],
  crs: ["waf", "upstream"],
  snapshot: [
    "acme",
    "config",
    "fleet",
    "flood",
    "http",
    "telemetry",
    "network",
    "bot",
    "tls",
    "upstream",
    "function",
    "crs",
    "identity",
    "guard",
    ...engines,
  ],
  import: ["policy", "contract", "snapshot"],
  gateway: requestPath,
  detect: ["http", "telemetry"],
  posture: ["detect", "config", "store", "tls", "upstream", "http", "snapshot", "guard"],
  respond: ["fleet", "store"],
  export: ["telemetry"],
  control: [...requestPath, "config", "store", "secret", "acme", "detect", "posture", "respond", "export"],
  supervisor: ["telemetry", "snapshot", "fleet", "flood"],
  embed: ["snapshot", "waf"],
  public: ["config", "snapshot", "embed", "guard", "secret", ...engines],
  cli: [
    ...["public", "config", "tls", "snapshot", "control", "supervisor", "telemetry", "http", "fleet"],
    ...["ftw", "waf", "crs", "policy", "traffic", "gateway", "import", "posture", "secret"],
    ...["bot", "network"],
  ],
};

/** Bytes or values in, verdicts out: these declare ports instead of reaching for the world. */
export const modulesWithoutIo: readonly string[] = ["kernel", "flood", ...engines];

/** Serving threads do no disk or database I/O. */
export const modulesWithoutDisk: readonly string[] = ["http", "upstream", "network", "traffic", "gateway"];

export const diskBuiltins: readonly string[] = ["node:fs", "node:fs/promises", "node:sqlite"];

export const ioBuiltins: readonly string[] = [
  ...diskBuiltins,
  ...["node:net", "node:tls", "node:http", "node:https", "node:http2", "node:dgram", "node:dns"],
  ...["node:child_process", "node:cluster", "node:worker_threads", "node:readline"],
];
