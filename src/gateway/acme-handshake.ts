// The handshake of TLS-ALPN-01 (RFC 8737): who offers `acme-tls/1` and nothing else, for a name under way, is
// shown the certificate of the challenge. Nothing is read after it: such a connection carries no request.

import type { Socket } from "node:net";
import { createServer } from "node:tls";
import type { ChallengeCertificate, ChallengeTable } from "#snapshot/challenge-spec.ts";
import type { ClientHello } from "#tls/client-hello.ts";

const PROTOCOL = "acme-tls/1";
const TIMEOUT_MS = 10_000;

/** Undefined for every other client. */
export function challengeFor(
  { protocols, serverName }: ClientHello,
  { tls }: ChallengeTable,
): ChallengeCertificate | undefined {
  const [only] = protocols;
  const isValidation = protocols.length === 1 && Buffer.from(only ?? []).toString("latin1") === PROTOCOL;
  return isValidation ? tls.get(serverName) : undefined;
}

/** @param socket what was read of it is put back */
export function showChallenge(socket: Socket, { certificate, key }: ChallengeCertificate): void {
  const server = createServer({
    cert: certificate,
    key,
    ALPNProtocols: [PROTOCOL],
    minVersion: "TLSv1.2",
    handshakeTimeout: TIMEOUT_MS,
  });
  server.on("secureConnection", (secured) => {
    secured.on("error", () => {
      // The authority has seen what it came for.
    });
    secured.end();
    secured.setTimeout(TIMEOUT_MS, () => secured.destroy());
  });
  server.on("tlsClientError", () => socket.destroy());
  server.emit("connection", socket);
}
