// Makes sure that an address is ours alone before the workers share it. With SO_REUSEPORT a second node of
// the same user would bind the same port without an error, and get a part of our connections.

import { createServer } from "node:net";
import { hostWithPort } from "#kernel/address.ts";

/** What the system's error means for an operator. */
export function bindFailureText(name: string, address: string, port: number, error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const meaning = MEANINGS[code] ?? (error instanceof Error ? error.message : String(error));
  const place = hostWithPort(address, port);
  return `${name} cannot listen on ${place}: ${meaning}${code === "" ? "" : ` (${code})`}`;
}

const MEANINGS: Readonly<Record<string, string>> = {
  EADDRINUSE: "another program, or another Portcullis, listens there already",
  EACCES: "ports below 1024 need a privilege; give CAP_NET_BIND_SERVICE, or use a higher port",
  EPERM: "the system forbids it to this user",
  EADDRNOTAVAIL: "this machine has no such address",
  EAFNOSUPPORT: "this machine does not speak that family of addresses",
  EMFILE: "too many open files; raise the limit of file descriptors",
};

type Held = { readonly address: string; readonly port: number };

export type Bindable = { readonly name: string; readonly address: string; readonly port: number };

/**
 * Binds each address once and lets it go. Resolves to the text of the first failure, empty without one.
 * What our own workers hold, `ours`, is left out: on the same port another address may still be somebody's.
 */
export async function checkAddresses(listeners: readonly Bindable[], ours: readonly Held[]): Promise<string> {
  for (const { name, address, port } of listeners) {
    if (ours.some((held) => overlaps(held, address, port))) continue;
    try {
      await bindOnce(address, port);
    } catch (error) {
      return bindFailureText(`the listener ${name}`, address, port, error);
    }
  }
  return "";
}

const WILDCARDS = ["0.0.0.0", "::"];

/** A wildcard holds the port of every address. */
function overlaps(held: Held, address: string, port: number): boolean {
  if (held.port !== port) return false;
  return held.address === address || WILDCARDS.includes(held.address) || WILDCARDS.includes(address);
}

function bindOnce(address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ host: address, port, exclusive: true }, () => server.close(() => resolve()));
  });
}
