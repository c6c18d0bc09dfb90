// DNS-01 (RFC 8555 §8.4) by a program of the operator's, which sets and removes a TXT record. It is run
// without a shell, with the arguments of the configuration and then `present` or `remove`, the record's name
// and its value. Its environment is the node's: it may have its own credentials there.

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import type { Challenge } from "./order-certificate.ts";

const TIMEOUT_MS = 120_000;
const MAX_OUTPUT_BYTES = 65_536;

/** Rejects with what the program says, or that it took too long. */
export function runDnsHook(
  [program = "", ...args]: readonly string[],
  action: "present" | "remove",
  { domain, keyAuthorization }: Challenge,
  timeoutMs = TIMEOUT_MS,
): Promise<void> {
  const value = createHash("sha256").update(keyAuthorization).digest("base64url");
  const all = [...args, action, `_acme-challenge.${domain}`, value];
  const options = { timeout: timeoutMs, maxBuffer: MAX_OUTPUT_BYTES, killSignal: "SIGKILL" } as const;
  return new Promise((resolve, reject) => {
    execFile(program, all, options, (error, _stdout, stderr) => {
      if (error === null) resolve();
      else reject(new Error(`${program} ${action}: ${whyOf(error, stderr, timeoutMs)}`, { cause: error }));
    });
  });
}

function whyOf(error: Error & { killed?: boolean }, stderr: string, timeoutMs: number): string {
  if (error.killed === true) return `it took longer than ${timeoutMs / 1000} s, or wrote too much`;
  const said = stderr
    .trim()
    .replace(/\p{Cc}+/gu, " ")
    .slice(-300);
  return said === "" ? ("code" in error ? `it ended with ${String(error.code)}` : error.message) : said;
}
