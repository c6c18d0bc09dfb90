// The probes of the matrix in the order in which they run: what a plain refusal looks like comes early, for
// others are compared with it. P14, the positive control, runs before and after all of them.

import { expiredCertificate } from "./probe/expired-certificate.ts";
import { foreignKey } from "./probe/foreign-key.ts";
import { forgedHeader } from "./probe/forged-header.ts";
import { gatewayDifferential } from "./probe/gateway-differential.ts";
import { healthExemption } from "./probe/health-exemption.ts";
import { hostVariant } from "./probe/host-variant.ts";
import { noProof } from "./probe/no-proof.ts";
import { otherDoor } from "./probe/other-door.ts";
import { protocolSwitch } from "./probe/protocol-switch.ts";
import { reachableAddress } from "./probe/reachable-address.ts";
import { reboundAssertion } from "./probe/rebound-assertion.ts";
import { replayedAssertion } from "./probe/replayed-assertion.ts";
import { selfSignedCertificate } from "./probe/self-signed-certificate.ts";
import { sharedCertificate } from "./probe/shared-certificate.ts";
import type { Probe } from "./probe.ts";

export const probes: readonly Probe[] = [
  reachableAddress,
  noProof,
  otherDoor,
  selfSignedCertificate,
  sharedCertificate,
  expiredCertificate,
  forgedHeader,
  replayedAssertion,
  reboundAssertion,
  foreignKey,
  hostVariant,
  protocolSwitch,
  healthExemption,
  gatewayDifferential,
];
