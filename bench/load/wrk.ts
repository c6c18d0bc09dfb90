// Runs wrk with one of the shapes beside this file and reads its figures. Anything but a whole 2xx answer
// to every request is an error, unless each is to be refused: a bench of failures measures nothing.

import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { pinned, spawnTracked } from "./server-process.ts";

export type WrkRun = {
  readonly url: string;
  /** The Lua file of the shape, beside this one, without its ending. */
  readonly shape: string;
  readonly connections: number;
  readonly seconds: number;
  readonly core: number | undefined;
  /** The least that one answer weighs: fewer bytes per request mean that bodies were short. */
  readonly answerBytes: number;
  /** Every request must be refused. */
  readonly isRefused?: boolean;
  /** Variables that the shape reads. */
  readonly environment?: Readonly<Record<string, string>>;
};

export type WrkFigures = {
  readonly requests: number;
  readonly bytes: number;
  readonly durationMicros: number;
  readonly p50Micros: number;
  readonly p99Micros: number;
  readonly errors: Readonly<Record<"connect" | "read" | "write" | "timeout" | "status", number>>;
};

const here = fileURLToPath(new URL(".", import.meta.url));

/** One bounded run on one thread. Throws where a single request failed. */
export async function runWrk(run: WrkRun): Promise<WrkFigures> {
  const child = spawnTracked(
    pinned(
      // Lua finds the shapes' common parts beside them.
      [
        "env",
        `LUA_PATH=${here}?.lua`,
        ...assignments(run),
        "wrk",
        "-t1",
        `-c${run.connections}`,
        `-d${run.seconds}s`,
      ].concat("-s", `${here}${run.shape}.lua`, run.url),
      run.core,
    ),
    "pipe",
  );
  if (child.stdout === null || child.stderr === null) throw new Error("wrk was started without pipes");
  const ended = once(child, "close");
  const [output, complaints] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  const json = output.split("\n").find((line) => line.startsWith('{"requests"'));
  if (child.exitCode !== 0 || json === undefined) {
    throw new Error(`wrk failed at ${run.url}: ${complaints || output}`);
  }
  const figures = JSON.parse(json) as WrkFigures; // Written by wrk-figures.lua in this form.
  assertWhole(run, figures);
  return figures;
}

function assignments({ environment = {} }: WrkRun): readonly string[] {
  return Object.entries(environment).map(([name, value]) => `${name}=${value}`);
}

function assertWhole(run: WrkRun, figures: WrkFigures): void {
  const { errors, requests } = figures;
  if (run.isRefused === true && errors.status !== requests) {
    throw new Error(`${run.url} refused ${errors.status} of ${requests} requests of ${run.shape}`);
  }
  const failed = Object.entries(errors).filter(
    ([kind, count]) => count > 0 && !(run.isRefused === true && kind === "status"),
  );
  if (failed.length > 0) {
    const list = failed.map(([kind, count]) => `${count} ${kind}`).join(", ");
    throw new Error(`${run.url} failed requests of ${run.shape}: ${list} of ${figures.requests}`);
  }
  if (figures.requests === 0 || figures.bytes / figures.requests < run.answerBytes) {
    throw new Error(`${run.url} answered short: ${figures.bytes} bytes to ${figures.requests} requests`);
  }
}
