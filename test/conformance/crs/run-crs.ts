// The regression tests of the Core Rule Set over the wire, against a node that is started from the example
// configuration, and a backend that answers as theirs does.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FtwTest } from "#ftw/ftw-test.ts";
import { type FtwVerdict, runOverWire } from "#ftw/run-over-wire.ts";
import { type Cleanup, freePorts, type Program, startProgram, testFolder } from "../../harness/program.ts";
import { startReflectBackend } from "../../harness/reflect-backend.ts";

const EXAMPLE = fileURLToPath(new URL("../../../examples/crs-regression/portcullis.yaml", import.meta.url));
/** More than the node waits for the rest of a request. */
const ANSWER_TIMEOUT_MS = 40_000;

type CrsNode = { readonly program: Program; readonly url: string; readonly logFile: string };

/** @param crs a folder with rules/ and crs-setup.conf.example */
async function startCrsNode(t: Cleanup, crs: string): Promise<CrsNode> {
  const backend = await startReflectBackend();
  t.after(() => backend.close());
  const folder = testFolder(t);
  const logFile = join(folder, "waf.log");
  const [port = 0, adminPort = 0] = await freePorts(2);
  const program = startProgram(t, ["serve", "--config", EXAMPLE], {
    cwd: folder,
    env: {
      PORTCULLIS_PORT: String(port),
      PORTCULLIS_ADMIN_PORT: String(adminPort),
      PORTCULLIS_BACKEND: `http://127.0.0.1:${backend.port}`,
      PORTCULLIS_CRS: crs,
      PORTCULLIS_WAF_LOG: logFile,
    },
  });
  await program.until(({ stderr }) => stderr.includes('"ready"') && existsSync(logFile), "ready");
  return { program, url: `http://127.0.0.1:${port}`, logFile };
}

export async function runCrs(
  t: Cleanup,
  crs: string,
  tests: readonly FtwTest[],
): Promise<readonly FtwVerdict[]> {
  const { url, logFile } = await startCrsNode(t, crs);
  return runOverWire(tests, { url, logFile, answerTimeoutMs: ANSWER_TIMEOUT_MS });
}
