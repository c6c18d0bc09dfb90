// Backends that know the gateway by its certificate, or by its address: nginx, and Node where nginx is too
// strict to make the mistake.

import { TLSSocket } from "node:tls";
import { guarded } from "#guard/node-guard.ts";
import { tlsPool } from "./door-kinds.ts";
import { application, listen, tlsServer } from "./farm-application.ts";
import { GATEWAY_SUBJECT, GATEWAY_URI } from "./farm-certificates.ts";
import { certified, curl, getsIn, staysOut } from "./farm-curl.ts";
import type { FarmKind, Planted, Plot } from "./farm-kind.ts";

const MUTUAL = tlsPool(", certificate: gateway.pem, key: gateway.key");

type Server = {
  /** How certificates of clients are asked for: `on`, `optional`, `optional_no_ca` or `off`. */
  readonly verify: string;
  /** Lines before the locations. */
  readonly check: string;
  /** The same inside the location of the API's description. */
  readonly more?: string;
};

const KNOWN = `if ($ssl_client_s_dn != "${GATEWAY_SUBJECT}") { return 403; }`;
const VERIFIED = `if ($ssl_client_verify != SUCCESS) { return 403; }`;

const tlsLines = ({ certificates: { folder } }: Plot, verify: string): string => `
  ssl_certificate ${folder}/server.pem;
  ssl_certificate_key ${folder}/server.key;
  ssl_client_certificate ${folder}/ca.pem;
  ssl_verify_client ${verify};`;

const locations = ({ name }: Plot, check: string): string => `
  location = /version { ${check} return 200 "orders of ${name}, 1.4.2\\n"; }
  location = /echo { ${check} return 200 "taken\\n"; }
  location / { ${check} return 404; }`;

const server = (plot: Plot, { verify, check, more = "" }: Server): string => `
server {
  listen ${plot.address}:${plot.port} ssl;
  server_name farm.test;${tlsLines(plot, verify)}
  ${more}${locations(plot, check)}
}`;

const ownShown = (plot: Plot): Planted["shown"] => [
  getsIn(curl(plot, { isTls: true, more: certified(plot, "gateway") })),
  staysOut(curl(plot, { isTls: true })),
];

function nginx(name: string, holes: FarmKind["holes"], plant: (plot: Plot) => Partial<Planted>): FarmKind {
  return {
    name,
    verdict: holes.length > 0 ? "open" : "proven-closed",
    holes,
    plant: (plot) => ({ isTls: true, pool: [MUTUAL], shown: ownShown(plot), ...plant(plot) }),
  };
}

const shownAs = (plot: Plot, name: string): Planted["shown"][number] =>
  getsIn(curl(plot, { isTls: true, more: certified(plot, name) }));

/** Serves files: what answers by `return` never comes to the phase in which addresses are looked at. */
const plainServer = (plot: Plot, lines: string): string => `
server {
  listen ${plot.address}:${plot.port};
  root ${plot.certificates.folder}/www;
  ${lines}
}`;

const FRONT_DOOR = `if ($http_x_gateway_verified != true) { return 403; }`;

export const certificateKinds: readonly FarmKind[] = [
  nginx("nginx: the authority alone is trusted", ["P5"], (plot) => ({
    nginx: server(plot, { verify: "on", check: "" }),
    shown: [...ownShown(plot), shownAs(plot, "shared")],
  })),
  nginx("nginx: certificates that nobody vouches for", ["P4"], (plot) => ({
    nginx: server(plot, { verify: "optional_no_ca", check: KNOWN }),
    shown: [...ownShown(plot), shownAs(plot, "self")],
  })),
  nginx("nginx: API description without a certificate", ["P3"], (plot) => ({
    nginx: server(plot, {
      verify: "optional",
      check: VERIFIED + KNOWN,
      more: `location /swagger { return 200 "{}"; }`,
    }),
    shown: [...ownShown(plot), getsIn(curl(plot, { isTls: true, path: "/swagger/v1/swagger.json" }))],
  })),
  nginx("nginx: a header field tells of the certificate", ["P7"], (plot) => ({
    nginx: server(plot, {
      verify: "optional",
      check: `set $known $ssl_client_verify$http_x_ssl_client_verify; if ($known !~ SUCCESS) { return 403; }`,
    }),
    shown: [
      ...ownShown(plot),
      getsIn(curl(plot, { isTls: true, headers: ["X-SSL-Client-Verify: SUCCESS"] })),
    ],
  })),
  nginx("nginx: the default server asks for nothing", ["P11"], (plot) => ({
    nginx: `${server(plot, { verify: "on", check: KNOWN })}
server {
  listen ${plot.address}:${plot.port} ssl default_server;
  server_name _;${tlsLines(plot, "off")}${locations(plot, "")}
}`,
    known: ["host: farm.test"],
    shown: [
      getsIn(
        curl(
          { ...plot, address: "farm.test" },
          {
            isTls: true,
            more: ["--resolve", `farm.test:${plot.port}:${plot.address}`, ...certified(plot, "gateway")],
          },
        ),
      ),
      getsIn(curl(plot, { isTls: true })),
    ],
  })),
  nginx("nginx: plain HTTP beside TLS", ["P2"], (plot) => ({
    nginx: `${server(plot, { verify: "on", check: KNOWN })}${plainServer({ ...plot, port: plot.otherPort }, "")}`,
    shown: [...ownShown(plot), getsIn(curl(plot, { port: plot.otherPort }))],
  })),
  nginx("nginx: any address behind X-Forwarded-For", ["P7"], (plot) => ({
    isTls: false,
    pool: [],
    nginx: plainServer(
      plot,
      "set_real_ip_from 0.0.0.0/0; real_ip_header X-Forwarded-For; allow 127.0.0.1; deny all;",
    ),
    shown: [
      staysOut(curl(plot, { more: ["--interface", "127.0.0.2"] })),
      getsIn(curl(plot, { headers: ["X-Forwarded-For: 127.0.0.1"], more: ["--interface", "127.0.0.2"] })),
    ],
  })),
  nginx("nginx: a static header field for a proof", ["P7"], (plot) => ({
    isTls: false,
    pool: [],
    nginx: plainServer(plot, FRONT_DOOR),
    shown: [staysOut(curl(plot)), getsIn(curl(plot, { headers: ["X-Gateway-Verified: true"] }))],
  })),
  {
    name: "the certificate's end is not looked at",
    verdict: "open",
    holes: ["P6"],
    plant: (plot) => ({
      isTls: true,
      pool: [MUTUAL],
      start: async () => [await listen(forgiving(plot), plot.address, plot.port)],
      shown: [...ownShown(plot), shownAs(plot, "expired")],
    }),
  },
];

/** Verifies by itself, and lets a certificate pass that was right once. */
function forgiving(plot: Plot) {
  const { authority } = plot.certificates;
  const app = application(plot);
  return tlsServer(
    plot,
    { ca: authority, requestCert: true, rejectUnauthorized: false },
    (request, response) => {
      const { socket } = request;
      assertTls(socket);
      const flaw = String(socket.authorizationError ?? "");
      const isGateway = socket.getPeerCertificate().subject?.CN === "gateway";
      if (isGateway && (socket.authorized || flaw === "CERT_HAS_EXPIRED")) return app(request, response);
      response.writeHead(403, { Connection: "close" });
      response.end("forbidden\n");
    },
  );
}

function assertTls(socket: unknown): asserts socket is TLSSocket {
  if (!(socket instanceof TLSSocket)) throw new TypeError("the farm's server speaks TLS");
}

export const closedCertificateKinds: readonly FarmKind[] = [
  nginx("closed: nginx by certificate", [], (plot) => ({
    nginx: server(plot, { verify: "on", check: KNOWN }),
  })),
  nginx("closed: nginx by certificate, asked for by itself", [], (plot) => ({
    nginx: server(plot, { verify: "optional", check: VERIFIED + KNOWN }),
  })),
  nginx("closed: nginx by address", [], (plot) => ({
    isTls: false,
    pool: [],
    nginx: plainServer(plot, "allow 127.0.0.1; deny all;"),
    shown: [getsIn(curl(plot)), staysOut(curl(plot, { more: ["--interface", "127.0.0.2"] }))],
  })),
  nginx("closed: guard by certificate", [], (plot) => ({
    start: async () => {
      const listener = guarded({ require: ["mtls"], certificates: [GATEWAY_URI] }, application(plot));
      const options = { ca: plot.certificates.authority, requestCert: true, rejectUnauthorized: false };
      return [await listen(tlsServer(plot, options, listener), plot.address, plot.port)];
    },
  })),
];
