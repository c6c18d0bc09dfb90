import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { isScalar, parseDocument, visit } from "yaml";
import { loadConfig } from "#config/load.ts";
import { placeText } from "#config/source.ts";
import type { Diagnostic } from "#kernel/diagnostic.ts";
import { compileSnapshot } from "#snapshot/compile.ts";
import { exampleConfiguration } from "../../tools/configuration/example-configuration.ts";
import { exampleFiles } from "../harness/example-files.ts";
import { memoryPorts } from "../harness/memory-ports.ts";

const FILE = "portcullis.yaml";
const load = (text: string, env: Readonly<Record<string, string>> = {}) =>
  loadConfig(FILE, memoryPorts({ ...exampleFiles, [FILE]: text }, env));

/** What is true of the outcome of any text whatever. */
function assertSound(text: string): void {
  const { config, diagnostics } = load(text);
  const hasErrors = diagnostics.some(({ severity }) => severity === "error");
  assert.equal(config === undefined, hasErrors, "a configuration, or an error that says why not");
  if (config !== undefined) structuredClone(compileSnapshot(config, 1));
  for (const diagnostic of diagnostics) assertWellFormed(diagnostic, text);
}

function assertWellFormed(diagnostic: Diagnostic, text: string): void {
  const { file, line, column, code, message, hint } = diagnostic;
  assert.equal(file, FILE);
  // As an editor counts them; the CR of a CR LF stands at the end of its line.
  const lines = text.split(/\r(?!\n)|\n/);
  assert.ok(line >= 1 && line <= lines.length, "the line is in the file");
  assert.ok(column >= 1 && column <= (lines[line - 1] ?? "").length + 1, "the column is in the line");
  assert.match(code, /^[a-z]+(-[a-z]+)*$/);
  assert.ok(message !== "" && !message.endsWith("."), message);
  assert.doesNotMatch(message + hint, /[\u0000-\u001f\u007f-\u009f]/);
}

test("no text makes the loader throw", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 400 }), assertSound), { numRuns: 300 });
});

const fragment = fc.constantFrom(
  ...[
    "\n",
    "  ",
    "\t",
    ": ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    '"',
    "'",
    "|",
    ">",
    "&a ",
    "*a",
    "!x ",
    "#",
    "---\n",
    "? ",
    ",",
  ],
  ...[
    "${env:X}",
    "${file:x}",
    "${secret:x}",
    "${secret:p/x#y@1}",
    "$${",
    "${",
    "null",
    "~",
    "-1",
    "1e99",
    "0x10",
    ".inf",
    "true",
    "\0",
    "\r",
    "\u2028",
    "ü",
  ],
  ...["/*", "../", "%2F", "*.x", "::", "a".repeat(300), "<<: *a\n", "constructor: 1\n", "__proto__: {}\n"],
);

test("no change to a right configuration makes the loader throw or point outside of the file", () => {
  const at = fc.nat(exampleConfiguration.length);
  const change = fc.tuple(at, fc.nat(30), fc.oneof(fragment, fc.string({ maxLength: 8 })));
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      let text = exampleConfiguration;
      for (const [from, length, insert] of changes)
        text = text.slice(0, from) + insert + text.slice(from + length);
      assertSound(text);
    }),
    { numRuns: 600 },
  );
});

const SECRET = "zq9hidden";

test("a value that came from a reference is in no message, wherever it stands", () => {
  const values = [
    SECRET,
    `${SECRET}:80`,
    `/${SECRET}//x`,
    `//${SECRET}`,
    `é${SECRET}.example`,
    `${SECRET}\n`,
    `http://${SECRET}/x`,
  ];
  let count = 0;
  visit(parseDocument(exampleConfiguration), {
    Scalar: (key, node) => {
      if (key === "key" || !isScalar(node)) return;
      count++;
      for (const value of values) {
        const { diagnostics } = load(withReference(count), { SECRET: value });
        assert.ok(!JSON.stringify(diagnostics).includes(SECRET), JSON.stringify(diagnostics));
      }
    },
  });
  assert.ok(count > 60);
});

/** The example with its nth value, counted from one, made a reference. */
function withReference(n: number): string {
  const document = parseDocument(exampleConfiguration);
  let count = 0;
  visit(document, {
    Scalar: (key, node) => {
      if (key !== "key" && ++count === n) node.value = "${env:SECRET}";
    },
  });
  return String(document);
}

test("the place of every value is known after loading", () => {
  const { config } = load(exampleConfiguration);
  assert.ok(config);
  const { places } = config;
  const orders = config.pools.get("orders");
  assert.ok(orders);
  const lineOf = (text: string): number =>
    exampleConfiguration.slice(0, exampleConfiguration.indexOf(text)).split("\n").length;
  assert.equal(placeText(places.key(config.pools, "orders")), `${FILE}:${lineOf("  orders:\n")}:3`);
  assert.equal(placeText(places.value(orders, "balance")), `${FILE}:${lineOf("balance:")}:14`);
  assert.equal(
    placeText(places.value(orders.members, 1)),
    `${FILE}:${lineOf('- { url: "http://127.0.0.1:9002"')}:9`,
  );
  const second = orders.members[1];
  assert.ok(second);
  assert.equal(places.isWritten(second, "weight"), false);
  assert.deepEqual(places.value(second, "weight").offset, places.self(second).offset);
});

test("the names of Object's own properties are names like any other", () => {
  const names = ["constructor", "toString", "hasOwnProperty", "valueOf"];
  const pools = names.map((name) => `  ${name}: { members: [{ url: "http://127.0.0.1:9001" }] }`).join("\n");
  const routes = names
    .map((name) => `      ${name}: { path: /${name}, target: { pool: ${name} } }`)
    .join("\n");
  const text = `version: 1\nlisteners:\n  constructor: { port: 80 }\npools:\n${pools}\nsites:\n  valueOf:\n    hosts: ["*"]\n    routes:\n${routes}\n`;
  assert.deepEqual(load(text).diagnostics, []);
});

test("names that look like numbers keep their order", () => {
  const routes = ["20", "3", "100"].map(
    (name) => `      ${name}: { path: /${name}, target: { sinkpool: default } }`,
  );
  const text = `version: 1\nlisteners: { a: { port: 80 } }\nsites:\n  s:\n    hosts: ["*"]\n    routes:\n${routes.join("\n")}\n`;
  const { config } = load(text);
  assert.deepEqual([...(config?.sites.get("s")?.routes.keys() ?? [])], ["20", "3", "100"]);
});

test("a configuration on disk is read with what it includes, and every file that it looked at is named", () => {
  const folder = mkdtempSync(join(tmpdir(), "portcullis-config-"));
  try {
    mkdirSync(join(folder, "conf.d"));
    const main = join(folder, FILE);
    writeFileSync(
      main,
      `\uFEFFversion: 1\ninclude: [conf.d/*.yaml]\nlisteners:\n  a: { port: 80 }\nnode: { name: "\${file:name}" }\n`,
    );
    writeFileSync(join(folder, "name"), "edge-7\n");
    writeFileSync(join(folder, "list"), "10.0.0.0/8\n");
    const site = `sites:\n  s:\n    hosts: ["*"]\n    routes:\n      all: { path: /*, networks: [n], target: { sinkpool: default } }\n`;
    writeFileSync(join(folder, "conf.d/site.yaml"), `networks: { n: { file: ../list } }\n${site}`);
    const { config, diagnostics, files } = loadConfig(main);
    assert.deepEqual(diagnostics, []);
    assert.equal(config?.node.name, "edge-7");
    const network = config?.networks.get("n");
    assert.equal(network?.kind === "prefixes" ? network.entries.length : -1, 1);
    assert.deepEqual(files, [
      main,
      join(folder, "name"),
      join(folder, "conf.d/site.yaml"),
      join(folder, "list"),
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const unreadable: readonly (readonly [string, Uint8Array | string, RegExp])[] = [
  ["that is not UTF-8", Uint8Array.of(0x61, 0xff, 0xfe), /it is not UTF-8 text/],
  ["that is a directory", "EISDIR", /it is a directory/],
  ["that may not be read", "EACCES", /access is denied/],
  ["of a disk that fails", "EIO", /it cannot be read \(EIO\)/],
];

for (const [name, content, message] of unreadable) {
  test(`a file ${name} is an error at its place`, () => {
    const readFile = (): Uint8Array => {
      if (typeof content === "string") throw Object.assign(new Error("x"), { code: content });
      return content;
    };
    const { config, diagnostics } = loadConfig(FILE, { ...memoryPorts({}), readFile });
    assert.equal(config, undefined);
    assert.equal(diagnostics.length, 1);
    assert.match(diagnostics[0]?.message ?? "", message);
  });
}

test("ten thousand routes load and compile within the budget", () => {
  const lines = ["version: 1", "listeners: { a: { port: 80 } }", "pools:"];
  for (let i = 0; i < 100; i++) lines.push(`  p${i}: { members: [{ url: "http://127.0.0.1:${9000 + i}" }] }`);
  lines.push("sites:");
  for (let site = 0; site < 100; site++) {
    lines.push(`  s${site}:`, `    hosts: [s${site}.example]`, "    routes:");
    for (let i = 0; i < 100; i++) {
      lines.push(`      r${i}:`, `        path: /api/v1/thing-${i}/*`, "        methods: [GET, POST]");
      lines.push(`        headers: { x-version: "2" }`, `        target: { pool: p${i} }`);
    }
  }
  const text = lines.join("\n");
  const start = performance.now();
  const { config, diagnostics } = load(text);
  assert.ok(config, JSON.stringify(diagnostics.slice(0, 3)));
  const snapshot = compileSnapshot(config, 1);
  const seconds = (performance.now() - start) / 1000;
  assert.equal(snapshot.sites.length, 100);
  assert.ok(seconds <= BUDGET_SECONDS, `${seconds.toFixed(1)} s`);
});

/** Two seconds are the budget on a machine of its own; tests share theirs. */
const BUDGET_SECONDS = 6;
