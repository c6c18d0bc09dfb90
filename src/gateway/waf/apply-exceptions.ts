// Switches off, before a transaction begins, what the exceptions of its policy say for such a request.

import type { GatewayExchange } from "../gateway-exchange.ts";
import type { WafInspection } from "./waf-inspection.ts";

export function applyExceptions(x: GatewayExchange, { policy, session }: WafInspection): void {
  const { exceptions } = policy.spec;
  if (exceptions.length === 0) return;
  for (const exception of exceptions) {
    if (!holds(x, exception)) continue;
    for (const control of exception.controls) session.apply(control);
  }
}

type Exception = WafInspection["policy"]["spec"]["exceptions"][number];

function holds(x: GatewayExchange, { exactPaths, prefixes, networks, header }: Exception): boolean {
  if (exactPaths.length + prefixes.length > 0) {
    const path = x.path.toLowerCase();
    const isPrefixed = prefixes.some((prefix) => path.startsWith(prefix) || `${path}/` === prefix);
    if (!isPrefixed && !exactPaths.includes(path)) return false;
  }
  if (header !== undefined && x.requestHeader(header.key) !== header.value) return false;
  return (
    networks.length === 0 ||
    networks.some((id) => (x.runtime.networks[id]?.lookupText(x.clientAddress) ?? -1) >= 0)
  );
}
