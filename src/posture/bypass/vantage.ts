// A place that requests of the audit are sent from.

import type { VantageReport } from "../bypass-report.ts";
import { sendProbe } from "./probe-connection.ts";
import type { ProbeReply, ProbeRequest } from "./probe-message.ts";

export type Vantage = VantageReport & {
  /** Private keys of the configuration may be used there: it is this process. */
  readonly holdsKeys: boolean;
  /** Never rejects. */
  readonly send: (request: ProbeRequest) => Promise<ProbeReply>;
};

/** This machine, as the gateway is on it. */
export function hostVantage(sourceAddress: string): Vantage {
  return {
    name: "gateway host",
    kind: "host",
    isForeign: false,
    address: sourceAddress,
    basis: "the machine that the audit runs on",
    holdsKeys: true,
    send: (request) => sendProbe(request, sourceAddress),
  };
}

/** An address of this machine that the configuration declares to lie in another segment. */
export function sourceVantage(name: string, sourceAddress: string): Vantage {
  return {
    name,
    kind: "source",
    isForeign: true,
    address: sourceAddress,
    basis: "declared in `audit.bypass.sources`: an address of this machine in another segment",
    holdsKeys: true,
    send: (request) => sendProbe(request, sourceAddress),
  };
}
