// Backends whose guard is left out, in report mode, or given something to let pass.

import type { RequestListener } from "node:http";
import type { GuardOptions } from "#guard/guard-options.ts";
import { guarded } from "#guard/node-guard.ts";
import { application, serve } from "./farm-application.ts";
import { closedToOthers, curl, getsIn, staysOut } from "./farm-curl.ts";
import type { FarmKind, Planted, Plot } from "./farm-kind.ts";

export const assertionPool = ({ name, keyId }: Plot): string =>
  `assertion: { keyId: ${keyId}, secret: "\${file:${name}.secret}" }`;

export const guardOf = ({ keyId, secret }: Plot, more: Partial<GuardOptions> = {}): GuardOptions => ({
  keys: [{ id: keyId, secret }],
  ...more,
});

type Wrap = (app: RequestListener, guard: RequestListener, plot: Plot) => RequestListener;

/** A guard that is walked around where `isExempt` says so. */
const exempting = (isExempt: (request: Parameters<RequestListener>[0]) => boolean): Wrap => {
  return (app, guard) => (request, response) => (isExempt(request) ? app : guard)(request, response);
};

function planted(plot: Plot, wrap: Wrap, options: Partial<GuardOptions>, more: Partial<Planted>): Planted {
  const app = application(plot);
  return {
    pool: [assertionPool(plot)],
    start: () => serve(plot, wrap(app, guarded(guardOf(plot, options), app), plot)),
    shown: [getsIn(curl(plot))],
    ...more,
  };
}

const urlOf = ({ url = "" }: { readonly url?: string | undefined }): string => url;
const plain: Wrap = (_, guard) => guard;

const hole = (name: string, holes: FarmKind["holes"], plant: (plot: Plot) => Planted): FarmKind => ({
  name,
  verdict: "open",
  holes,
  plant,
});

/** The gateway's request is shown to get in too, and plain ones to stay out. */
const withShown = (plot: Plot, ...shown: Planted["shown"]): Partial<Planted> => ({
  shown: [...closedToOthers(plot), ...shown],
});

const headerHole = (
  name: string,
  lines: readonly string[],
  isTrusted: (value: (name: string) => string) => boolean,
) =>
  hole(name, ["P7"], (plot) => {
    const wrap = exempting(({ headers }) => isTrusted((field) => String(headers[field] ?? "")));
    return planted(plot, wrap, {}, withShown(plot, getsIn(curl(plot, { headers: lines }))));
  });

/** What the audit is told as a static header field; the farm's configuration has the same. */
export const FRONT_DOOR_ID = "5f0c9a52-6a3e-4a58-9d53-0f6b8a6d1c11";

export const guardKinds: readonly FarmKind[] = [
  hole("no guard at all", ["P3"], (plot) => planted(plot, (app) => app, {}, {})),
  hole("no guard, and bodies that do not change", ["P3", "P15"], (plot) =>
    planted({ ...plot, isDynamic: false }, (app) => app, {}, {}),
  ),
  hole("guard in report mode", ["P3"], (plot) => planted(plot, plain, { mode: "report" }, {})),
  hole("loopback is trusted", ["P3"], (plot) => planted(plot, plain, { loopback: true }, {})),
  hole("HEAD goes past the guard", ["P3"], (plot) =>
    planted(
      plot,
      exempting(({ method }) => method === "HEAD"),
      {},
      withShown(plot, getsIn(curl(plot, { more: ["--head"] }))),
    ),
  ),
  hole("POST goes past the guard", ["P3"], (plot) =>
    planted(
      plot,
      exempting(({ method }) => method === "POST"),
      {},
      withShown(plot, getsIn(curl(plot, { path: "/echo", more: ["--data", "a=1"] }))),
    ),
  ),
  hole("a path in another spelling goes past the guard", ["P3"], (plot) =>
    planted(
      plot,
      (app, guard) => (request, response) => {
        const path = urlOf(request);
        request.url = decodeURIComponent(path);
        (path.includes("%") ? app : guard)(request, response);
      },
      {},
      withShown(plot, getsIn(curl(plot, { path: "/%76ersion" }))),
    ),
  ),
  hole("API description left open", ["P3"], (plot) =>
    planted(
      plot,
      exempting((request) => urlOf(request).startsWith("/swagger")),
      {},
      withShown(plot, getsIn(curl(plot, { path: "/swagger/v1/swagger.json" }))),
    ),
  ),
  hole("guard on some paths alone", ["P3"], (plot) =>
    planted(
      plot,
      exempting((request) => !/^\/(?:version|echo|swagger|healthz)/.test(urlOf(request))),
      {},
      withShown(plot, getsIn(curl(plot, { path: "/admin" }))),
    ),
  ),
  ...(["startsWith", "includes", "endsWith"] as const).map((test) =>
    hole(`health path exempted by ${test}`, ["P13"], (plot) =>
      planted(
        plot,
        exempting((request) => urlOf(request)[test]("/healthz")),
        {},
        {
          known: ["healthPath: /healthz"],
          ...withShown(
            plot,
            getsIn(curl(plot, { path: test === "startsWith" ? "/healthz?all=1" : "/version?/healthz" })),
          ),
        },
      ),
    ),
  ),
  hole("health path open to the world", ["P13"], (plot) =>
    planted(
      plot,
      plain,
      { health: { path: "/healthz", from: ["0.0.0.0/0"] } },
      {
        known: ["healthPath: /healthz"],
        ...withShown(plot, getsIn(curl(plot, { path: "/healthz", more: ["--interface", "127.0.0.2"] }))),
      },
    ),
  ),
  headerHole(
    "X-Forwarded-For is trusted",
    ["X-Forwarded-For: 127.0.0.1"],
    (of) => of("x-forwarded-for") === "127.0.0.1",
  ),
  headerHole("X-Real-IP is trusted", ["X-Real-IP: 127.0.0.1"], (of) => of("x-real-ip").startsWith("127.")),
  headerHole(
    "X-Gateway-Verified is trusted",
    ["X-Gateway-Verified: true"],
    (of) => of("x-gateway-verified") === "true",
  ),
  headerHole(
    "X-Azure-FDID is trusted",
    [`X-Azure-FDID: ${FRONT_DOOR_ID}`],
    (of) => of("x-azure-fdid") === FRONT_DOOR_ID,
  ),
  headerHole("Client-Cert is trusted", ["Client-Cert: :AA==:"], (of) => of("client-cert") !== ""),
  headerHole(
    "X-SSL-Client-Verify is trusted",
    ["X-SSL-Client-Verify: SUCCESS"],
    (of) => of("x-ssl-client-verify") === "SUCCESS",
  ),
];

const closed = (
  name: string,
  options: Partial<GuardOptions>,
  more: (plot: Plot) => Partial<Planted>,
): FarmKind => ({
  name,
  verdict: "proven-closed",
  holes: [],
  plant: (plot) => planted(plot, plain, options, { shown: closedToOthers(plot), ...more(plot) }),
});

export const closedGuardKinds: readonly FarmKind[] = [
  closed("closed: guard", {}, () => ({})),
  closed("closed: guard that denies with 404", { deny: 404 }, () => ({})),
  closed("closed: guard that aborts", { deny: "abort" }, () => ({})),
  closed(
    "closed: guard with a narrow health path",
    { health: { path: "/healthz", from: ["127.0.0.1"] } },
    (plot) => ({
      known: ["healthPath: /healthz"],
      shown: [
        ...closedToOthers(plot),
        staysOut(curl(plot, { path: "/healthz", more: ["--interface", "127.0.0.2"] })),
      ],
    }),
  ),
  {
    name: "closed: guard by Ed25519",
    verdict: "proven-closed",
    holes: [],
    plant: (plot) => {
      const keys = [{ id: plot.keyId, publicKey: plot.certificates.signingPublic }];
      const pool = [`assertion: { keyId: ${plot.keyId}, key: signing.key }`];
      return planted(plot, plain, { keys }, { pool, shown: [staysOut(curl(plot))] });
    },
  },
  closed(
    "closed: guard by signature and address",
    { require: ["signature", "ip"], addresses: ["127.0.0.1"] },
    () => ({}),
  ),
];
