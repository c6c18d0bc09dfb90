// Which rules of a WAF policy are switched off for one request: by its exceptions, and by virtual patches
// that are not for it or have expired. Decided on what the gateway has made of the request (the normalised
// path, the client's address), never on what a client merely says its path is.

import type { Control } from "#waf/waf.ts";
import type { WafException } from "./waf-exceptions.ts";
import type { PatchSpec } from "./waf-patches.ts";

export type RequestFacts = {
  /** In normal form. */
  readonly path: string;
  readonly method: string;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  /** The first field of this name in lower case. */
  readonly header: (key: string) => string | undefined;
  /** Is the client in this one of the snapshot's networks? */
  readonly isInNetwork: (index: number) => boolean;
};

type Conditions = { readonly exceptions: readonly WafException[]; readonly patches: readonly PatchSpec[] };

/** Hands every control to `apply`. */
export function switchOff(
  { exceptions, patches }: Conditions,
  facts: RequestFacts,
  apply: (control: Control) => void,
): void {
  for (const exception of exceptions) {
    if (isExcepted(exception, facts)) for (const control of exception.controls) apply(control);
  }
  for (const patch of patches) if (!isInForce(patch, facts)) apply(patch.control);
}

function isExcepted(exception: WafException, facts: RequestFacts): boolean {
  const { networks, header } = exception;
  if (!meansPath(exception, facts.path)) return false;
  if (header !== undefined && facts.header(header.key) !== header.value) return false;
  return networks.length === 0 || networks.some(facts.isInNetwork);
}

const isInForce = (patch: PatchSpec, { path, method, atMs }: RequestFacts): boolean =>
  atMs < patch.expiresAtMs &&
  (patch.methods.length === 0 || patch.methods.includes(method)) &&
  meansPath(patch, path);

type Paths = Pick<WafException, "exactPaths" | "prefixes">;

function meansPath({ exactPaths, prefixes }: Paths, path: string): boolean {
  if (exactPaths.length + prefixes.length === 0) return true;
  const lower = path.toLowerCase();
  return (
    prefixes.some((prefix) => lower.startsWith(prefix) || `${lower}/` === prefix) ||
    exactPaths.includes(lower)
  );
}
