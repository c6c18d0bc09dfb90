// What a figure was measured on; without it no absolute figure means anything.

import { availableParallelism, cpus, release } from "node:os";

export type Machine = {
  readonly cpuModel: string;
  readonly cores: number;
  readonly kernel: string;
  readonly nodeVersion: string;
};

export const thisMachine = (): Machine => ({
  cpuModel: cpus()[0]?.model ?? "unknown",
  cores: availableParallelism(),
  kernel: release(),
  nodeVersion: process.versions.node,
});

export const machineLine = (machine: Machine): string =>
  `${machine.cpuModel}, ${machine.cores} cores, Linux ${machine.kernel}, Node ${machine.nodeVersion}`;
