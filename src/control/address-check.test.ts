import assert from "node:assert/strict";
import { createServer } from "node:net";
import { test } from "node:test";
import { bindFailureText, checkAddresses } from "./address-check.ts";

test("finds an address that another program shares its port for", async (t) => {
  const other = createServer();
  await new Promise<void>((resolve) =>
    other.listen({ host: "127.0.0.1", port: 0, reusePort: true }, resolve),
  );
  t.after(() => other.close());
  const address = other.address();
  assert.ok(typeof address === "object" && address !== null);
  const listener = { name: "public", address: "127.0.0.1", port: address.port };
  const failure = await checkAddresses([listener], []);
  assert.equal(
    failure,
    `the listener public cannot listen on 127.0.0.1:${address.port}: ` +
      "another program, or another Portcullis, listens there already (EADDRINUSE)",
  );
  assert.equal(await checkAddresses([listener], [listener]), "", "a port of our own is left out");
});

test("looks at another address on a port of our own, unless one of the two is every address", async (t) => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen({ host: "127.0.0.2", port: 0 }, resolve));
  t.after(() => other.close());
  const address = other.address();
  assert.ok(typeof address === "object" && address !== null);
  const { port } = address;
  const listener = { name: "second", address: "127.0.0.2", port };
  assert.match(await checkAddresses([listener], [{ address: "127.0.0.1", port }]), /EADDRINUSE/);
  assert.equal(await checkAddresses([listener], [{ address: "0.0.0.0", port }]), "");
});

test("lets go of an address that is free", async () => {
  const listener = { name: "public", address: "127.0.0.1", port: 0 };
  assert.equal(await checkAddresses([listener, listener], []), "");
});

test("says what the system's errors mean", async () => {
  const elsewhere = { name: "public", address: "192.0.2.1", port: 8080 };
  assert.match(await checkAddresses([elsewhere], []), /this machine has no such address \(EADDRNOTAVAIL\)/);
  const denied = Object.assign(new Error("bind"), { code: "EACCES" });
  assert.match(
    bindFailureText("the listener a", "::", 80, denied),
    /^the listener a cannot listen on \[::\]:80: .*CAP_NET_BIND_SERVICE/,
  );
  assert.match(bindFailureText("a", "::", 80, new Error("odd")), /odd$/);
});
