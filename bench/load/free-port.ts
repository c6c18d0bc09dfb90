// Ports that nobody listens on, chosen by the kernel.

import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";

/** As many different ports of the loopback address as asked for, free when this returns. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port); // A TCP server's address.
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}
