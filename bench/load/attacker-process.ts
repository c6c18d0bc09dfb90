// Starts a program that attacks until its input ends, and then says as JSON what became of it.

import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { spawnTracked } from "./server-process.ts";

/** Attackers stand for other machines: they get what nobody else wants. */
export const LOWEST_PRIORITY = ["chrt", "--idle", "0"];

const PERL = "perl";
const attackers = {
  flood: { runtime: PERL, program: new URL("flood-attacker.pl", import.meta.url) },
  http2: { runtime: process.execPath, program: new URL("h2-attacker.ts", import.meta.url) },
  slow: { runtime: process.execPath, program: new URL("slow-attacker.ts", import.meta.url) },
};

/** Gives what ends it, and resolves to what it said. */
export function startAttacker<Totals>(
  attacker: keyof typeof attackers,
  args: readonly (string | number)[],
): () => Promise<Totals> {
  const { runtime, program } = attackers[attacker];
  const command = [...LOWEST_PRIORITY, runtime, fileURLToPath(program), ...args.map(String)];
  const child = spawnTracked(command, "pipe");
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error("the attacker was started without pipes");
  const said = text(stdout);
  return async () => {
    const ended = once(child, "close");
    stdin.end();
    await ended;
    return JSON.parse(await said) as Totals; // What our own programs print.
  };
}
