// HAProxy as a reverse proxy: one thread, keep-alive to the upstream, request id, one log line per request
// on its standard output, which is a file.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { programOutput, startServer } from "../load/server-process.ts";
import { BENCH_CIPHER, type Peer, type PeerSetting, urlOf } from "./peer.ts";

export const haproxy: Peer = {
  name: "haproxy",
  title: "HAProxy",
  debianPackage: "haproxy",
  version: async () => /version ([\d.]+)/.exec(await programOutput("haproxy", "-v"))?.[1] ?? "unknown",
  start(setting) {
    mkdirSync(setting.directory, { recursive: true });
    const file = join(setting.directory, "haproxy.cfg");
    if (setting.tls !== undefined) {
      const pem = [setting.tls.certificate, setting.tls.key].map((path) => readFileSync(path, "utf8"));
      writeFileSync(pemFile(setting), pem.join(""));
    }
    writeFileSync(file, configuration(setting));
    return startServer({
      name: "haproxy",
      command: ["haproxy", "-db", "-f", file],
      directory: setting.directory,
      readyUrl: urlOf(setting),
      core: setting.core,
      stdout: setting.accessLog,
    });
  },
};

/** HAProxy wants the certificate and its key in one file. */
const pemFile = (setting: PeerSetting): string => join(setting.directory, "certificate.pem");

const tlsWords = (setting: PeerSetting): string =>
  setting.tls === undefined
    ? ""
    : ` ssl crt ${pemFile(setting)} alpn h2,http/1.1 ssl-min-ver TLSv1.2 ciphersuites ${BENCH_CIPHER}`;

const configuration = (setting: PeerSetting): string => `
global
  nbthread 1
  maxconn 2048
  log stdout len 4096 format raw local0

defaults
  mode http
  log global
  timeout connect 5s
  timeout client 30s
  timeout server 30s
  http-reuse always

frontend public
  bind 127.0.0.1:${setting.port}${tlsWords(setting)}
  unique-id-format %[uuid()]
  unique-id-header X-Request-Id
  http-request capture req.hdr(Host) len 128
  http-request capture req.hdr(User-Agent) len 256
  http-request capture req.hdr(Referer) len 256
  log-format "${logFormat}"
  default_backend up

backend up
  http-request set-header X-Forwarded-For %[src]
  http-request set-header X-Forwarded-Proto http
  server one 127.0.0.1:${setting.upstreamPort} pool-max-conn 64
`;

const logFields = [
  ["time", "%t", true],
  ["requestId", "%ID", true],
  ["client", "%ci", true],
  ["port", "%cp", false],
  ["method", "%HM", true],
  ["host", "%[capture.req.hdr(0),json(utf8s)]", true],
  ["target", "%HU", true],
  ["protocol", "%HV", true],
  ["status", "%ST", false],
  ["requestBytes", "%U", false],
  ["responseBytes", "%B", false],
  ["totalMs", "%Ta", false],
  ["member", "%si:%sp", true],
  ["upstreamMs", "%Tr", false],
  ["userAgent", "%[capture.req.hdr(1),json(utf8s)]", true],
  ["referer", "%[capture.req.hdr(2),json(utf8s)]", true],
] as const;

const quoted = (value: string, isText: boolean): string => (isText ? `\\"${value}\\"` : value);

const logFormat = `{${logFields
  .map(([name, value, isText]) => `\\"${name}\\":${quoted(value, isText)}`)
  .join(",")}}`;
