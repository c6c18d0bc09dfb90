// Which core the servers under test have, and which one has what asks them and what stands behind them. Where
// a neighbour disturbs the servers' core, the two sides change places, and a round that was disturbed all the
// same is run again.

import { availableParallelism } from "node:os";
import { bindToCore, type QuietCores, startCoreProbes } from "../../test/harness/quiet-cores.ts";
import { readCpu } from "../measure/process-cpu.ts";

type Side = "server" | "client";
type Cores = Readonly<Record<Side, number | undefined>>;

export class Seats {
  readonly #quiet: QuietCores | undefined;
  readonly #stop: () => void;
  readonly #taken: { readonly pid: number; readonly side: Side }[] = [];
  #cores: Cores = { server: undefined, client: undefined };

  private constructor(quiet: QuietCores | undefined, stop: () => void) {
    this.#quiet = quiet;
    this.#stop = stop;
    if (quiet !== undefined) this.#cores = { server: 0, client: 1 };
  }

  /** Nobody is bound to a core where there is only one, or where that is not wanted. */
  static async take(isPinned: boolean): Promise<Seats> {
    if (!isPinned || availableParallelism() < 2) return new Seats(undefined, () => undefined);
    const { quiet, stop } = await startCoreProbes();
    const seats = new Seats(quiet, stop);
    await seats.settle();
    return seats;
  }

  get server(): number | undefined {
    return this.#cores.server;
  }

  get client(): number | undefined {
    return this.#cores.client;
  }

  /** To be told of each process, that it may change its core with its side. */
  seat(pid: number, side: Side): void {
    this.#taken.push({ pid, side });
  }

  /** Puts the servers where it is quiet. */
  async settle(): Promise<void> {
    const { server, client } = this.#cores;
    if (this.#quiet === undefined || server === undefined) return;
    const found = await this.#quiet.find(server);
    if (found === server) return;
    this.#cores = { server: found, client: client === found ? server : client };
    for (const { pid, side } of this.#taken) {
      for (const each of readCpu(pid).pids) bindToCore(each, this.#cores[side] ?? 0);
    }
  }

  /** Is somebody else at work on the servers' core? */
  async isDisturbed(): Promise<boolean> {
    const { server } = this.#cores;
    return this.#quiet !== undefined && server !== undefined && (await this.#quiet.isDisturbed(server));
  }

  leave(): void {
    this.#stop();
  }
}
