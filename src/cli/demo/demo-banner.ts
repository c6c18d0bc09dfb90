// What the demo says when it is ready: where everything is, and what to try. Every line to try is a whole
// command for a shell, and ends in the status that it is answered with; a test runs them all.

import type { DemoPartner } from "./demo-partner.ts";
import type { DemoPorts } from "./demo-port.ts";

type Attempt = { readonly command: string; readonly status: number };

export type Banner = {
  readonly configFile: string;
  readonly accessLog: string;
  readonly wafLog: string;
  /** The certificate to trust for the https listener. */
  readonly authority: string;
  /** What partners of the shop show. */
  readonly partner: DemoPartner;
} & Pick<DemoPorts, "ports">;

function attempts({ ports, authority, partner }: Pick<Banner, "ports" | "authority" | "partner">): Attempt[] {
  const at = (port: number) => `http://127.0.0.1:${port}`;
  const [open, inner, admin] = [at(ports.public), at(ports.private), at(ports.admin)];
  const json = "-H 'Content-Type: application/json'";
  const key = `-H 'Ocp-Apim-Subscription-Key: ${partner.key}'`;
  const token = `-H 'Authorization: Bearer ${partner.token}'`;
  return [
    { command: `curl -i ${open}/external/orders`, status: 200 },
    { command: `curl -i ${open}/external/orders/1002`, status: 200 },
    { command: `curl -i ${open}/external/orders ${json} -d '{"sku":"lantern","quantity":2}'`, status: 201 },
    { command: `curl -i ${open}/external/orders ${json} -d '{"sku":'`, status: 400 },
    { command: `curl -i ${open}/external/orders/9999`, status: 404 },
    {
      command: `curl -i --cacert ${authority} https://localhost:${ports.secure}/external/orders`,
      status: 200,
    },
    { command: `curl -i ${inner}/internal/stock`, status: 200 },
    { command: `curl -i ${open}/internal/stock`, status: 404 },
    { command: `curl -i ${at(ports.stock)}/internal/stock`, status: 403 },
    { command: `curl -i --path-as-is ${open}/external/../internal/stock`, status: 404 },
    { command: `curl -i ${open}/external/%2e%2e%2finternal/stock`, status: 404 },
    { command: `curl -i ${open}/anything/else`, status: 404 },
    {
      command: `curl -i ${open}/external/orders -H 'Transfer-Encoding: chunked' -H 'Content-Length: 5' -d hello`,
      status: 400,
    },
    { command: `curl -i "${open}/external/orders?sku='+OR+'1'='1"`, status: 403 },
    { command: `curl -i ${open}/shop/orders/1002`, status: 401 },
    { command: `curl -i ${open}/shop/orders/1002 ${key}`, status: 401 },
    { command: `curl -i ${open}/shop/orders/1002 ${key} ${token}`, status: 200 },
    {
      command: `curl -i ${open}/shop/orders/1002 ${key} -H 'Authorization: Bearer ${partner.tampered}'`,
      status: 401,
    },
    { command: `curl -i ${open}/shop/orders ${key} ${token} ${json} -d '{"sku":"rope"}'`, status: 400 },
    {
      command: `curl -i ${open}/shop/orders ${key} ${token} ${json} -d '{"sku":"rope","quantity":1}'`,
      status: 201,
    },
    {
      command: `curl -i ${open}/shop/orders ${key} ${token} ${json} -d '{"sku":"rope","quantity":1}'`,
      status: 429,
    },
    { command: `curl -i ${admin}/readyz`, status: 200 },
    { command: `curl -i ${admin}/metrics`, status: 200 },
    { command: `curl -i ${admin}/metrics -H 'Host: evil.example'`, status: 421 },
  ];
}

export function bannerText(banner: Banner): string {
  const { ports, configFile, accessLog, wafLog, authority } = banner;
  const lines = attempts(banner).map(({ command, status }) => `  ${command} # ${status}`);
  return `
Portcullis is ready.

  public listener    http://127.0.0.1:${ports.public}   /external/* for everybody, /shop/* for partners with a key and a token
                     https://127.0.0.1:${ports.secure}   the same over TLS, HTTP/2 too
  private listener   http://127.0.0.1:${ports.private}   /internal/* as well
  admin listener     http://127.0.0.1:${ports.admin}   /readyz, /livez, /metrics
  backends           http://127.0.0.1:${ports.orders}   orders, its description at /openapi.json
                     http://127.0.0.1:${ports.stock}   stock, likewise; it answers what comes through the gateway alone
  configuration      ${configFile}
  CA certificate     ${authority}

Try these; behind each stands the status to expect:

${lines.join("\n")}

Follow the access log in another shell, or what the WAF found:

  tail -f ${accessLog}
  tail -f ${wafLog}

Ctrl-C stops everything.
`;
}
