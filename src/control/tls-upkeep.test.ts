import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { loadConfig } from "#config/load.ts";
import { nodePorts } from "#config/node-ports.ts";
import { compileSnapshot } from "#snapshot/compile.ts";
import { createLog } from "#telemetry/log.ts";
import { certificatesOf, completeTls, ExpiryNotice, LocalAuthorityError } from "./tls-upkeep.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

function snapshotOf(folder: string, authority: string) {
  const file = join(folder, "portcullis.yaml");
  writeFileSync(
    file,
    `version: 1
listeners:
  one: { port: 8443, tls: { localAuthority: ${authority}, ticketRotation: 2h } }
  two: { port: 8444, tls: { localAuthority: ${authority}, ticketRotation: 3h } }
  plain: { port: 8080 }
sites: { all: { hosts: [shop.example], routes: { all: { path: "/*", target: { sinkpool: default } } } } }
`,
  );
  const { config, diagnostics } = loadConfig(file, nodePorts());
  assert.ok(config, JSON.stringify(diagnostics));
  return compileSnapshot(config, 1);
}

test("keys and certificates are made once, kept over reloads, and made anew when they are due", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "portcullis-upkeep-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const bare = snapshotOf(folder, "ca");
  const nowMs = Date.now();
  const first = await completeTls(bare, undefined, nowMs);
  const keysOf = (snapshot: typeof first) => snapshot.listeners.map(({ tls }) => tls?.ticketKeys?.bytes);
  const [one, two, plain] = keysOf(first);
  assert.ok(one !== undefined && two !== undefined && one !== two && plain === undefined);
  assert.deepEqual([...certificatesOf(first).keys()], ["local-authority:one", "local-authority:two"]);

  assert.deepEqual(await completeTls(bare, first, nowMs + HOUR_MS), first);
  assert.deepEqual(await completeTls(first, first, nowMs + HOUR_MS), first);

  const rotated = await completeTls(first, first, nowMs + 2 * HOUR_MS);
  assert.notEqual(keysOf(rotated)[0], one);
  assert.equal(keysOf(rotated)[1], two);
  assert.deepEqual(certificatesOf(rotated), certificatesOf(first));

  const renewed = await completeTls(rotated, rotated, nowMs + 80 * DAY_MS);
  const serials = (snapshot: typeof first) =>
    [...certificatesOf(snapshot).values()].map(({ serialNumber }) => serialNumber);
  assert.equal(serials(renewed).length, 2);
  assert.ok(serials(renewed).every((serial) => !serials(first).includes(serial)));

  await t.test("and who watches is told of an end that is near, once a day", () => {
    const lines: string[] = [];
    const log = createLog("control", { write: (line) => lines.push(line), isHuman: false, level: "debug" });
    const notice = new ExpiryNotice(log);
    notice.tell(first, nowMs + 70 * DAY_MS);
    assert.equal(lines.length, 0);
    notice.tell(first, nowMs + 80 * DAY_MS);
    notice.tell(first, nowMs + 80 * DAY_MS + HOUR_MS);
    assert.equal(lines.length, 2);
    notice.tell(first, nowMs + 91 * DAY_MS);
    assert.equal(lines.length, 4);
    assert.match(lines[0] ?? "", /expires soon.*local-authority:one/);
    assert.match(lines[2] ?? "", /has expired/);
  });
});

test("an authority whose folder cannot be used says so of its listener", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "portcullis-upkeep-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "taken"), "");
  await assert.rejects(completeTls(snapshotOf(folder, "taken"), undefined, Date.now()), (error) => {
    return error instanceof LocalAuthorityError && error.listener === "one";
  });
});
