// P11: the member's port under other names (Host, and SNI with TLS): a server may guard one of its virtual
// hosts and forget the default one.

import type { Attempt } from "../../bypass-report.ts";
import { attempt, type Probe } from "../probe.ts";
import { canaryRequest, probeRequest, wireOf } from "../request-wire.ts";

export const hostVariant: Probe = {
  id: "P11",
  title: "other host names and spellings",
  mend: "let every virtual host demand the proof, the default one first, or answer nothing for unknown names",
  run: async (context) => {
    const { target, settings } = context;
    const attempts: Attempt[] = [];
    for (const host of variantsOf(target.host, target.address, target.port, target.hostVariants)) {
      const wire = wireOf(canaryRequest(target, { host }), settings.auditId);
      const serverName = host.replace(/:[0-9]+$/, "").replace(/^\[|\]$/g, "");
      const request = probeRequest(target, settings, wire, { serverName });
      const standard = { control: undefined, isElsewhere: true };
      attempts.push(await attempt(context, `Host: ${host === "" ? "(empty)" : host}`, request, standard));
    }
    return attempts;
  },
};

function variantsOf(own: string, address: string, port: number, more: readonly string[]): string[] {
  const [, name = "", ownPort = ""] = /^(.*?)(:[0-9]+)?$/.exec(own) ?? [];
  const literal = address.includes(":") ? `[${address}]` : address;
  const variants = new Set([
    ...[name, `${name}:${port}`, own.toUpperCase(), `${name}.${ownPort}`],
    ...[literal, `${literal}:${port}`, "localhost", "127.0.0.1", "unknown.invalid", ""],
    ...more,
  ]);
  variants.delete(own);
  return [...variants];
}
