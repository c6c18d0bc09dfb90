// The files of deploy/, as far as they can be judged without a container engine or a running systemd. The
// README of each folder says what that leaves out.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { exitCodes } from "#cli/exit-code.ts";
import { loadConfig } from "#config/load.ts";
import { freePorts, runProgram, startProgram, testFolder } from "../harness/program.ts";

const DEPLOY = fileURLToPath(new URL("../../deploy", import.meta.url));
const ROOT = join(DEPLOY, "..");

const read = (path: string): string => readFileSync(join(DEPLOY, path), "utf8");

const tool = (name: string, ...args: string[]) =>
  spawnSync(name, args, { encoding: "utf8", timeout: 60_000 });
const has = (name: string, ...args: string[]): boolean => tool(name, ...args).status === 0;

describe("deploy/docker", () => {
  const lines = read("docker/Dockerfile")
    .replace(/^#.*\n/gm, "")
    .replaceAll("\\\n", " ")
    .split("\n")
    .filter(Boolean);
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith("FROM")));
  const values = (keyword: string): string[] =>
    last
      .filter((line) => line.startsWith(`${keyword} `))
      .map((line) => line.slice(keyword.length + 1).trim());

  test("the image runs as a user that is a number and not root, and everything after it stays so", () => {
    assert.deepEqual(values("USER"), ["10001:10001"]);
    const user = last.findIndex((line) => line.startsWith("USER "));
    assert.ok(last.slice(user).every((line) => !/^(RUN|COPY|ADD) /.test(line)));
  });

  test("nothing is fetched but by the lock file, no script of a package runs, and no secret is built in", () => {
    const text = lines.join("\n");
    assert.doesNotMatch(text, /\b(curl|wget|ADD|npm install|apt-get)\b/);
    assert.match(text, /npm ci [^&]*--ignore-scripts/);
    assert.doesNotMatch(text, /^(ARG|ENV) .*(TOKEN|SECRET|PASSWORD|KEY)/m);
  });

  test("what it starts and how it asks after its health are commands of the program", async (t) => {
    const [entry, command] = [values("ENTRYPOINT"), values("CMD")].map(([text]) => JSON.parse(text ?? ""));
    const health = JSON.parse(/CMD (\[.*\])/.exec(values("HEALTHCHECK")[0] ?? "")?.[1] ?? "");
    assert.deepEqual([entry, health[0]], [["portcullis"], "portcullis"]);
    const configured = join(testFolder(t), "none.yaml");
    const withFile = (args: readonly string[]) =>
      args.map((arg) => (arg === "/etc/portcullis/portcullis.yaml" ? configured : arg));
    assert.equal((await runProgram(t, withFile(command))).code, exitCodes.configuration.code);
    assert.equal((await runProgram(t, withFile(health.slice(1)))).code, exitCodes.findings.code);
  });

  test("the ignore file lets in what the build reads, and neither packages nor records", () => {
    const patterns = read("docker/Dockerfile.dockerignore").split("\n");
    const allowed = patterns.filter((line) => line.startsWith("!")).map((line) => line.slice(1));
    assert.ok(patterns.includes("*"));
    const { files } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    const needed = [
      "src",
      "tools",
      "package.json",
      "package-lock.json",
      "tsconfig.json",
      "LICENSE",
      "README.md",
    ];
    for (const path of [...needed, ...files.filter((file: string) => file !== "dist")]) {
      assert.ok(
        allowed.some((prefix) => path === prefix || path.startsWith(`${prefix}/`)),
        path,
      );
    }
    for (const path of allowed) assert.ok(existsSync(join(ROOT, path)), path);
    assert.ok(!allowed.includes("node_modules") && !allowed.includes(".git"));
  });

  const skip = !has("hadolint", "--version") && "hadolint is not installed";
  test("hadolint has nothing to say", { skip }, () => {
    const { status, stdout } = tool("hadolint", join(DEPLOY, "docker/Dockerfile"));
    assert.equal(status, 0, stdout);
  });
});

describe("deploy/compose", () => {
  const compose = parse(read("compose/compose.yaml"), { merge: true });

  test("every service has a read-only root, no capabilities, no new privileges, and limits", () => {
    for (const [name, service] of Object.entries<Record<string, unknown>>(compose.services)) {
      assert.equal(service["read_only"], true, name);
      assert.deepEqual(service["cap_drop"], ["ALL"], name);
      assert.deepEqual(service["security_opt"], ["no-new-privileges:true"], name);
      assert.ok(service["mem_limit"] !== undefined && service["pids_limit"] !== undefined, name);
      assert.equal(service["privileged"] ?? service["user"], undefined, name);
    }
  });

  test("the node is the only way to the backend", () => {
    const { portcullis, backend } = compose.services;
    assert.equal(backend.ports, undefined);
    assert.deepEqual(backend.networks, ["back"]);
    assert.equal(compose.networks.back.internal, true);
    assert.ok(portcullis.networks.includes("back"));
  });

  test("what it mounts and builds from exists, and a node has the time to drain", () => {
    const folder = join(DEPLOY, "compose");
    for (const { volumes } of Object.values<{ volumes: string[] }>(compose.services)) {
      for (const volume of volumes.filter((text) => text.startsWith("."))) {
        assert.ok(existsSync(join(folder, volume.split(":")[0] ?? "")), volume);
      }
    }
    const { context, dockerfile } = compose.services.portcullis.build;
    assert.ok(existsSync(join(folder, context, dockerfile)));
    const { config, diagnostics } = loadConfig(join(folder, "node/portcullis.yaml"));
    assert.deepEqual(diagnostics, []);
    const graceMs = 1000 * Number.parseInt(compose.services.portcullis.stop_grace_period, 10);
    assert.ok(graceMs > (config?.node.drainTimeout ?? Number.POSITIVE_INFINITY));
  });

  test("its configuration before its sample backend answers as the README says", async (t) => {
    const [port, admin, behind] = await freePorts(3);
    await startBackend(t, Number(behind));
    const file = join(testFolder(t), "portcullis.yaml");
    const text = read("compose/node/portcullis.yaml")
      .replace("backend:9000", `127.0.0.1:${behind}`)
      .replace("port: 8080", `address: 127.0.0.1, port: ${port}`);
    writeFileSync(file, `${text}\nadmin: { port: ${admin} }\n`);
    const node = startProgram(t, ["serve", "--config", file]);
    const answers = async () =>
      (await fetch(`http://127.0.0.1:${admin}/readyz`).catch(() => undefined))?.ok === true;
    await node.until(answers, "ready");
    const hello = await fetch(`http://localhost:${port}/hello`);
    assert.equal(hello.status, 200);
    assert.match(await hello.text(), /^\{"hello":"\/hello","forwarded":"for=/);
    assert.equal((await fetch(`http://localhost:${port}/anything`)).status, 404);
  });

  const skip = !has("docker", "compose", "version") && "docker compose is not installed";
  test("docker compose takes it", { skip }, () => {
    const file = join(DEPLOY, "compose/compose.yaml");
    const { status, stderr } = tool("docker", "compose", "-f", file, "config", "-q");
    assert.equal(status, 0, stderr);
  });
});

describe("deploy/systemd", () => {
  const unit = read("systemd/portcullis.service");
  const value = (key: string): string => new RegExp(`^${key}=(.*)$`, "m").exec(unit)?.[1] ?? "";

  test("it starts and reloads the program as the program wants it", async (t) => {
    const [, ...args] = value("ExecStart").split(" ");
    const file = join(testFolder(t), "none.yaml");
    const { code } = await runProgram(
      t,
      args.map((arg) => (arg.startsWith("/etc/") ? file : arg)),
    );
    assert.equal(code, exitCodes.configuration.code);
    assert.equal(value("ExecReload"), "/bin/kill -HUP $MAINPID");
    const { usage, cannotWrite, configuration, terminated } = exitCodes;
    const final = [usage, cannotWrite, configuration].map((exit) => exit.code).join(" ");
    assert.deepEqual(
      [value("RestartPreventExitStatus"), value("SuccessExitStatus")],
      [final, `${terminated.code}`],
    );
  });

  test("its page puts the store where the unit can write", () => {
    const path = /`store: \{ path: (\S+) \}`/.exec(read("systemd/README.md"))?.[1] ?? "";
    assert.equal(value("ProtectSystem"), "strict");
    assert.equal(dirname(path), join("/var/lib", value("StateDirectory")));
  });

  const skip = !has("systemd-analyze", "--version") && "systemd-analyze is not installed";

  test("systemd-analyze verify finds nothing", { skip }, (t) => {
    const { status, stderr } = verify(t, unit);
    assert.deepEqual([status, stderr], [0, ""]);
    assert.notEqual(verify(t, unit.replace("ProtectHome=", "ProtectHomes=")).stderr, "");
  });

  test("systemd-analyze security counts an exposure of at most 2.0", { skip }, () => {
    const file = join(DEPLOY, "systemd/portcullis.service");
    const { status, stdout } = tool("systemd-analyze", "security", "--offline=true", "--threshold=20", file);
    assert.equal(status, 0, stdout);
  });
});

/** In a root of its own, because the unit names programs that need not be installed here. */
function verify(t: TestContext, unit: string) {
  const root = testFolder(t);
  const units = join(root, "etc/systemd/system");
  mkdirSync(units, { recursive: true });
  writeFileSync(join(units, "portcullis.service"), unit);
  for (const program of ["usr/local/bin/portcullis", "bin/kill"]) {
    mkdirSync(join(root, dirname(program)), { recursive: true });
    writeFileSync(join(root, program), "#!/bin/sh\n", { mode: 0o755 });
  }
  return tool("systemd-analyze", "verify", `--root=${root}`, "--recursive-errors=no", "portcullis.service");
}

async function startBackend(t: TestContext, port: number): Promise<void> {
  const backend = spawn(process.execPath, [join(DEPLOY, "compose/backend.ts")], {
    env: { ...process.env, PORT: String(port) },
  });
  t.after(async () => {
    backend.kill();
    if (backend.exitCode === null && backend.signalCode === null) await once(backend, "exit");
  });
  const deadlineMs = performance.now() + 20_000;
  while ((await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined)) === undefined) {
    assert.ok(performance.now() < deadlineMs, "the sample backend does not answer");
  }
}
