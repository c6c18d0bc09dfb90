// What a figure was measured on; without it no absolute figure means anything.

import { availableParallelism, cpus, loadavg, release } from "node:os";

export type Machine = {
  readonly cpuModel: string;
  readonly cores: number;
  readonly kernel: string;
  readonly nodeVersion: string;
  /** Of the last minute: what others made it do when the bench began. */
  readonly loadAverage: number;
};

export const thisMachine = (): Machine => ({
  cpuModel: cpus()[0]?.model ?? "unknown",
  cores: availableParallelism(),
  kernel: release(),
  nodeVersion: process.versions.node,
  loadAverage: loadavg()[0] ?? 0,
});

export const machineLine = (machine: Machine): string =>
  `${machine.cpuModel}, ${machine.cores} cores, Linux ${machine.kernel}, Node ${machine.nodeVersion}, ` +
  `load average ${machine.loadAverage.toFixed(1)} before`;
