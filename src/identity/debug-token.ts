// Tokens that have the trace of a request told: signed by the node, good for one site or API and for
// minutes. Whoever knows the node's key can make them, which is the node alone.

import { createHmac, timingSafeEqual } from "node:crypto";

export type DebugGrant = {
  /** What `name` is the name of. */
  readonly kind: "site" | "api";
  readonly name: string;
  /** Wall clock, ms since the epoch. */
  readonly untilMs: number;
  /** The client gets the trace as well; otherwise the node's log alone does. */
  readonly isShown: boolean;
};

/** Longer ones are not looked at. */
const MAX_CHARS = 1024;
const MAC_BYTES = 32;

const macOf = (content: string, key: string): Buffer => createHmac("sha256", key).update(content).digest();

/** The key of debug tokens, in Base64; empty for a node without a key, which takes none. */
export function debugKeyOf(nodeKey: string): string {
  return nodeKey === "" ? "" : macOf("portcullis debug tokens", nodeKey).toString("base64");
}

/** @param key as of `debugKeyOf`, not empty */
export function signDebugToken({ kind, name, untilMs, isShown }: DebugGrant, key: string): string {
  const content = Buffer.from([untilMs, isShown ? "show" : "log", kind, name].join(" ")).toString(
    "base64url",
  );
  return `${content}.${macOf(content, key).toString("base64url")}`;
}

/** What it grants, also when its time is over; undefined where this node did not sign it. */
export function readDebugToken(token: string, key: string): DebugGrant | undefined {
  if (key === "" || token.length > MAX_CHARS) return undefined;
  const [content = "", mac = "", ...rest] = token.split(".");
  const shown = Buffer.from(mac, "base64url");
  if (rest.length > 0 || shown.length !== MAC_BYTES || !timingSafeEqual(shown, macOf(content, key)))
    return undefined;
  const [until, show, kind, ...name] = Buffer.from(content, "base64url").toString("utf8").split(" ");
  return {
    kind: kind === "api" ? "api" : "site",
    name: name.join(" "),
    untilMs: Number(until),
    isShown: show === "show",
  };
}
