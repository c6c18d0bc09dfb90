// The tour of the README as written: its commands in one shell, and behind each what it says is to be
// expected. Only ports, the folder and the way to start the program are the test's own.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { freePorts, testFolder } from "../harness/program.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const EXPECTED = "# → ";

type Step = { readonly command: string; readonly expected: string[] };

/** The commands of the first block of code below a heading. */
function stepsBelow(heading: string): Step[] {
  const page = readFileSync(`${ROOT}/README.md`, "utf8");
  const block = page.slice(page.indexOf(`\n${heading}\n`)).split("```")[1] ?? "";
  const steps: Step[] = [];
  for (const line of block.split("\n").slice(1, -1)) {
    if (line.startsWith(EXPECTED)) steps.at(-1)?.expected.push(line.slice(EXPECTED.length));
    else steps.push({ command: line, expected: [] });
  }
  return steps;
}

const mark = (index: number): string => `==== step ${index} ====`;

/** What each command printed, in one shell. */
async function outputs(t: TestContext, commands: readonly string[]): Promise<string[]> {
  const script = commands.map((command, index) => `echo '${mark(index)}'\n${command}`).join("\n");
  const shell = spawn("bash", ["-c", `set -m\nexec 2>&1\n${script}`], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => shell.kill());
  const printed = await text(shell.stdout);
  return commands.map((_, index) => printed.split(mark(index))[1]?.split("==== step ")[0] ?? "");
}

test("each command of the README's tour does what stands behind it", async (t) => {
  const steps = stepsBelow("### A tour");
  assert.ok(steps.length > 15, "there is no tour");
  const folder = testFolder(t);
  const [port = 0, adminPort = 0, backendPort = 0] = await freePorts(3);
  const own = (line: string): string =>
    line
      .replaceAll(".portcullis/shop", `${folder}/shop`)
      .replaceAll("npm run -s portcullis --", "sh bin/portcullis")
      .replace("127.0.0.1:8080", `127.0.0.1:${port}`)
      .replace("sh bin/node examples/apiops-shop/backend.ts", `PORT=${backendPort} $&`);
  const ports = `-e 's/8080/${port}/' -e 's/9001/${backendPort}/' -e '1a admin: { port: ${adminPort} }'`;
  const commands = steps.map(({ command }, index) =>
    index === 0 ? `${own(command)}\nsed -i ${ports} ${folder}/shop/portcullis.yaml` : own(command),
  );
  const printed = await outputs(t, commands);
  for (const [index, { command, expected }] of steps.entries()) {
    for (const line of expected) {
      const out = printed[index] ?? "";
      assert.ok(out.includes(own(line)), `${command}\nhas no ${line}, but\n${out}`);
    }
  }
  const heard = readFileSync(`${folder}/shop/backend.log`, "utf8").trimEnd().split("\n");
  assert.equal(heard.length, 4);
});
