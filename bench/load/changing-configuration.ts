// The configurations that the fault bench moves between, and those that must be refused.

export type BenchPorts = {
  readonly public: number;
  readonly admin: number;
  readonly backends: { readonly one: number; readonly two: number };
};

export type BackendName = keyof BenchPorts["backends"];

/** Who may answer `/shop` once configuration `number` is live. */
export const backendsOf = (number: number): readonly BackendName[] =>
  memberSets[number % memberSets.length] ?? [];

const memberSets: readonly (readonly BackendName[])[] = [["one"], ["two"], ["one", "two"], ["two", "one"]];

/** What the route `/generation` answers under configuration `number`. */
export const markerOf = (number: number): string => `configuration ${number}`;

/** Number after number, routes, pools and limits change; the requests of the load are valid under each. */
export function configuration(number: number, ports: BenchPorts, accessLog: string): string {
  const pool = `pool-${number % 3}`;
  return `version: 1
node:
  workers: 2
admin:
  port: ${ports.admin}
listeners:
  public:
    address: 127.0.0.1
    port: ${ports.public}
    maxConnections: ${5_000 + number}
limits:
  headerCount: ${50 + (number % 50)}
  body: ${64 + (number % 7)}KiB
  idleTimeout: ${30 + (number % 30)}s
accessLog:
  sink: ${accessLog}
pools:
  ${pool}:
    balance: ${number % 2 === 0 ? "round-robin" : "least-connections"}
    maxIdle: ${8 + (number % 8)}
    members:${backendsOf(number)
      .map((name) => `\n      - url: "http://127.0.0.1:${ports.backends[name]}"`)
      .join("")}
sites:
  ${number % 4 === 3 ? "renamed" : "all"}:
    hosts: ["*"]
    routes:
${shopRoutes(number, pool)}
      marker:
        path: /generation
        target:
          respond:
            body: "${markerOf(number)}"
${extraRoutes(number)}`;
}

function shopRoutes(number: number, pool: string): string {
  const target = `target: { pool: ${pool} }`;
  if (number % 2 === 0) return `      shop:\n        path: "/shop/*"\n        ${target}`;
  return [
    `      items:\n        path: /shop/items\n        methods: [GET, HEAD]\n        ${target}`,
    `      orders-${number}:\n        path: "/shop/orders/*"\n        methods: [POST]\n        ${target}`,
  ].join("\n");
}

function extraRoutes(number: number): string {
  const routes = Array.from(
    { length: number % 20 },
    (_, at) =>
      `      extra-${at}:\n        path: "/extra/${number}/${at}/*"\n        target: { sinkpool: default }\n`,
  );
  return routes.join("");
}

/** One way to break a configuration, by what an operator would call the mistake. */
export type Breakage = { readonly mistake: string; apply(text: string, ports: BenchPorts): string };

export const breakages: readonly Breakage[] = [
  {
    mistake: "a file cut in the middle of a line",
    apply: (text) => text.slice(0, text.indexOf("pools:") + 3),
  },
  { mistake: "a bracket left open", apply: (text) => text.replace('hosts: ["*"]', 'hosts: ["*"') },
  { mistake: "a pool that does not exist", apply: (text) => text.replaceAll("{ pool: ", "{ pool: no-") },
  { mistake: "a key that does not exist", apply: (text) => text.replace("maxIdle:", "maxIdel:") },
  {
    mistake: "a port out of range",
    apply: (text, ports) => text.replace(`port: ${ports.public}`, "port: 77777"),
  },
  { mistake: "a size that is none", apply: (text) => text.replace(/body: \d+KiB/, "body: plenty") },
  {
    mistake: "a listener on a port that another program holds",
    apply: (text, ports) =>
      text.replace(
        "listeners:\n",
        `listeners:\n  taken:\n    address: 127.0.0.1\n    port: ${ports.backends.one}\n`,
      ),
  },
  { mistake: "an empty file", apply: () => "" },
];
