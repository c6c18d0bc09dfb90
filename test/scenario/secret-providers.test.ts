// Secrets that others keep: fetched over TLS when a node starts, asked for again, and served on while their
// provider is down.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { createTestAuthority } from "../harness/certificates.ts";
import { freePorts, runProgram, startProgram, testFolder } from "../harness/program.ts";
import { startKeyVault, startVaultServer } from "../harness/secret-servers.ts";

const FILE = "portcullis.yaml";

async function folderWith(t: TestContext, providers: string, body: string) {
  const folder = testFolder(t);
  const [port = 0, adminPort = 0] = await freePorts(2);
  writeFileSync(
    join(folder, FILE),
    `version: 1
node: { workers: 1, drainTimeout: 1s }
admin: { port: ${adminPort} }
listeners: { public: { address: 127.0.0.1, port: ${port} } }
secrets: { refresh: 1s, providers: { ${providers} } }
sites:
  default: { hosts: ["*"], routes: { all: { path: /*, target: { respond: { body: "${body}" } } } } }
`,
  );
  const run = (args: readonly string[], input?: string) =>
    runProgram(t, args, { cwd: folder, ...(input === undefined ? {} : { input }) });
  const answer = (): Promise<string> => fetch(`http://127.0.0.1:${port}/`).then((res) => res.text());
  const metrics = (): Promise<string> =>
    fetch(`http://127.0.0.1:${adminPort}/metrics`).then((res) => res.text());
  return { folder, run, answer, metrics };
}

async function vaultOverTls(t: TestContext) {
  const authority = createTestAuthority("vault authority");
  const { certificate: cert, key } = authority.issue(["127.0.0.1"]);
  const server = await startVaultServer(t, { cert, key });
  const provider = (more: string) =>
    `corp: { hashicorpVault: { url: "https://127.0.0.1:${server.port}", mount: kv, namespace: teams/edge, ${more} } }`;
  return { authority, server, provider };
}

test("a node takes over what a provider holds, and serves on while it is down", async (t) => {
  const { authority, server, provider } = await vaultOverTls(t);
  server.secrets.set("apps/shop", { password: "first", user: "shop" });
  server.secrets.set("apps/shop@1", { password: "oldest" });
  const body = "${secret:corp/apps/shop#password} ${secret:corp/apps/shop#password@1}";
  const node = await folderWith(t, provider('token: "${secret:vault-token}", ca: ca.pem'), body);
  writeFileSync(join(node.folder, "ca.pem"), authority.certificate);
  await node.run(["secret", "set", "vault-token"], "test-token");
  assert.equal((await node.run(["check"])).code, 0);
  const program = startProgram(t, ["serve"], { cwd: node.folder });
  await program.until(({ stderr }) => stderr.includes('"message":"ready"'), "ready");
  assert.equal(await node.answer(), "first oldest");
  server.secrets.set("apps/shop", { password: "second", user: "shop" });
  await program.until(async () => (await node.answer()) === "second oldest", "serving the new value");
  server.isDown = true;
  await program.until(({ stderr }) => stderr.includes("its last value serves on"), "told of the failure");
  assert.match(
    await node.metrics(),
    /portcullis_secret_fetches_total\{provider="corp",outcome="failed"\} [1-9]/,
  );
  // A reload while it is down takes what is known.
  program.kill("SIGHUP");
  await program.until(({ stderr }) => stderr.includes("configuration is unchanged"), "reloaded");
  assert.equal(await node.answer(), "second oldest");
  assert.equal((await node.run(["healthcheck"])).code, 0);
  server.isDown = false;
  server.secrets.set("apps/shop", { password: "third" });
  await program.until(async () => (await node.answer()) === "third oldest", "serving again");
  assert.doesNotMatch(program.stderr, /test-token|first|second|third|oldest/);
});

test("a configuration is refused with the place where its provider does not give a secret", async (t) => {
  const { authority, server, provider } = await vaultOverTls(t);
  const right = provider("token: test-token, ca: ca.pem");
  const cases: readonly (readonly [string, string, RegExp])[] = [
    [right, "${secret:corp/none}", /kv has no secret none/],
    [right, "${secret:corp/two}", /has several fields: name one, as in two#password/],
    [right, "${secret:corp/two#c}", /has no text in its field c/],
    [right, "${secret:crop/two#a}", /there is no provider crop .*\[unknown-provider\]/],
    [provider("token: wrong, ca: ca.pem"), "${secret:corp/two#a}", /it answered 403: permission denied/],
    // TLS is verified: its authority is none of the well-known ones.
    [provider("token: test-token"), "${secret:corp/two#a}", /unable to verify|self-signed|unable to get/],
    [provider("tokenFile: none"), "${secret:corp/two#a}", /its token cannot be read: .*none \(ENOENT\)/],
  ];
  server.secrets.set("two", { a: "hidden-1", b: "hidden-2" });
  for (const [providers, body, message] of cases) {
    const node = await folderWith(t, providers, body);
    writeFileSync(join(node.folder, "ca.pem"), authority.certificate);
    const { code, stderr } = await node.run(["check"]);
    assert.equal(code, 1, stderr);
    assert.match(stderr, /portcullis\.yaml:7:\d+: error: /);
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /hidden/);
  }
  const node = await folderWith(t, right, "${secret:corp/none}");
  writeFileSync(join(node.folder, "ca.pem"), authority.certificate);
  assert.equal((await node.run(["serve"])).code, 78);
});

test("secrets cross no network in clear, and settings that say too little are refused", async (t) => {
  const cases: readonly (readonly [string, RegExp])[] = [
    [
      "corp: { hashicorpVault: { url: http://vault.internal, token: x } }",
      /is not encrypted \[not-encrypted\]/,
    ],
    ["corp: { hashicorpVault: { url: https://vault.internal } }", /takes one of "token" and "tokenFile"/],
    ["corp: { azureKeyVault: { url: https://a.vault.azure.net } }", /takes one of "managedIdentity" and/],
    [
      'corp: { hashicorpVault: { url: https://127.0.0.1:1, token: a } }, lent: { hashicorpVault: { url: https://127.0.0.1:2, token: "${secret:corp/t}" } }',
      /portcullis\.yaml:\d+:\d+: error: what providers need to be asked cannot come from the provider "corp" \[provider-by-provider\]/,
    ],
  ];
  for (const [providers, message] of cases) {
    const node = await folderWith(t, providers, "x");
    assert.match((await node.run(["check"])).stderr, message);
  }
});

test("secrets of Azure Key Vault are fetched with a managed identity or as an application", async (t) => {
  const server = await startKeyVault(t);
  const url = `http://127.0.0.1:${server.port}`;
  server.secrets.set("crm-password", { value: "from-azure" });
  server.secrets.set("crm-password/0a1b", { value: "older", exp: "1577836800" });
  const credentials = [
    `managedIdentity: { endpoint: "${url}/metadata" }`,
    `clientCredentials: { tokenEndpoint: "${url}/token", clientId: portcullis, clientSecret: s3cret }`,
  ];
  for (const each of credentials) {
    const providers = `azure: { azureKeyVault: { url: "${url}", ${each} } }`;
    const body = "${secret:azure/crm-password} ${secret:azure/crm-password@0a1b}";
    const { run } = await folderWith(t, providers, body);
    const { code, stderr } = await run(["check"]);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /warning: the secret azure\/crm-password@0a1b expired on 2020-01-01 \[secret-due\]/);
  }
  const { run } = await folderWith(
    t,
    `azure: { azureKeyVault: { url: "${url}", ${credentials[0]} } }`,
    "${secret:azure/none}",
  );
  assert.match((await run(["check"])).stderr, /the vault has no secret none/);
  // One token for all that is asked at once.
  assert.equal(server.requests.filter((line) => line.includes("/metadata")).length, 2);
});
