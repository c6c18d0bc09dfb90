// A release as its users meet it: packed, installed into an empty folder, and there run, imported and
// type-checked.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { demoPorts, startDemo, stopAll, tryPrintedLines } from "../harness/demo.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const TSC = join(ROOT, "node_modules/typescript/bin/tsc");
const NO_REGISTRY = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENOTCACHED|ENETUNREACH)\b/;

/** What a release consists of, but for the rules and the shared parts of the bundle. */
const FILES = [
  "CHANGELOG.md",
  "LICENSE",
  "README.md",
  "bin/node",
  "bin/portcullis",
  "dist/backend-orders.js",
  "dist/backend-stock.js",
  "dist/config.js",
  "dist/guard.js",
  "dist/main.js",
  "dist/types/embed/read-body.d.ts",
  "dist/types/embed/waf-request.d.ts",
  "dist/types/embed/waf-settings.d.ts",
  "dist/types/embed/waf-verdict.d.ts",
  "dist/types/guard/follow-gateway.d.ts",
  "dist/types/guard/framework-guards.d.ts",
  "dist/types/guard/gateway-reporter.d.ts",
  "dist/types/guard/guard-options.d.ts",
  "dist/types/guard/guard-ranges.d.ts",
  "dist/types/guard/guard.d.ts",
  "dist/types/guard/node-guard.d.ts",
  "dist/types/guard/signature-base.d.ts",
  "dist/types/kernel/diagnostic.d.ts",
  "dist/types/public/config.d.ts",
  "dist/types/public/guard.d.ts",
  "dist/types/public/waf.d.ts",
  "dist/waf.js",
  "examples/demo/place-order-policy.xml",
  "examples/demo/portcullis.yaml",
  "examples/demo/shop-api.yaml",
  "examples/demo/shop-policy.xml",
  "package.json",
  "schema/portcullis.schema.json",
];

const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const folder = mkdtempSync(join(tmpdir(), "portcullis-release-"));
const app = join(folder, "an app");
const installed = join(app, "node_modules/portcullis");
const launcher = join(app, "node_modules/.bin/portcullis");
let whyNot = "";

describe("a release", { timeout: 170_000 }, () => {
  before(() => {
    const packed = npm(["pack", "--pack-destination", folder], ROOT);
    assert.equal(packed.status, 0, packed.stderr);
    mkdirSync(app);
    const tarball = join(folder, `portcullis-${manifest.version}.tgz`);
    const options = ["--prefix", app, "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"];
    const { status, stderr } = npm(["install", ...options, tarball], app);
    if (status !== 0 && NO_REGISTRY.test(stderr)) whyNot = "npm's registry cannot be reached";
    else assert.equal(status, 0, stderr);
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  const check = (name: string, body: (t: Cleanup) => unknown): void => {
    test(name, async (t) => {
      if (whyNot === "") await body(t);
      else t.skip(whyNot);
    });
  };

  check("it carries the bundle with its maps, the types of its exports, and nothing else", () => {
    const files = filesUnder(installed);
    const expected = [...FILES, ...filesUnder(join(ROOT, "rules")).map((file) => `rules/${file}`)];
    const known = (file: string) => expected.includes(file) || /^dist\/part-[a-z0-9-]+\.js$/.test(file);
    assert.deepEqual(
      files.filter((file) => !file.endsWith(".js.map") && !known(file)),
      [],
    );
    assert.deepEqual(
      expected.filter((file) => !files.includes(file)),
      [],
    );
    for (const map of files.filter((file) => file.endsWith(".js.map"))) {
      assert.ok(files.includes(map.slice(0, -".map".length)), map);
      const { sources, sourcesContent } = JSON.parse(readFileSync(join(installed, map), "utf8"));
      assert.equal(sourcesContent.length, sources.length, map);
    }
  });

  check("the same sources give the same bytes", () => {
    const again = join(folder, "again");
    const built = run("sh", ["bin/node", "tools/build.ts", "--out", again], ROOT);
    assert.equal(built.status, 0, built.stderr);
    assert.deepEqual(filesUnder(again), filesUnder(join(installed, "dist")));
    for (const file of filesUnder(again)) {
      assert.ok(readFileSync(join(again, file)).equals(readFileSync(join(installed, "dist", file))), file);
    }
  });

  check("npx runs it, on the runtime that npm installed beside it", () => {
    const { stdout, stderr } = npx(["portcullis", "version"]);
    const [, version, node] = /^portcullis (\S+) \(Node (\S+), [a-z]+-[a-z0-9]+\)\n$/.exec(stdout) ?? [];
    assert.equal(version, manifest.version, `${stdout}${stderr}`);
    const runtime = `node-${process.platform}-${process.arch}`;
    const hasRuntime = existsSync(join(app, "node_modules", runtime, "bin/node"));
    if (hasRuntime) assert.equal(node, manifest.optionalDependencies[runtime]);
  });

  check("npx checks a configuration", () => {
    const demo = join(installed, "examples/demo");
    for (const name of readdirSync(demo)) {
      copyFileSync(join(demo, name), join(app, name === "portcullis.yaml" ? "right.yaml" : name));
    }
    const right = npx(["portcullis", "check", "right.yaml"]);
    assert.deepEqual([right.status, right.stdout], [0, "right.yaml is right\n"], right.stderr);
    for (const name of ["portcullis.yaml", "guard.js"]) {
      copyFileSync(join(ROOT, "examples/functions", name), join(app, name));
    }
    const functions = npx(["portcullis", "check", "portcullis.yaml"]);
    assert.deepEqual([functions.status, functions.stderr], [0, ""]);
    writeFileSync(join(app, "wrong.yaml"), "version: 1\nlistners: {}\n");
    const wrong = npx(["portcullis", "check", "wrong.yaml"]);
    assert.equal(wrong.status, 1);
    assert.match(wrong.stderr, /^wrong\.yaml:2:1: error: .*"listners"/m);
  });

  check("its demo answers as printed, writes where it was started, and stops at once", async (t) => {
    const before = filesUnder(installed);
    const [demo, cwd] = await startDemo(t, await demoPorts(), { launcher });
    await tryPrintedLines(demo, cwd);
    await stopAll(demo);
    const kept = [
      "access.log",
      "admin-token",
      "authority/authority.key",
      "authority/authority.pem",
      "authority/server-secure.key",
      "authority/server-secure.pem",
      "store.sqlite",
      "store.sqlite-lock",
      "waf.log",
    ];
    assert.deepEqual(
      filesUnder(cwd).toSorted(),
      kept.map((name) => `.portcullis/${name}`),
    );
    assert.deepEqual(filesUnder(installed), before);
  });

  check("the example of embedding type-checks against the types of the release", () => {
    copyFileSync(join(ROOT, "examples/embedding/check-configuration.ts"), join(app, "example.mts"));
    assert.deepEqual(typeCheck("example.mts"), "");
    const wrong =
      'import { checkConfiguration } from "portcullis/config";\n(await checkConfiguration(1)).isFine;\n';
    writeFileSync(join(app, "wrong.mts"), wrong);
    const found = typeCheck("wrong.mts");
    assert.match(found, /wrong\.mts\(2,27\): error TS2345/);
    assert.match(found, /wrong\.mts\(2,31\): error TS2339/);
  });

  check("a program that imports the WAF has the rules that come with it", () => {
    const code = `import { createWaf } from "portcullis/waf";
const { waf, diagnostics } = createWaf();
const asked = ["/?q=shoes", "/?q=1%27+OR+1=1--+"].map((url) => ({ method: "GET", url, headers: { host: "a.example" } }));
const verdicts = await Promise.all(asked.map((request) => waf.inspect(request)));
console.log(JSON.stringify([diagnostics.length, verdicts.map(({ isBlocked, status }) => [isBlocked, status])]));
`;
    writeFileSync(join(app, "waf.mjs"), code);
    const { stdout, stderr } = run(process.execPath, ["waf.mjs"], app);
    assert.deepEqual(
      JSON.parse(stdout || "null"),
      [
        0,
        [
          [false, 200],
          [true, 403],
        ],
      ],
      stderr,
    );
  });

  check("the guard is one file that depends on nothing but Node, and refuses what has no signature", () => {
    const text = readFileSync(join(installed, "dist/guard.js"), "utf8");
    const imports = [...text.matchAll(/^import .* from "([^"]+)";$/gm)].map(([, name]) => name ?? "");
    assert.ok(imports.length > 0);
    assert.deepEqual(
      imports.filter((name) => !name.startsWith("node:")),
      [],
    );
    const code = `import { createServer } from "node:http";
import { GuardConfigurationError, guarded } from "portcullis/guard";
let mistake = "";
try { guarded({}, () => {}); } catch (error) { mistake = error instanceof GuardConfigurationError ? error.message : "?"; }
const keys = [{ id: "a", secret: "0123456789abcdef0123456789abcdef" }];
const server = createServer(guarded({ keys }, (request, response) => response.end("reached")));
server.listen(0, "127.0.0.1", async () => {
  const { status } = await fetch("http://127.0.0.1:" + server.address().port);
  console.log(JSON.stringify([mistake, status]));
  server.closeAllConnections();
  server.close();
});
`;
    writeFileSync(join(app, "guard.mjs"), code);
    const { stdout, stderr } = run(process.execPath, ["guard.mjs"], app);
    const found = JSON.parse(stdout || "null");
    assert.deepEqual(found, ["`keys` has no key to check signatures with", 403], stderr);
  });

  check("the guard is a package of its own, of the release's version, without anything else", () => {
    const own = JSON.parse(readFileSync(join(ROOT, "guard/package.json"), "utf8"));
    assert.deepEqual(
      [own.version, own.license, own.dependencies],
      [manifest.version, manifest.license, undefined],
    );
    const packed = npm(["pack", "--pack-destination", folder], join(ROOT, "guard"));
    assert.equal(packed.status, 0, packed.stderr);
    const place = join(app, "node_modules/portcullis-guard");
    mkdirSync(place);
    const tarball = join(folder, `portcullis-guard-${own.version}.tgz`);
    assert.equal(run("tar", ["-xzf", tarball, "-C", place, "--strip-components=1"], app).status, 0);
    const files = readdirSync(place, { recursive: true, encoding: "utf8" }).filter((name) =>
      /\.[a-z]+$/.test(name),
    );
    const expected = FILES.filter((name) => /^dist\/(?:types\/)?(?:public\/)?guard/.test(name));
    assert.deepEqual(
      files.filter((name) => !name.endsWith(".map")).toSorted(),
      [...expected, "README.md", "package.json"].toSorted(),
    );
    const guard = join(place, "dist/guard.js");
    assert.equal(readFileSync(guard, "utf8"), readFileSync(join(installed, "dist/guard.js"), "utf8"));
    writeFileSync(
      join(app, "own-guard.mts"),
      'import { type GuardOptions, NodeGuard } from "portcullis-guard";\n',
    );
    assert.deepEqual(typeCheck("own-guard.mts"), "");
  });

  check("the adapter for node:http type-checks against the types of the release", () => {
    copyFileSync(join(ROOT, "examples/waf-middleware/node.ts"), join(app, "adapter.mts"));
    assert.deepEqual(typeCheck("adapter.mts"), "");
  });

  check("the example of embedding finds what `check` finds", () => {
    const example = (...args: string[]) => run(process.execPath, ["example.mts", ...args], app);
    const right = example("right.yaml");
    assert.deepEqual([right.status, right.stdout], [0, "1 checked, 0 findings (Portcullis configuration)\n"]);
    const wrong = example("right.yaml", "wrong.yaml");
    const checked = run("sh", [launcher, "check", "wrong.yaml"], app)
      .stderr.trimEnd()
      .split("\n")
      .slice(0, -1);
    assert.equal(wrong.status, 1, wrong.stderr);
    assert.deepEqual(wrong.stdout.trimEnd().split("\n").slice(0, -1), checked);
  });

  check("every line of exports can be imported, and nothing beside them", () => {
    for (const subpath of Object.keys(manifest.exports)) {
      const { status, stderr } = importing(`portcullis${subpath.slice(1)}`);
      assert.equal(status, 0, `${subpath}: ${stderr}`);
    }
    for (const name of ["portcullis", "portcullis/dist/main.js", "portcullis/bin/node"]) {
      assert.match(importing(name).stderr, /ERR_PACKAGE_PATH_NOT_EXPORTED/, name);
    }
  });

  check("without a runtime it says in one line what is missing", () => {
    const bare = join(folder, "bare/node_modules/portcullis");
    cpSync(installed, bare, { recursive: true });
    const programs = join(folder, "programs");
    mkdirSync(programs);
    writeFileSync(join(programs, "node"), "#!/bin/sh\necho v24.8.0\n", { mode: 0o755 });
    const env = { PATH: `${programs}:/usr/bin:/bin` };
    const { status, stdout, stderr } = run("sh", [join(bare, "bin/portcullis"), "version"], app, env);
    assert.deepEqual([status, stdout], [69, ""]);
    assert.match(stderr, /^portcullis: needs Node 24\.9 .* has v24\.8\.0: .*--include=optional, .*\n$/);
  });
});

type Cleanup = { after(callback: () => unknown): void };

/** Ours, without what `npm test` tells the scripts that it runs and the runtime that they are to take. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD$|PORTCULLIS_)/.test(name)),
);

function run(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}) {
  const options = { cwd, encoding: "utf8", timeout: 120_000, env: { ...environment, ...env } } as const;
  return spawnSync(program, args, options);
}

const npm = (args: readonly string[], cwd: string) => run("npm", args, cwd);
const npx = (args: readonly string[]) =>
  run("npm", ["exec", "--offline", "--prefix", app, "--", ...args], app);

/** What the compiler finds in a file of the app. */
function typeCheck(file: string): string {
  const compilerOptions = {
    ...{ strict: true, exactOptionalPropertyTypes: true, target: "es2024", module: "nodenext", noEmit: true },
    ...{ skipLibCheck: false, types: ["node"], typeRoots: [join(ROOT, "node_modules/@types")] },
  };
  writeFileSync(join(app, "tsconfig.json"), JSON.stringify({ compilerOptions, files: [file] }));
  return run(process.execPath, [TSC, "--project", "tsconfig.json", "--pretty", "false"], app).stdout;
}

function importing(name: string) {
  const json = name.endsWith("schema") || name.endsWith(".json") ? ', { with: { type: "json" } }' : "";
  const code = `if (Object.keys(await import("${name}"${json})).length === 0) throw new Error("it is empty")`;
  return run(process.execPath, ["--input-type=module", "--eval", code], app);
}

function filesUnder(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .toSorted();
}
