import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { loadConfig } from "#config/load.ts";
import { formatDiagnostic } from "#kernel/diagnostic.ts";
import { memoryPorts } from "../../test/harness/memory-ports.ts";
import { compileFunctions } from "./compile-functions.ts";

declare const WebAssembly: { Memory(): object };

async function compiled(functions: string, files: Readonly<Record<string, string>> = {}) {
  const text = `version: 1
listeners: { public: { address: 127.0.0.1, port: 8080 } }
sites:
  api:
    hosts: ["*"]
    edgeRules: { own: { run: guard } }
    routes: { all: { path: /*, target: { respond: {} } } }
functions:
${functions}
`;
  const ports = memoryPorts({ ...files, "conf/portcullis.yaml": text });
  const { config, diagnostics } = loadConfig("conf/portcullis.yaml", ports);
  assert.ok(config !== undefined, diagnostics.map(formatDiagnostic).join("\n"));
  return compileFunctions(config, ports);
}

const mistakes = async (functions: string, files: Readonly<Record<string, string>> = {}) => {
  const { functions: made, diagnostics } = await compiled(functions, files);
  assert.equal(made, undefined);
  return diagnostics.map(({ file, line, column, code, message }) => [
    `${file}:${line}:${column}`,
    code,
    message,
  ]);
};

describe("functions of a configuration", () => {
  it("are read from files beside it, or from it", async () => {
    const source = "function decide() { return { allow: true } }";
    const written = "  guard: { file: own/guard.js, timeout: 2ms, memory: 1MiB, onFailure: pass }";
    const read = await compiled(written, { "conf/own/guard.js": source });
    const terms = { timeoutMs: 2, memoryBytes: 2 ** 20, onFailure: "pass" };
    assert.deepEqual(read.functions, [{ name: "guard", source, file: "guard.js", ...terms }]);
    assert.deepEqual(read.files, ["conf/own/guard.js"]);

    const { functions } = await compiled(`  guard: { code: "${source}" }`);
    const defaults = { timeoutMs: 5, memoryBytes: 4 * 2 ** 20, onFailure: "deny" };
    assert.deepEqual(functions, [{ name: "guard", source, file: "guard", ...defaults }]);
  });

  it("are refused with the place in their file", async () => {
    const files = { "conf/guard.js": "function decide() {\n  return {;\n}\n" };
    const [found] = await mistakes("  guard: { file: guard.js }", files);
    assert.deepEqual(found?.slice(0, 2), ["conf/guard.js:2:11", "invalid-function"]);
    assert.match(found?.[2] ?? "", /^the function "guard" cannot be used: SyntaxError: /);
  });

  it("are refused with the place in the configuration, and the one in their text", async () => {
    const [found] = await mistakes(
      "  guard:\n    code: |\n      function decide() {\n        nope(;\n      }",
    );
    assert.equal(found?.[0], "conf/portcullis.yaml:10:11");
    assert.match(found?.[2] ?? "", /\(line 2, column [0-9]+ of the script\)$/);
  });

  it("are refused where no sandbox can be made for them", async (t) => {
    t.mock.method(WebAssembly, "Memory", function noMemory() {
      throw new RangeError("could not allocate memory");
    });
    assert.deepEqual(await mistakes('  guard: { code: "function decide() {}" }'), [
      [
        "conf/portcullis.yaml:9:18",
        "invalid-function",
        'the function "guard" cannot be used: its sandbox cannot be made: could not allocate memory',
      ],
    ]);
  });

  it("are refused where they have no decide, are not there, or are too large", async () => {
    assert.deepEqual(await mistakes("  guard: { code: let x }"), [
      [
        "conf/portcullis.yaml:9:18",
        "invalid-function",
        'the function "guard" cannot be used: it defines no `function decide(request)`',
      ],
    ]);
    const [missing] = await mistakes("  guard: { file: nowhere.js }");
    assert.deepEqual(missing, [
      "conf/portcullis.yaml:9:18",
      "unreadable-file",
      "the function conf/nowhere.js cannot be used: there is no such file",
    ]);
    const large = { "conf/guard.js": `function decide() {} // ${"x".repeat(2 ** 18)}` };
    const [tooLarge] = await mistakes("  guard: { file: guard.js }", large);
    assert.match(tooLarge?.[2] ?? "", /it is larger than 256KiB$/);
  });
});
