// The addresses of hosts that policies chose, as far as the egress rules let them be called.

import { PolicyFailure } from "#policy/plans.ts";
import type { EgressClient } from "#upstream/egress.ts";
import { EgressError } from "#upstream/egress-error.ts";
import type { GatewayPorts } from "../gateway-port.ts";

export type ChosenHost = {
  /** What it is, for the log: an address, a proxy. */
  readonly what: string;
  readonly host: string;
  /** It stands in a document: it may be inside. */
  readonly isLiteral: boolean;
};

/** @throws PolicyFailure, as the promise's rejection, for one that may not be called */
export async function judgedAddresses(
  egress: EgressClient,
  ports: GatewayPorts,
  { what, host, isLiteral }: ChosenHost,
): Promise<readonly string[]> {
  try {
    return await egress.addressesOf(host, isLiteral);
  } catch (error) {
    if (!(error instanceof EgressError)) throw error;
    ports.warn(`a policy chose ${what} that is not called`, { host, reason: error.message });
    throw new PolicyFailure("BackendConnectionFailure", "The service cannot be reached.", { status: 502 });
  }
}
