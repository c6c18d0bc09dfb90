// nginx as a reverse proxy: one worker, keep-alive to the upstream, request id, and a buffered access log
// of about the fields that the other servers log.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { programOutput, startServer } from "../load/server-process.ts";
import { BENCH_CIPHER, type Peer, type PeerSetting, urlOf } from "./peer.ts";

export const nginx: Peer = {
  name: "nginx",
  title: "nginx",
  debianPackage: "nginx",
  version: async () => /nginx\/(\S+)/.exec(await programOutput("nginx", "-v"))?.[1] ?? "unknown",
  start(setting) {
    mkdirSync(setting.directory, { recursive: true });
    writeFileSync(join(setting.directory, "nginx.conf"), configuration(setting));
    return startServer({
      name: "nginx",
      command: nginxCommand(setting.directory),
      directory: setting.directory,
      readyUrl: urlOf(setting),
      core: setting.core,
    });
  },
};

export const nginxCommand = (directory: string): readonly string[] => [
  "nginx",
  ...["-p", directory, "-c", join(directory, "nginx.conf"), "-e", join(directory, "error.log")],
];

/** A configuration of one worker in the foreground that keeps all of its files in one directory. */
export const nginxFrame = (directory: string, http: string): string => `
daemon off;
worker_processes 1;
pid ${directory}/nginx.pid;
events { worker_connections 1024; }
http {
  client_body_temp_path ${directory}/client-body;
  proxy_temp_path ${directory}/proxy;
  fastcgi_temp_path ${directory}/fastcgi;
  uwsgi_temp_path ${directory}/uwsgi;
  scgi_temp_path ${directory}/scgi;
  keepalive_requests 100000000;
  tcp_nodelay on;
${http}
}
`;

const configuration = (setting: PeerSetting): string => nginxFrame(setting.directory, nginxHttp(setting));

/** What stands in the block `http`: the access log, the upstream, the server. */
export const nginxHttp = (setting: PeerSetting): string => `
  log_format access escape=json '{"time":"$time_iso8601","requestId":"$request_id","client":"$remote_addr",'
    '"port":$remote_port,"method":"$request_method","host":"$http_host","target":"$request_uri",'
    '"protocol":"$server_protocol","status":$status,"requestBytes":$request_length,'
    '"responseBytes":$bytes_sent,"seconds":$request_time,"member":"$upstream_addr",'
    '"upstreamSeconds":"$upstream_response_time","userAgent":"$http_user_agent","referer":"$http_referer"}';
  access_log ${setting.accessLog} access buffer=64k flush=1s;
  upstream up {
    server 127.0.0.1:${setting.upstreamPort};
    keepalive 64;
    keepalive_requests 100000000;
  }
  server {
    listen 127.0.0.1:${setting.port}${setting.tls === undefined ? "" : " ssl http2"} backlog=1024;
    ${tlsLines(setting)}
    location / {
      proxy_pass http://up;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_set_header X-Request-Id $request_id;
    }
  }`;

function tlsLines({ tls }: PeerSetting): string {
  if (tls === undefined) return "";
  return `
    ssl_certificate ${tls.certificate};
    ssl_certificate_key ${tls.key};
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_conf_command Ciphersuites ${BENCH_CIPHER};
    ssl_session_cache shared:bench:1m;`;
}
