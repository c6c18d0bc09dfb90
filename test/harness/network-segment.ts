// Another network segment on this machine: a network namespace of Linux with an address of its own, in which
// programs run. Only for root.

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Cleanup, testFolder } from "./program.ts";

const PORTCULLIS = fileURLToPath(new URL("../../bin/portcullis", import.meta.url));

export type NetworkSegment = {
  /** Of this side. */
  readonly hostAddress: string;
  readonly address: string;
  /** For the program's `launcher`: it runs over there. */
  readonly launcher: string;
};

const ip = (...args: string[]): void => {
  execFileSync("ip", args, { stdio: "pipe" });
};

/** Can one be made here? For a test's `skip`. */
export function canMakeSegments(): boolean {
  const name = `portcullis-try-${process.pid}`;
  try {
    ip("netns", "add", name);
    ip("netns", "delete", name);
    return true;
  } catch {
    return false;
  }
}

export function makeSegment(t: Cleanup): NetworkSegment {
  const name = `portcullis-${process.pid}`;
  const [near, far] = [`pn${process.pid % 100_000}`, `pf${process.pid % 100_000}`];
  // RFC 2544's block for tests of devices, which nobody routes.
  const net = `198.18.${process.pid % 250}`;
  ip("netns", "add", name);
  t.after(() => ip("netns", "delete", name));
  ip("link", "add", near, "type", "veth", "peer", "name", far, "netns", name);
  ip("address", "add", `${net}.1/24`, "dev", near);
  ip("link", "set", near, "up");
  ip("-n", name, "address", "add", `${net}.2/24`, "dev", far);
  ip("-n", name, "link", "set", far, "up");
  const launcher = join(testFolder(t), "elsewhere");
  writeFileSync(launcher, `exec ip netns exec ${name} sh ${PORTCULLIS} "$@"\n`);
  return { hostAddress: `${net}.1`, address: `${net}.2`, launcher };
}
