// P15: the canary by way of the gateway, beside the same without proof: an equal body is a bypass beyond any
// doubt. It can prove a hole and nothing else: that bodies differ has many reasons.

import { attemptOf, type Probe, withoutRequest } from "../probe.ts";
import type { ProbeRequest } from "../probe-message.ts";
import { canaryRequest, wireOf } from "../request-wire.ts";

export const gatewayDifferential: Probe = {
  id: "P15",
  title: "the same through the gateway and around it",
  mend: "the backend gives everybody what it gives the gateway: let it demand a proof",
  run: async (context) => {
    const { target, settings, seen, ask, vantage } = context;
    const what = "the canary through the gateway, and directly without proof";
    if (vantage.kind !== "host") {
      return [withoutRequest(what, "not-applicable", "is asked from the gateway's machine")];
    }
    const { gateway } = target;
    if (gateway === undefined) {
      return [
        withoutRequest(what, "not-tried", "no route leads from a listener to this canary: use --gateway"),
      ];
    }
    const { address, port, isTls, host } = gateway;
    const wire = wireOf(canaryRequest(target, { target: gateway.target, host }), settings.auditId);
    const request: ProbeRequest = {
      address,
      port,
      ...(isTls ? { tls: { serverName: host.replace(/:[0-9]+$/, ""), alpn: "http/1.1" } } : {}),
      send: { kind: "http1", wire },
      timeoutMs: settings.timeoutMs,
    };
    const through = await ask(request);
    if (through.kind !== "answered" || through.status < 200 || through.status > 299) {
      const said = through.kind === "answered" ? String(through.status) : "nothing";
      return [withoutRequest(what, "not-tried", `the gateway answers ${said} at ${host}${gateway.target}`)];
    }
    const direct = seen.denial;
    if (direct?.kind !== "answered") return [attemptOf(what, request, through, DIFFERENT)];
    const isEqual = direct.bodyHash === through.bodyHash && through.bodyBytes > 0;
    const reason = "bypass proven: the body is the one that the gateway hands out";
    return [attemptOf(what, request, direct, isEqual ? { outcome: "open", reason } : DIFFERENT)];
  },
};

const DIFFERENT = {
  outcome: "noted",
  reason: "what comes directly is not what the gateway hands out",
} as const;
