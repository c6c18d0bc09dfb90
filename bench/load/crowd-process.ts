// Starts the crowd (crowd.ts) and tells it what to do.

import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { pinned, spawnTracked } from "./server-process.ts";

export type CrowdSetting = {
  readonly port: number;
  readonly idle: number;
  readonly slow: number;
  readonly core: number | undefined;
};

export type Crowd = {
  /** The slow ones send, or send nothing for now. */
  rest(isResting: boolean): void;
  /** Resolves to the number of connections that had been lost and opened again. */
  leave(): Promise<number>;
};

/** Resolves once all connections are there. */
export async function startCrowd({ port, idle, slow, core }: CrowdSetting): Promise<Crowd> {
  const program = fileURLToPath(new URL("crowd.ts", import.meta.url));
  const command = [process.execPath, program, String(port), String(idle), String(slow)];
  const child = spawnTracked(pinned(command, core), "pipe");
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error("the crowd was started without pipes");
  let text = "";
  stdout.setEncoding("utf8").on("data", (piece: string) => {
    text += piece;
  });
  while (!text.includes("ready")) {
    if (child.exitCode !== null) throw new Error(`the crowd ended with ${child.exitCode}`);
    await Promise.race([once(stdout, "data"), once(child, "exit")]);
  }
  return {
    rest: (isResting) => stdin.write(isResting ? "rest\n" : "go\n"),
    leave: async () => {
      const ended = once(child, "close");
      stdin.end();
      await ended;
      return (JSON.parse(text.split("\n")[1] ?? '{"reopened":0}') as { reopened: number }).reopened;
    },
  };
}
