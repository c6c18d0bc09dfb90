// Arguments of curl for what shows that a backend is open or closed. Signatures are made by hand, not by the
// gateway's signer: curl cannot make them, and the signer is part of what is tested.

import { join } from "node:path";
import { type Asserted, asserted, fieldsOf } from "../../harness/assertion.ts";
import type { Planted, Plot } from "./farm-kind.ts";

type Shown = Planted["shown"][number];

type Asked = {
  readonly path?: string;
  readonly address?: string;
  readonly port?: number;
  readonly isTls?: boolean;
  readonly headers?: readonly string[];
  readonly more?: readonly string[];
};

export function curl(plot: Plot, asked: Asked = {}): readonly string[] {
  const { path = "/version", address = plot.address, port = plot.port, isTls = false } = asked;
  const { headers = [], more = [] } = asked;
  const url = `${isTls ? "https" : "http"}://${address}:${port}${path}`;
  return ["--path-as-is", "--insecure", ...headers.flatMap((header) => ["-H", header]), ...more, url];
}

export const getsIn = (curl: readonly string[]): Shown => ({ curl, is: "in" });
export const staysOut = (curl: readonly string[]): Shown => ({ curl, is: "out" });

/** The arguments for a client certificate of the farm. */
export const certified = ({ certificates }: Plot, name: string): readonly string[] => [
  "--cert",
  join(certificates.folder, `${name}.pem`),
  "--key",
  join(certificates.folder, `${name}.key`),
];

/** Header lines of an assertion for `GET /version`, or for what is changed of it. */
export function assertionLines(plot: Plot, change: Partial<Asserted> = {}): string[] {
  const host = `${plot.address}:${plot.port}`;
  const { keyId, secret } = plot;
  const of = asserted({ method: "GET", target: "/version", host, body: "", keyId, secret, ...change });
  return fieldsOf(of)
    .filter(([name]) => name !== "Host" && name !== "Content-Length")
    .map(([name, value]) => `${name}: ${value}`);
}

/** The gateway's own request gets in, and the same without its proof stays out. */
export const closedToOthers = (plot: Plot): readonly Shown[] => [
  getsIn(curl(plot, { headers: assertionLines(plot) })),
  staysOut(curl(plot)),
];
