// Clients of a TLS listener: one request over Node's TLS, and the command-line tools that are installed.

import { execFile, spawnSync } from "node:child_process";
import { type ConnectionOptions, connect, type PeerCertificate } from "node:tls";

export type SecureReply = {
  /** Everything received, as latin1; empty where the handshake failed. */
  readonly bytes: string;
  /** The error that ended it; empty where there was none. */
  readonly error: string;
  readonly certificate: PeerCertificate | undefined;
  readonly protocol: string;
  readonly isReused: boolean;
  /** The last session that the server gave, to resume with. */
  readonly session: Buffer | undefined;
};

export type SecureOptions = ConnectionOptions & {
  readonly path?: string;
  readonly host?: string;
  /** Sent before TLS begins: a PROXY header. */
  readonly preface?: Buffer;
};

/** GETs a path over a connection of its own and reads until the server closes it. */
export function getSecurely(port: number, options: SecureOptions = {}): Promise<SecureReply> {
  const { path = "/", host = options.servername ?? "localhost", ...rest } = options;
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false, ...rest });
    let bytes = "";
    let error = "";
    let session: Buffer | undefined;
    let facts: Pick<SecureReply, "certificate" | "protocol" | "isReused"> = {
      certificate: undefined,
      protocol: "",
      isReused: false,
    };
    socket.on("session", (given) => {
      session = given;
    });
    socket.on("secureConnect", () => {
      facts = {
        certificate: socket.getPeerCertificate(),
        protocol: socket.getProtocol() ?? "",
        isReused: socket.isSessionReused(),
      };
      socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    });
    socket.on("data", (chunk) => {
      bytes += chunk.toString("latin1");
    });
    socket.on("error", (cause: Error & { code?: string }) => {
      error = cause.code ?? cause.message;
    });
    socket.on("close", () => resolve({ bytes, error, session, ...facts }));
  });
}

/** The names of a certificate, as Node prints them. */
export const namesOf = (reply: SecureReply): string => reply.certificate?.subjectaltname ?? "";

/** True where the tool can be run. */
export function isInstalled(tool: string): boolean {
  return spawnSync(tool, ["--help"], { stdio: "ignore" }).error === undefined;
}

/** Runs a tool to its end, with an empty input unless one is given; never rejects. */
export function runTool(tool: string, args: readonly string[], input = ""): Promise<string> {
  return new Promise((resolve) => {
    const child = execFile(tool, [...args], { timeout: 20_000 }, (_error, stdout, stderr) => {
      resolve(stdout + stderr);
    });
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);
  });
}
