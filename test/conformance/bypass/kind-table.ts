// Every kind of backend that a farm can have.

import { certificateKinds, closedCertificateKinds } from "./certificate-kinds.ts";
import { deadKinds } from "./dead-kinds.ts";
import { closedDoorKinds, doorKinds } from "./door-kinds.ts";
import type { FarmKind } from "./farm-kind.ts";
import { closedGuardKinds, guardKinds } from "./guard-kinds.ts";
import { verifierKinds } from "./verifier-kinds.ts";

export const openKinds: readonly FarmKind[] = [
  ...guardKinds,
  ...verifierKinds,
  ...doorKinds,
  ...certificateKinds,
];
export const closedKinds: readonly FarmKind[] = [
  ...closedGuardKinds,
  ...closedDoorKinds,
  ...closedCertificateKinds,
];
export { deadKinds };
