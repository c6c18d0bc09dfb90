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
    const { target } = context;
    const { healthPath } = target;
    const [usual = ""] = USUAL;
    const attempts: Attempt[] =
      healthPath === undefined
        ? await tryAll(
            context,
            USUAL.map((path) => ({ what: `GET ${path}`, change: { target: path } })),
          )
        : [await tryDeclared(context, healthPath)];
    return [...attempts, ...(await tryAll(context, variantsOf(healthPath ?? usual, target.canary)))];
  },
};

/** From where the gateway is, it may answer; from anywhere else it may not. */
async function tryDeclared(context: ProbeContext, path: string): Promise<Attempt> {
  if (context.vantage.isForeign) return tryIt(context, { what: `GET ${path}`, change: { target: path } });
  return withoutRequest(`GET ${path}`, "noted", "declared to be exempt on the gateway's side");
}

async function tryAll(context: ProbeContext, variants: readonly Variant[]): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  for (const variant of variants) attempts.push(await tryIt(context, variant));
  return attempts;
}

function tryIt(context: ProbeContext, { what, change }: Variant): Promise<Attempt> {
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
