// Every kind of backend that a farm can have.

import type { ProbeId } from "#posture/bypass-report.ts";
import { certificateKinds, closedCertificateKinds } from "./certificate-kinds.ts";
import { deadKinds } from "./dead-kinds.ts";
import { closedDoorKinds, doorKinds, otherProtocolKinds } from "./door-kinds.ts";
import type { FarmKind } from "./farm-kind.ts";
import { closedGuardKinds, guardKinds } from "./guard-kinds.ts";
import { verifierKinds } from "./verifier-kinds.ts";

/** Other probes that the same mistake opens to, by the kind's name. Whatever else is found is a flaw. */
const alsoOpen: Readonly<Record<string, readonly ProbeId[]>> = {
  // Where the canary answers everybody, it does so with the gateway's body.
  "no guard at all": ["P15"],
  "guard in report mode": ["P15"],
  "loopback is trusted": ["P15"],
  // What is no path of the application's is not guarded: `//healthz` is none.
  "guard on some paths alone": ["P13"],
  // A true assertion under another name goes past the guard as well.
  "the default host has no guard": ["P9"],
  // Any certificate of the authority counts as verified there.
  // The health path's HEAD and bodies are exempt with all others.
  "HEAD goes past the guard": ["P9", "P13"],
  "POST goes past the guard": ["P9"],
  "a path in another spelling goes past the guard": ["P13"],
  "nginx: a header field tells of the certificate": ["P5"],
};

export const openKinds: readonly FarmKind[] = [
  ...guardKinds,
  ...verifierKinds,
  ...doorKinds,
  ...otherProtocolKinds,
  ...certificateKinds,
].map((kind) => ({ ...kind, also: alsoOpen[kind.name] ?? [] }));

export const closedKinds: readonly FarmKind[] = [
  ...closedGuardKinds,
  ...closedDoorKinds,
  ...closedCertificateKinds,
];
export { deadKinds };
