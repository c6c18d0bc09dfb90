// Versions of a rule set on disk, as `portcullis crs` installs, compares and switches them, and what `check`
// says of a policy that uses them.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { runProgram, testFolder } from "../harness/program.ts";

const rule = (id: number, version: string, operator: string): string =>
  `SecRule ARGS "${operator}" "id:${id},phase:2,block,t:none,msg:'Rule ${id}',ver:'OWASP_CRS/${version}',` +
  `severity:'CRITICAL',tag:'paranoia-level/1'"\n`;

/** A small rule set of the form of the Core Rule Set. */
function writeRuleSet(folder: string, version: string, rules: string): string {
  mkdirSync(join(folder, "rules"), { recursive: true });
  writeFileSync(join(folder, "crs-setup.conf.example"), 'SecDefaultAction "phase:2,log,deny,status:403"\n');
  const first = `SecAction "id:901000,phase:1,pass,nolog,ver:'OWASP_CRS/${version}'"\n`;
  writeFileSync(join(folder, "rules/REQUEST-901-INITIALIZATION.conf"), first);
  writeFileSync(join(folder, "rules/REQUEST-942-SQLI.conf"), rules);
  return folder;
}

const CONFIG = `version: 1
listeners: { public: { port: 8080 } }
wafPolicies: { strict: { ruleSets: [crs] } }
sites:
  default:
    hosts: ["*"]
    wafPolicy: strict
    routes: { hello: { path: /hello, target: { respond: { body: hi } } } }
`;

function workFolder(t: TestContext) {
  const cwd = testFolder(t);
  const old = writeRuleSet(
    join(cwd, "old"),
    "4.1.0",
    rule(942100, "4.1.0", "@detectSQLi") + rule(942101, "4.1.0", "@rx a"),
  );
  const now = writeRuleSet(
    join(cwd, "new"),
    "4.2.0",
    rule(942100, "4.2.0", "@rx union") + rule(942102, "4.2.0", "@rx b"),
  );
  writeFileSync(join(cwd, "portcullis.yaml"), CONFIG);
  return { cwd, old, now, run: (...args: string[]) => runProgram(t, args, { cwd }) };
}

test("versions are installed side by side, and one of them is current", async (t) => {
  const { cwd, run } = workFolder(t);
  const missing = await run("check");
  assert.equal(missing.code, 1);
  assert.match(missing.stderr, /rule-set-missing[^]*portcullis crs install/);
  const refused = await run("serve");
  assert.deepEqual([refused.code, /rule-set-missing/.test(refused.stderr)], [78, true], refused.stderr);
  const first = await run("crs", "install", "--from", "old");
  assert.equal(first.code, 0, first.stderr);
  assert.match(first.stdout, /installed 4\.1\.0 from old/);
  assert.equal((await run("crs", "install", "--from", "new", "--no-use")).code, 0);
  assert.equal(readlinkSync(join(cwd, ".portcullis/crs/current")), "4.1.0");
  assert.equal((await run("crs", "use", "4.2.0")).code, 0);
  assert.equal(readlinkSync(join(cwd, ".portcullis/crs/current")), "4.2.0");
  const listed = await run("crs", "list");
  assert.match(listed.stdout, /^ {2}4\.1\.0 +verified +from old\n\* 4\.2\.0 +verified +from new\n$/);
  const check = await run("check");
  assert.equal(check.code, 0, check.stderr);
  unlinkSync(join(cwd, ".portcullis/crs/current"));
  mkdirSync(join(cwd, ".portcullis/crs/current"));
  const own = await run("crs", "use", "4.2.0");
  assert.deepEqual([own.code, /current is a folder, .* move it away\n$/.test(own.stderr)], [1, true]);
  const absent = await run("crs", "use", "4.3.0");
  assert.deepEqual([absent.code, absent.stderr.includes("installed: 4.1.0, 4.2.0")], [1, true]);
});

test("a file that has changed since is an error of check, and of list", async (t) => {
  const { cwd, run } = workFolder(t);
  await run("crs", "install", "--from", "old");
  appendFileSync(join(cwd, ".portcullis/crs/4.1.0/rules/REQUEST-942-SQLI.conf"), "# mine\n");
  const check = await run("check");
  assert.equal(check.code, 1);
  assert.match(
    check.stderr,
    /^\.\/portcullis\.yaml:3:37: error: .*REQUEST-942-SQLI\.conf is changed \[rule-set-changed\]$/m,
  );
  const list = await run("crs", "list", "--json");
  assert.equal(list.code, 1);
  assert.equal(JSON.parse(list.stdout)[0].state, "changed");
  assert.equal((await run("crs", "install", "--from", "old")).code, 0);
  assert.equal((await run("check")).code, 0);
});

test("diff tells added, removed and changed rules by their ids", async (t) => {
  const { run } = workFolder(t);
  await run("crs", "install", "--from", "old");
  const { code, stdout, stderr } = await run("crs", "diff", "4.1.0", "new", "--json");
  assert.equal(code, 0, stderr);
  const { added, removed, changed } = JSON.parse(stdout);
  assert.deepEqual(
    [added, removed].map(([each]) => each.id),
    [942102, 942101],
  );
  assert.deepEqual(changed, [
    {
      id: 942100,
      message: "Rule 942100",
      changes: [{ what: "pattern", before: "@detectSQLi ", after: "@rx union" }],
    },
  ]);
  const text = await run("crs", "diff", "4.1.0", "new");
  assert.match(text.stdout, /^added: 1\n {2}942102 \(level 1\) Rule 942102\nremoved: 1\n/);
  assert.equal((await run("crs", "diff", "4.1.0", "nowhere")).code, 1);
});

test("an archive is taken with the one folder around it, and refused where a path leaves it", async (t) => {
  const { cwd, run } = workFolder(t);
  spawnSync("tar", ["-czf", "new.tar.gz", "new"], { cwd });
  const { code, stdout, stderr } = await run("crs", "install", "--from", "new.tar.gz");
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^installed 4\.2\.0 from new\.tar\.gz/);
  spawnSync("tar", ["-czPf", "bad.tar.gz", "new/rules/../../old/crs-setup.conf.example"], { cwd });
  const bad = await run("crs", "install", "--from", "bad.tar.gz");
  assert.deepEqual([bad.code, bad.stderr.includes("leaves the folder")], [1, true], bad.stderr);
});

test("without a source it says what there is and installs nothing", async (t) => {
  const { cwd, run } = workFolder(t);
  const { code, stdout } = await run("crs", "install");
  assert.equal(code, 0);
  assert.match(stdout, /^in \.portcullis\/crs: nothing\nDebian's modsecurity-crs: /);
  assert.equal(existsSync(join(cwd, ".portcullis")), false);
});

test("a release is installed only with the right hash or a good signature", async (t) => {
  const { cwd, run } = workFolder(t);
  spawnSync("tar", ["-czf", "release.tar.gz", "new"], { cwd });
  const archive = readFileSync(join(cwd, "release.tar.gz"));
  const signature = join(cwd, "release.tar.gz.asc");
  const server = createServer((req, res) => {
    if (req.url === "/v4.2.0/coreruleset-4.2.0-minimal.tar.gz") res.end(archive);
    else if (req.url?.endsWith(".asc") === true && existsSync(signature)) res.end(readFileSync(signature));
    else res.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const address = server.address();
  assert(typeof address === "object" && address !== null);
  const release = ["crs", "install", "--mirror", `http://127.0.0.1:${address.port}`, "--from", "release"];

  const unchecked = await run(...release, "v4.2.0");
  assert.match(unchecked.stderr, /cannot be checked: give --keyring .* or --sha256/);
  const wrong = await run(...release, "v4.2.0", "--sha256", "0".repeat(64));
  assert.deepEqual([wrong.code, wrong.stderr.includes("nothing is installed")], [1, true], wrong.stderr);
  const absent = await run(...release, "v4.3.0", "--sha256", "0".repeat(64));
  assert.match(absent.stderr, /the answer has status 404/);
  assert.equal(existsSync(join(cwd, ".portcullis")), false);
  const sha256 = createHash("sha256").update(archive).digest("hex");
  const right = await run(...release, "v4.2.0", "--sha256", sha256);
  assert.equal(right.code, 0, right.stderr);
  const lock = JSON.parse(readFileSync(join(cwd, ".portcullis/crs/4.2.0/crs.lock.json"), "utf8"));
  assert.equal(lock.source, `release v4.2.0 sha256 ${sha256}`);
});

test("a release's signature counts only from a key of the ring", async (t) => {
  if (
    spawnSync("gpg", ["--version"]).error !== undefined ||
    spawnSync("gpgv", ["--version"]).error !== undefined
  ) {
    t.skip("there is no gpg");
    return;
  }
  const { cwd, run } = workFolder(t);
  spawnSync("tar", ["-czf", "release.tar.gz", "new"], { cwd });
  const gpg = (home: string, ...args: string[]) => {
    mkdirSync(join(cwd, home), { recursive: true, mode: 0o700 });
    const whole = [
      "--homedir",
      home,
      "--batch",
      "--yes",
      "--pinentry-mode",
      "loopback",
      "--passphrase",
      "",
      ...args,
    ];
    const { status, stderr } = spawnSync("gpg", whole, { cwd, encoding: "utf8" });
    assert.equal(status, 0, stderr);
    return () => spawnSync("gpgconf", ["--homedir", home, "--kill", "all"], { cwd });
  };
  for (const home of ["k1", "k2"]) {
    t.after(gpg(home, "--quick-generate-key", `${home}@example.com`, "ed25519", "sign", "never"));
    gpg(home, "--output", `${home}.gpg`, "--export");
  }
  gpg("k1", "--output", "release.tar.gz.asc", "--armor", "--detach-sign", "release.tar.gz");
  const server = createServer((req, res) => {
    res.end(
      readFileSync(join(cwd, req.url?.endsWith(".asc") === true ? "release.tar.gz.asc" : "release.tar.gz")),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const address = server.address();
  assert(typeof address === "object" && address !== null);
  const release = [
    "crs",
    "install",
    "--mirror",
    `http://127.0.0.1:${address.port}`,
    "--from",
    "release",
    "v4.2.0",
  ];
  const stranger = await run(...release, "--keyring", "./k2.gpg");
  assert.deepEqual(
    [stranger.code, stranger.stderr.includes("its signature is not good")],
    [1, true],
    stranger.stderr,
  );
  const right = await run(...release, "--keyring", "./k1.gpg");
  assert.equal(right.code, 0, right.stderr);
});
