// P13: the path that a guard lets pass without proof, and all that resembles it. The declared path itself may
// answer on the gateway's side; nothing else may, and from elsewhere not even that.

import type { Attempt } from "../../bypass-report.ts";
import { attempt, type Probe, type ProbeContext, withoutRequest } from "../probe.ts";
import { canaryRequest, type PlainRequest, probeRequest, wireOf } from "../request-wire.ts";

/** Where the configuration declares none, those that guards most often exempt. */
const USUAL = ["/healthz", "/health"];

export const healthExemption: Probe = {
  id: "P13",
  title: "the health path and what resembles it",
  mend: "exempt one method and one exact path from the gateway's addresses, without query and body; declare it as `healthPath`",
  run: async (context) => {
    const { target, vantage } = context;
    const attempts: Attempt[] = [];
    const paths = target.healthPath === undefined ? USUAL : [target.healthPath];
    for (const path of paths) {
      const isMeant = target.healthPath !== undefined && !vantage.isForeign;
      attempts.push(
        isMeant
          ? withoutRequest(`GET ${path}`, "noted", "declared to be exempt on the gateway's side")
          : await tryIt(context, `GET ${path}`, { target: path }),
      );
      if (target.healthPath === undefined) continue;
      for (const { what, change } of variantsOf(path, target.canary))
        attempts.push(await tryIt(context, what, change));
    }
    if (target.healthPath === undefined)
      for (const { what, change } of variantsOf(USUAL[0] ?? "", target.canary))
        attempts.push(await tryIt(context, what, change));
    return attempts;
  },
};

async function tryIt(context: ProbeContext, what: string, change: Partial<PlainRequest>): Promise<Attempt> {
  const { target, settings, seen } = context;
  const wire = wireOf(canaryRequest(target, change), settings.auditId);
  const request = probeRequest(target, settings, wire);
  return attempt(context, what, request, { control: seen.randomControl });
}

type Variant = { readonly what: string; readonly change: Partial<PlainRequest> };

function variantsOf(path: string, canary: string): Variant[] {
  const [plain = ""] = canary.split("?");
  const targets = [
    ...[`${path}/..${plain}`, `${path}/..;${plain}`, `${path}%2f..${plain.replaceAll("/", "%2f")}`],
    ...[
      `${plain}${plain.endsWith("/") ? "" : "/"}..${path}`,
      `${plain}?${path}`,
      `${plain}#${path}`,
      `${plain};${path}`,
    ],
    ...[`${path}?portcullis-audit=1`, `${path}/portcullis-audit`, `${path}.json`, `/${path}`],
    `${path.toUpperCase()}`,
  ];
  return [
    ...targets.map((target) => ({ what: `GET ${target}`, change: { target } })),
    { what: `HEAD ${path}`, change: { target: path, method: "HEAD" } },
    { what: `OPTIONS ${path}`, change: { target: path, method: "OPTIONS" } },
    { what: `GET ${path} with a body`, change: { target: path, body: "audit=1" } },
  ];
}
