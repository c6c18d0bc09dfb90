// Access lines of a whole node to Debian's rsyslog over TLS, which checks the node's certificate and
// writes what it received to a file.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { canInstall, ensurePackages } from "../harness/debian.ts";
import { type OpensslAuthority, opensslAuthority } from "../harness/openssl-authority.ts";
import { freePorts, type Program, startProgram, testFolder } from "../harness/program.ts";

const PACKAGES = ["rsyslog", "rsyslog-gnutls"];
const rsyslog = { skip: !canInstall(PACKAGES) && `needs the Debian packages ${PACKAGES.join(" ")}` };

const REQUESTS = 500;

/** Started in the foreground, with nothing but this input; ends with the test. */
async function startRsyslog(t: TestContext, { folder }: OpensslAuthority, port: number): Promise<string> {
  const received = join(folder, "received.log");
  const config = join(folder, "rsyslog.conf");
  writeFileSync(
    config,
    `global(workDirectory="${folder}" maxMessageSize="64k" defaultNetstreamDriver="gtls"
  defaultNetstreamDriverCAFile="${folder}/ca.pem"
  defaultNetstreamDriverCertFile="${folder}/server.pem" defaultNetstreamDriverKeyFile="${folder}/server.key")
module(load="imtcp" streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="x509/certvalid")
template(name="parts" type="string" string="%pri% %timereported:::date-rfc3339% %hostname% %app-name% %msgid% %msg%\\n")
input(type="imtcp" address="127.0.0.1" port="${port}" ruleset="keep")
ruleset(name="keep") { action(type="omfile" file="${received}" template="parts") }
`,
  );
  const child = spawn("rsyslogd", ["-n", "-f", config, "-i", join(folder, "rsyslogd.pid")], {
    stdio: "pipe",
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  t.after(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  for (let i = 0; i < 300 && !(await accepts(port)); i++) await sleep(50);
  return received;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}

async function startNode(t: TestContext, { folder: pems }: OpensslAuthority, syslogPort: number) {
  const folder = testFolder(t);
  const [port = 0, adminPort = 0] = await freePorts(2);
  const file = join(folder, "portcullis.yaml");
  const tls = `{ ca: ${pems}/ca.pem, certificate: ${pems}/client.pem, key: ${pems}/client.key }`;
  writeFileSync(
    file,
    `version: 1
node: { name: edge-1, workers: 2, drainTimeout: 5s }
admin: { port: ${adminPort} }
listeners: { public: { address: 127.0.0.1, port: ${port} } }
accessLog:
  sinks: [{ syslog: { url: "tls://127.0.0.1:${syslogPort}", facility: local3, tls: ${tls} } }, { file: { path: access.log } }]
sites:
  api: { hosts: ["*"], routes: { hello: { path: /hello, target: { respond: { body: hello } } } } }
`,
  );
  const program: Program = startProgram(t, ["serve", "--config", file], { cwd: folder });
  await program.until(({ stderr }) => stderr.includes('"ready"'), "ready");
  return { program, folder, url: `http://127.0.0.1:${port}` };
}

test("rsyslog over TLS gets every line once, with its time, node and facility", rsyslog, async (t) => {
  await ensurePackages(PACKAGES);
  const authority = opensslAuthority(t);
  const [syslogPort = 0] = await freePorts(1);
  const received = await startRsyslog(t, authority, syslogPort);
  const node = await startNode(t, authority, syslogPort);
  for (let i = 0; i < REQUESTS; i++) await (await fetch(`${node.url}/hello?n=${i}`)).text();
  const messages = (): string[] =>
    existsSync(received) ? readFileSync(received, "utf8").split("\n").slice(0, -1) : [];
  await node.program.until(() => messages().length >= REQUESTS, "received");
  node.program.kill("SIGTERM");
  await node.program.ended;
  const lines = readFileSync(join(node.folder, "access.log"), "latin1").split("\n").slice(0, -1);
  const seen = messages().map((message) => message.slice(message.indexOf("{")));
  assert.deepEqual(seen, lines);
  assert.equal(lines.length, REQUESTS);
  const LOCAL3_INFO = 19 * 8 + 6;
  for (const message of messages()) {
    const { ts } = JSON.parse(message.slice(message.indexOf("{")));
    const [, priority, time = "", host, app, id] = /^(\S+) (\S+) (\S+) (\S+) (\S+) /.exec(message) ?? [];
    assert.deepEqual([priority, host, app, id], [String(LOCAL3_INFO), "edge-1", "portcullis", "access"]);
    assert.equal(Date.parse(time), Date.parse(ts));
  }
});

test("while the server is down lines wait in memory, and arrive when it is there", rsyslog, async (t) => {
  await ensurePackages(PACKAGES);
  const authority = opensslAuthority(t);
  const [syslogPort = 0] = await freePorts(1);
  const node = await startNode(t, authority, syslogPort);
  for (let i = 0; i < 50; i++) await (await fetch(`${node.url}/hello?n=${i}`)).text();
  await node.program.until(({ stderr }) => stderr.includes("cannot be written"), "reported");
  const received = await startRsyslog(t, authority, syslogPort);
  await node.program.until(
    () => existsSync(received) && readFileSync(received, "utf8").split("\n").length === 51,
    "received",
  );
});
