// The ports of the demo: as the environment says, else the usual ones, else the next that are free.

import { createServer } from "node:net";

export type DemoPortName = "public" | "secure" | "private" | "admin" | "orders" | "stock";

type Wanted = { readonly name: DemoPortName; readonly variable: string; readonly usual: number };

const wanted: readonly Wanted[] = [
  { name: "public", variable: "PORTCULLIS_DEMO_PORT", usual: 8080 },
  { name: "secure", variable: "PORTCULLIS_DEMO_HTTPS_PORT", usual: 8443 },
  { name: "private", variable: "PORTCULLIS_DEMO_PRIVATE_PORT", usual: 8081 },
  { name: "admin", variable: "PORTCULLIS_DEMO_ADMIN_PORT", usual: 9180 },
  { name: "orders", variable: "PORTCULLIS_DEMO_ORDERS_PORT", usual: 9001 },
  { name: "stock", variable: "PORTCULLIS_DEMO_STOCK_PORT", usual: 9002 },
];

export const DEMO_PORT_VARIABLES: readonly string[] = wanted.map(({ variable }) => variable);

export type DemoPorts = {
  readonly ports: Readonly<Record<DemoPortName, number>>;
  /** The same under the names that the demo's configuration reads. */
  readonly env: Readonly<Record<string, string>>;
  /** What the user should know: usual ports that were taken. */
  readonly notes: readonly string[];
};

type Environment = Readonly<Record<string, string | undefined>>;

const TRIES = 200;

/** Rejects with a text for the user where a port that the environment names is no port, or taken. */
export async function chooseDemoPorts(env: Environment): Promise<DemoPorts> {
  const ports: Record<DemoPortName, number> = {
    public: 0,
    secure: 0,
    private: 0,
    admin: 0,
    orders: 0,
    stock: 0,
  };
  const chosen: Record<string, string> = {};
  const notes: string[] = [];
  const ours = new Set(wanted.map(({ variable }) => Number(env[variable])));
  for (const { name, variable, usual } of wanted) {
    const port = await choose(variable, usual, env[variable], ours);
    if (port !== usual && (env[variable] ?? "") === "") {
      notes.push(
        `Port ${usual} is taken; the demo uses ${port} for ${name} (${variable} would choose another).`,
      );
    }
    ours.add(port);
    ports[name] = port;
    chosen[variable] = String(port);
  }
  return { ports, env: chosen, notes };
}

async function choose(
  variable: string,
  usual: number,
  asked: string | undefined,
  ours: ReadonlySet<number>,
): Promise<number> {
  if (asked !== undefined && asked !== "") return takeAsked(variable, asked);
  for (let port = usual; port < usual + TRIES; port++) {
    if (!ours.has(port) && (await isFree(port))) return port;
  }
  throw new Error(`no port from ${usual} to ${usual + TRIES - 1} is free; name one in ${variable}`);
}

async function takeAsked(variable: string, asked: string): Promise<number> {
  const port = Number(asked);
  if (!/^[0-9]{1,5}$/.test(asked) || port < 1 || port > 65_535) {
    throw new Error(`${variable} is ${JSON.stringify(asked)}, which is not a port`);
  }
  if (!(await isFree(port))) throw new Error(`${variable} names port ${port}, which is taken`);
  return port;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ host: "127.0.0.1", port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
