// What the benches of servers under wrk stand on: a directory, the upstream, a core for the servers and one
// for what asks them, and the end of it all, however the bench ends.

import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Machine, thisMachine } from "../measure/machine.ts";
import type { PeerSetting } from "../peers/peer.ts";
import { startUpstream } from "../peers/upstream.ts";
import { freePorts } from "./free-port.ts";
import type { Contestant, RoundPlan } from "./interleaved-rounds.ts";
import { Seats } from "./seats.ts";
import type { ServerProcess } from "./server-process.ts";

export type Bed = {
  /** As it was before anything ran. */
  readonly machine: Machine;
  readonly directory: string;
  readonly upstreamPort: number;
  readonly seats: Seats;
  /** Stopped when the bench ends. */
  readonly servers: ServerProcess[];
};

/** For loads that more programs make than there are cores: the system deals them out. */
export const NOT_PINNED = { isPinned: false };

/** Runs a bench over a bed of its own, and clears it away. */
export async function withBed<T>(
  bench: (bed: Bed) => Promise<T>,
  { isPinned } = { isPinned: true },
): Promise<T> {
  const machine = thisMachine();
  const [upstreamPort = 0] = await freePorts(1);
  const directory = mkdtempSync(join(tmpdir(), "portcullis-bench-"));
  const seats = await Seats.take(isPinned);
  const bed: Bed = { machine, directory, upstreamPort, seats, servers: [] };
  try {
    const upstream = { directory: join(directory, "upstream"), port: upstreamPort, core: seats.client };
    const server = await startUpstream(upstream);
    bed.servers.push(server);
    seats.seat(server.pid, "client");
    return await bench(bed);
  } finally {
    seats.leave();
    await Promise.all(bed.servers.map((server) => server.stop()));
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Starts a server under test on ports of its own. @param name of its directory and its access log */
export async function startContestant(
  bed: Bed,
  name: string,
  start: (setting: PeerSetting) => Promise<ServerProcess>,
  tls?: PeerSetting["tls"],
): Promise<Contestant> {
  const [port = 0, adminPort = 0] = await freePorts(2);
  const accessLog = join(bed.directory, `${name}-access.log`);
  closeSync(openSync(accessLog, "a", 0o666));
  const directory = join(bed.directory, name);
  const { upstreamPort, seats } = bed;
  const server = await start({
    directory,
    port,
    adminPort,
    upstreamPort,
    accessLog,
    tls,
    core: seats.server,
  });
  bed.servers.push(server);
  seats.seat(server.pid, "server");
  return { name, pid: server.pid, port, accessLog };
}

/** What a bed adds to a plan of rounds over HTTP/1.1, without TLS. */
export const plainRounds = ({
  seats,
  upstreamPort,
}: Bed): Pick<RoundPlan, "protocol" | "scheme" | "seats" | "upstreamPort"> => ({
  protocol: "h1",
  scheme: "http",
  seats,
  upstreamPort,
});
