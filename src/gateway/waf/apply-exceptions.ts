// Switches off, before a transaction begins, what its policy does not want to run on such a request.

import { switchOff } from "#snapshot/waf-conditions.ts";
import type { GatewayExchange } from "../gateway-exchange.ts";
import type { WafInspection } from "./waf-inspection.ts";

export function applyExceptions(x: GatewayExchange, { policy, session }: WafInspection): void {
  const { exceptions, patches } = policy.spec;
  if (exceptions.length + patches.length === 0) return;
  const facts = {
    path: x.path,
    method: x.head.method,
    atMs: x.startedAtMs,
    header: (key: string) => x.requestHeader(key),
    isInNetwork: (id: number) => x.runtime.networks[id]?.holds(x.clientAddress) === true,
  };
  switchOff(policy.spec, facts, (control) => session.apply(control));
}
