// What `portcullis guard snippet` prints, in the servers that it is for: the gateway's certificate is taken
// there, and another one of the same authority is not.

import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { canInstall, ensurePackages } from "../harness/debian.ts";
import { type Issued, TestAuthority } from "../harness/test-authority.ts";
import { runTool } from "../harness/tls-client.ts";

const program = fileURLToPath(new URL("../../bin/portcullis", import.meta.url));
const PACKAGES = ["nginx", "apache2-bin", "caddy", "nftables", "curl"];
const skip = canInstall(PACKAGES) ? false : "needs Debian's nginx, apache2-bin, caddy, nftables and curl";

const HOST = "backend.test";

let directory: string;
let authority: TestAuthority;
let server: Issued;
const running: ChildProcess[] = [];

const write = (name: string, text: string): string => {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
};

function writePair(name: string, { certificate, key }: Issued): void {
  write(`${name}.pem`, certificate);
  write(`${name}.key`, key);
}

before(async () => {
  if (skip === false) await ensurePackages(PACKAGES);
  directory = mkdtempSync(join(tmpdir(), "portcullis-snippets-"));
  authority = await TestAuthority.create("O'Brien & Sons authority");
  write("ca.pem", authority.certificate);
  server = await authority.issue({ names: [HOST] });
  writePair("server", server);
  writePair("gateway", await authority.issue({ usage: "client", subject: "CN=gateway,O=Example" }));
  writePair("other", await authority.issue({ usage: "client", subject: "CN=gateway,O=Example" }));
  write(
    "portcullis.yaml",
    `version: 1
listeners: { public: { address: 127.0.0.1, port: 8080 } }
pools:
  orders:
    members: [{ url: "https://127.0.0.1:8443" }]
    tls: { ca: [ca.pem], certificate: gateway.pem, key: gateway.key }
  plain: { members: [{ url: "http://127.0.0.1:8081" }, { url: "http://127.0.0.1:8082" }] }
sites: { all: { hosts: ["*"], routes: { a: { path: /a, target: { pool: orders } }, b: { path: /b, target: { pool: plain } } } } }
`,
  );
});

after(async () => {
  // Asked to end: one that is killed leaves its worker processes behind.
  for (const child of running) {
    const ended = child.exitCode === null ? once(child, "exit") : undefined;
    child.kill("SIGTERM");
    await ended;
  }
  rmSync(directory, { recursive: true, force: true });
});

function snippet(...args: readonly string[]) {
  const config = ["--config", join(directory, "portcullis.yaml"), "--ca", join(directory, "ca.pem")];
  return spawnSync(program, ["guard", "snippet", ...config, ...args], { encoding: "utf8" });
}

const snippetFor = (name: string, pool: string, ...addresses: readonly string[]): string =>
  snippet("--for", name, "--pool", pool, ...addresses.flatMap((each) => ["--address", each])).stdout;

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

/** The status that a client gets; 000 where the handshake ends before one. */
function statusFor(port: number, client: string | undefined): Promise<string> {
  const shown = client === undefined ? [] : ["--cert", `${client}.pem`, "--key", `${client}.key`];
  const paths = shown.map((each) => (each.startsWith("--") ? each : join(directory, each)));
  const common = ["-s", "-o", "/dev/null", "-w", "%{http_code}", "--max-time", "5"];
  const place = ["--resolve", `${HOST}:${port}:127.0.0.1`, `https://${HOST}:${port}/`];
  return runTool("curl", [...common, "--cacert", join(directory, "ca.pem"), ...paths, ...place]);
}

async function start(command: readonly string[], port: number): Promise<void> {
  const [name = "", ...args] = command;
  const child = spawn(name, args, { cwd: directory, stdio: ["ignore", "pipe", "pipe"] });
  running.push(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
  for (let i = 0; i < 100; i++) {
    if ((await statusFor(port, "gateway")) !== "000") return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail(`${name} does not serve: ${said}`);
}

/** What an indented block of the text says, from the line of comment that names it to the next one. */
function part(text: string, begin: string): string {
  return (text.split(`${begin}\n`)[1] ?? "").split(/^# In /m)[0] ?? "";
}

const servers: Readonly<Record<string, (text: string, port: number) => readonly string[]>> = {
  nginx: (text, port) => {
    const conf = `daemon off; pid ${directory}/nginx.pid; error_log stderr; events {}
http {
access_log off; client_body_temp_path ${directory}/body; proxy_temp_path ${directory}/proxy; fastcgi_temp_path ${directory}/fastcgi;
uwsgi_temp_path ${directory}/uwsgi; scgi_temp_path ${directory}/scgi;
${part(text, "# In http { }:")}
server { listen 127.0.0.1:${port} ssl; ssl_certificate server.pem; ssl_certificate_key server.key;
${part(text, "# In server { }:")}
location / { return 200 "in"; } } }`;
    return ["/usr/sbin/nginx", "-p", directory, "-c", write("nginx.conf", conf)];
  },
  apache: (text, port) => {
    mkdirSync(join(directory, "www"), { recursive: true });
    write("www/index.html", "in");
    const modules = ["mpm_event", "authn_core", "authz_core", "authz_host", "ssl", "dir"]
      .map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`)
      .join("\n");
    const conf = `ServerRoot ${directory}
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
PidFile ${directory}/apache-${port}.pid
Mutex file:${directory} default
ErrorLog ${directory}/apache.log
${modules}
DocumentRoot ${directory}/www
DirectoryIndex index.html
<VirtualHost 127.0.0.1:${port}>
SSLEngine on
SSLCertificateFile ${directory}/server.pem
SSLCertificateKeyFile ${directory}/server.key
${text}
</VirtualHost>
`;
    return ["/usr/sbin/apache2", "-X", "-f", write("apache.conf", conf)];
  },
  caddy: (text, port) => {
    const conf = `{
  admin off
  storage file_system ${directory}/caddy
  auto_https off
}
https://${HOST}:${port} {
  bind 127.0.0.1
  tls ${directory}/server.pem ${directory}/server.key {
${part(text, "# In tls { } of the site:")}
  }
${part(text, "# In the site:")}
  respond 200
}
`;
    return ["/usr/bin/caddy", "run", "--adapter", "caddyfile", "--config", write("Caddyfile", conf)];
  },
};

describe("a snippet for a server", { skip }, () => {
  for (const [name, command] of Object.entries(servers)) {
    it(`lets the gateway into ${name}, and no other certificate of its authority`, async () => {
      const port = await freePort();
      await start(command(snippetFor(name, "orders"), port), port);
      assert.equal(await statusFor(port, "gateway"), "200");
      assert.equal(await statusFor(port, "other"), "403");
      assert.match(await statusFor(port, undefined), /^(?:403|000)$/);
    });

    it(`lets the gateway's addresses into ${name}, and with them its certificate alone`, async () => {
      for (const [address, expected] of [
        ["127.0.0.0/8", "200"],
        ["192.0.2.0/24", "403"],
      ] as const) {
        const port = await freePort();
        await start(command(snippetFor(name, "orders", address, "2001:db8::/32"), port), port);
        assert.equal(await statusFor(port, "gateway"), expected);
        assert.equal(await statusFor(port, "other"), "403");
      }
    });
  }
});

describe("a snippet by address", () => {
  it("is taken by nft, for every port of the pool", { skip }, () => {
    const text = snippetFor("nftables", "plain", "10.0.0.5", "2001:db8::/32");
    assert.match(text, /tcp dport \{ 8081, 8082 \}/);
    assert.match(text, /^# An address alone is no proof/m);
    const { status, stderr } = spawnSync("/usr/sbin/nft", ["-c", "-f", write("rules.nft", text)], {
      encoding: "utf8",
    });
    // Without the right to look at the kernel's tables, nft has read the file all the same.
    assert.ok(status === 0 || /Operation not permitted|cache initialization failed/.test(stderr), stderr);
  });

  it("names addresses and ports for Kubernetes and Traefik", () => {
    const policy: unknown = parse(snippetFor("networkpolicy", "plain", "10.0.0.0/24", "2001:db8::1"));
    assert.deepEqual(policy, {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: "portcullis-plain" },
      spec: {
        podSelector: { matchLabels: { app: "plain" } },
        policyTypes: ["Ingress"],
        ingress: [
          {
            from: [{ ipBlock: { cidr: "10.0.0.0/24" } }, { ipBlock: { cidr: "2001:db8::1/128" } }],
            ports: [
              { protocol: "TCP", port: 8081 },
              { protocol: "TCP", port: 8082 },
            ],
          },
        ],
      },
    });
    const traefik: unknown = parse(snippetFor("traefik", "orders", "10.0.0.5"));
    assert.deepEqual(traefik, {
      tls: {
        options: {
          portcullis: {
            clientAuth: {
              caFiles: [join(directory, "ca.pem")],
              clientAuthType: "RequireAndVerifyClientCert",
            },
          },
        },
      },
      http: { middlewares: { portcullis: { ipAllowList: { sourceRange: ["10.0.0.5/32"] } } } },
    });
  });

  it("names addresses and ports for Azure, AWS and IIS", () => {
    const azure = snippetFor("azure-nsg", "plain", "10.0.0.5", "10.1.0.0/16");
    assert.match(
      azure,
      /--source-address-prefixes 10\.0\.0\.5\/32 10\.1\.0\.0\/16 --destination-port-ranges 8081 8082/,
    );
    assert.match(azure, /--access Deny --protocol Tcp \\\n {2}--source-address-prefixes '\*'/);
    execFileSync("sh", ["-n", write("azure.sh", azure)]);
    const aws = snippetFor("aws-sg", "plain", "10.0.0.5", "2001:db8::/32");
    assert.match(
      aws,
      /FromPort=8081,ToPort=8081,IpRanges=\[\{CidrIp=10\.0\.0\.5\/32\}\],Ipv6Ranges=\[\{CidrIpv6=2001:db8::\/32\}\]/,
    );
    const iis = snippetFor("iis", "plain", "10.0.0.0/22", "2001:db8::/32");
    assert.match(iis, /<add ipAddress="10\.0\.0\.0" subnetMask="255\.255\.252\.0" allowed="true" \/>/);
    assert.match(iis, /<add ipAddress="2001:db8::" subnetMask="32" allowed="true" \/>/);
    assert.match(iis, /^<!-- An address alone is no proof/m);
  });
});

describe("portcullis guard snippet", () => {
  for (const [what, args, expected] of [
    [
      "a pool that there is not",
      ["--for", "nginx", "--pool", "none"],
      /has no pool none; it has orders, plain/,
    ],
    [
      "a pool of which nothing is known",
      ["--for", "nginx", "--pool", "plain"],
      /shows members no certificate/,
    ],
    [
      "no address where nothing else counts",
      ["--for", "iis", "--pool", "orders"],
      /no address of the gateway is known/,
    ],
    [
      "what is no address",
      ["--for", "iis", "--pool", "orders", "--address", "10.0.0.1/8"],
      /bits are set after the first 8/,
    ],
    ["a server that it does not know", ["--for", "squid", "--pool", "orders"], /Allowed choices are nginx/],
  ] as const) {
    it(`refuses ${what} with a sentence`, () => {
      const { status, stdout, stderr } = snippet(...args);
      assert.notEqual(status, 0);
      assert.equal(stdout, "");
      assert.match(stderr, expected);
    });
  }
});
