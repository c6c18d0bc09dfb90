// Backends that check assertions themselves, each with one mistake. The right part of each is the guard's;
// the mistake is in what it is given, or in what is believed before or after it.

import type { IncomingMessage, RequestListener } from "node:http";
import { checkDigest } from "#guard/digest-check.ts";
import { Guard, type GuardedRequest, type GuardVerdict } from "#guard/guard.ts";
import { KEY_ID } from "../../harness/assertion.ts";
import { application, serve } from "./farm-application.ts";
import { assertionLines, closedToOthers, curl, getsIn } from "./farm-curl.ts";
import type { FarmKind, Planted, Plot } from "./farm-kind.ts";
import { assertionPool, guardOf } from "./guard-kinds.ts";

const NOBODY: GuardVerdict = { isAdmitted: false, reason: "signature-wrong", detail: "" };

/** A check of a request; made once for each backend. */
type Verifier = (plot: Plot) => (request: GuardedRequest) => GuardVerdict;

/** Believed without a look at the signature. */
const BELIEVED: GuardVerdict = { isAdmitted: true, digest: undefined };

const requestOf = (request: IncomingMessage): GuardedRequest => ({
  method: request.method ?? "",
  target: request.url ?? "",
  rawHeaders: request.rawHeaders,
  peerAddress: request.socket.remoteAddress ?? "",
  isTls: false,
  certificate: undefined,
});

function headerOf({ rawHeaders }: GuardedRequest, name: string): string {
  const at = rawHeaders.findIndex((each, i) => i % 2 === 0 && each.toLowerCase() === name);
  return at < 0 ? "" : (rawHeaders[at + 1] ?? "");
}

const withHeader = ({ rawHeaders }: GuardedRequest, name: string, value: string): string[] =>
  rawHeaders.map((each, i) => (i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === name ? value : each));

function verified(plot: Plot, verifier: Verifier, holdsDigests = true): RequestListener {
  const check = verifier(plot);
  const app = application(plot);
  return (request, response) => {
    const refuse = (): boolean => {
      if (!response.headersSent) response.writeHead(403, { Connection: "close" });
      response.end("forbidden\n");
      return true;
    };
    const verdict = check(requestOf(request));
    if (!verdict.isAdmitted) return void refuse();
    if (holdsDigests && verdict.digest !== undefined) checkDigest(request, verdict.digest, refuse);
    app(request, response);
  };
}

function hole(
  name: string,
  probe: "P8" | "P9" | "P10",
  verifier: Verifier,
  shown: (plot: Plot) => Planted["shown"],
  holdsDigests = true,
): FarmKind {
  return {
    name,
    verdict: "open",
    holes: [probe],
    plant: (plot) => ({
      pool: [assertionPool(plot)],
      start: () => serve(plot, verified(plot, verifier, holdsDigests)),
      shown: [...closedToOthers(plot), ...shown(plot)],
    }),
  };
}

const right = (plot: Plot): Guard => new Guard(guardOf(plot));
const replay: Verifier = (plot) => (request) => right(plot).check(request);

/** The clock is the one that the assertion tells; nonces are remembered all the same. */
const ageless: Verifier = (plot) => {
  const nonces = new Set<string>();
  return (request) => {
    const input = headerOf(request, "signature-input");
    const nonce = /nonce="([^"]+)"/.exec(input)?.[1] ?? "";
    const createdS = Number(/created=(\d+)/.exec(input)?.[1] ?? 0);
    if (nonces.has(nonce)) return { isAdmitted: false, reason: "nonce-seen", detail: "" };
    const verdict = new Guard(guardOf(plot), () => createdS * 1000).check(request);
    if (verdict.isAdmitted) nonces.add(nonce);
    return verdict;
  };
};

/** Asks the guard of the request as it came, and then of what it takes it for. */
const alsoAs = (alter: (request: GuardedRequest) => GuardedRequest): Verifier => {
  return (plot) => {
    const guard = right(plot);
    return (request) => {
      const verdict = guard.check(request);
      return verdict.isAdmitted ? verdict : guard.check(alter(request));
    };
  };
};

/** What comes of the digest is left to the server, which forgets it. */
const plain: Verifier = (plot) => {
  const guard = right(plot);
  return (request) => guard.check(request);
};

/** Believes what `isBelieved` says before the guard is asked. */
const before = (isBelieved: (request: GuardedRequest, plot: Plot) => boolean): Verifier => {
  return (plot) => {
    const guard = right(plot);
    return (request) => (isBelieved(request, plot) ? BELIEVED : guard.check(request));
  };
};

const inputOf = (request: GuardedRequest): string => headerOf(request, "signature-input");
const hasKey = (request: GuardedRequest, { keyId }: Plot): boolean =>
  inputOf(request).includes(`keyid="${keyId}"`);

export const verifierKinds: readonly FarmKind[] = [
  hole("no memory of nonces", "P8", replay, (plot) => {
    const headers = assertionLines(plot);
    return [getsIn(curl(plot, { headers })), getsIn(curl(plot, { headers }))];
  }),
  hole("expiry is not looked at", "P8", ageless, (plot) => [
    getsIn(curl(plot, { headers: assertionLines(plot, { createdS: Math.floor(Date.now() / 1000) - 3600 }) })),
  ]),
  hole(
    "the query is not bound",
    "P9",
    alsoAs((request) => ({ ...request, target: request.target.split("?")[0] ?? "" })),
    (plot) => [getsIn(curl(plot, { path: "/version?all=1", headers: assertionLines(plot) }))],
  ),
  hole(
    "HEAD counts as GET",
    "P9",
    alsoAs((request) => (request.method === "HEAD" ? { ...request, method: "GET" } : request)),
    (plot) => [getsIn(curl(plot, { headers: assertionLines(plot), more: ["--head"] }))],
  ),
  hole(
    "the host is taken from the settings",
    "P9",
    (plot) =>
      alsoAs((request) => ({
        ...request,
        rawHeaders: withHeader(request, "host", `${plot.address}:${plot.port}`),
      }))(plot),
    (plot) => [getsIn(curl(plot, { headers: [...assertionLines(plot), "Host: another.test"] }))],
  ),
  hole(
    "the path is taken from X-Original-URI",
    "P9",
    alsoAs((request) => ({ ...request, target: headerOf(request, "x-original-uri") })),
    (plot) => [
      getsIn(curl(plot, { path: "/admin", headers: [...assertionLines(plot), "X-Original-URI: /version"] })),
    ],
  ),
  hole(
    "the digest is not held against the body",
    "P9",
    plain,
    (plot) => [
      getsIn(
        curl(plot, {
          path: "/echo",
          headers: assertionLines(plot, { method: "POST", target: "/echo", body: "amount=1" }),
          more: ["--data-binary", "amount=1000000"],
        }),
      ),
    ],
    false,
  ),
  hole(
    "the algorithm none is believed",
    "P10",
    before((request, plot) => hasKey(request, plot) && inputOf(request).includes('alg="none"')),
    (plot) => {
      const lines = assertionLines(plot).map((line) => line.replace('alg="hmac-sha256"', 'alg="none"'));
      return [getsIn(curl(plot, { headers: lines }))];
    },
  ),
  hole(
    "an unknown key id is let pass",
    "P10",
    before((request, plot) => inputOf(request) !== "" && !hasKey(request, plot)),
    (plot) => [
      getsIn(curl(plot, { headers: assertionLines(plot, { keyId: KEY_ID, secret: "x".repeat(40) }) })),
    ],
  ),
  hole(
    "an empty signature is let pass",
    "P10",
    before((request, plot) => hasKey(request, plot) && headerOf(request, "signature") === "gw=::"),
    (plot) => {
      const lines = assertionLines(plot).map((line) => line.replace(/^(Signature: gw=):.*:$/, "$1::"));
      return [getsIn(curl(plot, { headers: lines }))];
    },
  ),
  {
    name: "the public key counts as an HMAC's secret",
    verdict: "open",
    holes: ["P10"],
    plant: (plot) => {
      const { signingPublic } = plot.certificates;
      const guards = [
        new Guard({ keys: [{ id: plot.keyId, publicKey: signingPublic }] }),
        new Guard({ keys: [{ id: plot.keyId, secret: signingPublic }] }),
      ];
      const verifier: Verifier = () => (request) => {
        const verdicts = guards.map((guard) => guard.check(request));
        return verdicts.find(({ isAdmitted }) => isAdmitted) ?? NOBODY;
      };
      const headers = assertionLines(plot, { secret: signingPublic });
      return {
        pool: [`assertion: { keyId: ${plot.keyId}, key: signing.key }`],
        start: () => serve(plot, verified(plot, verifier)),
        shown: [getsIn(curl(plot, { headers }))],
      };
    },
  },
];
