// Policies about who somebody is, over the wire: tokens of an issuer with keys on a server, client
// certificates at a TLS listener, and what the gateway shows to backends.

import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { getCACertificates, setDefaultCACertificates, type TLSSocket } from "node:tls";
import { productEngines } from "#gateway/pipeline.ts";
import { noFeatures } from "#snapshot/feature-spec.ts";
import { type NodeIdentitySpec, noIdentity } from "#snapshot/identity-spec.ts";
import type { Snapshot } from "#snapshot/snapshot.ts";
import { listener, member, pool, route, site, startGateway, type TestGateway } from "../harness/gateway.ts";
import { TestIssuer } from "../harness/policy-identity.ts";
import { exchangeRaw } from "../harness/raw-client.ts";
import { documentOf } from "../harness/run-document.ts";
import { TestAuthority } from "../harness/test-authority.ts";
import { getSecurely } from "../harness/tls-client.ts";
import { serverTls } from "../harness/tls-listener.ts";

type Served = { readonly port: number; readonly asked: string[] };

async function serve(t: TestContext, answer: RequestListener): Promise<Served> {
  const asked: string[] = [];
  const server = createServer((req, res) => {
    asked.push(req.url ?? "");
    answer(req, res);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  // Of TCP, so that it is no text.
  return { port: (server.address() as AddressInfo).port, asked };
}

/** Echoes what it got of Authorization. */
const echo: RequestListener = (req, res) => res.end(`backend: ${req.headers.authorization ?? "nothing"}`);

async function gatewayOf(
  t: TestContext,
  backendPort: number,
  inbound: string,
  change: Partial<Snapshot> = {},
): Promise<TestGateway> {
  const policy = { file: "policy.xml", text: documentOf({ inbound: `<base />${inbound}` }) };
  const routes = [route("/*", { kind: "pool", pool: "up" }, { features: { ...noFeatures, policy } })];
  const spec = { pools: [pool("up", [backendPort])], sites: [site(routes)], ...change };
  const gateway = await startGateway(spec, productEngines);
  t.after(() => gateway.close());
  return gateway;
}

async function ask(gateway: TestGateway, token?: string): Promise<string> {
  const authorization = token === undefined ? "" : `Authorization: Bearer ${token}\r\n`;
  const request = `GET /orders HTTP/1.1\r\nHost: a\r\n${authorization}Connection: close\r\n\r\n`;
  return (await exchangeRaw(gateway.port, request, { halfClose: false })).bytes;
}

describe("validate-jwt in the gateway", () => {
  it("refuses each wrong token before the backend is touched, with its reason", async (t) => {
    const issuer = new TestIssuer("https://login.example");
    const keys: Served = await serve(t, (req, res) =>
      res.end(
        JSON.stringify(
          req.url === "/keys" ? issuer.keys : issuer.configuration(`http://127.0.0.1:${keys.port}/keys`),
        ),
      ),
    );
    const backend = await serve(t, echo);
    const gateway = await gatewayOf(
      t,
      backend.port,
      `<validate-jwt header-name="Authorization" require-scheme="Bearer">` +
        `<openid-config url="http://127.0.0.1:${keys.port}/openid" />` +
        `<audiences><audience>api://orders</audience></audiences>` +
        `<required-claims><claim name="scope" separator=" "><value>orders.read</value></claim></required-claims>` +
        `</validate-jwt>`,
    );
    const claims = { aud: "api://orders", sub: "anna", scope: "orders.read orders.write" };
    const right = issuer.token(claims);
    const past = Math.floor(Date.now() / 1000) - 60;
    const refused: readonly (readonly [string | undefined, string])[] = [
      [undefined, "TokenNotPresent"],
      [issuer.token({ ...claims, exp: past }), "TokenExpired"],
      [
        right.replace(/\.[^.]+\./, `.${issuer.token({ ...claims, sub: "admin" }).split(".")[1]}.`),
        "TokenSignatureInvalid",
      ],
      [new TestIssuer(issuer.issuer).token(claims), "TokenSignatureInvalid"],
      [issuer.token({ ...claims, aud: "api://stock" }), "TokenAudienceNotAllowed"],
      [issuer.token({ ...claims, iss: "https://evil.example" }), "TokenIssuerNotAllowed"],
      [issuer.token({ aud: claims.aud }), "TokenClaimNotFound"],
      [issuer.token({ ...claims, scope: "orders.write" }), "TokenClaimValueNotAllowed"],
      ["a.b", "JwtInvalid"],
    ];
    for (const [i, [token, reason]] of refused.entries()) {
      const answer = await ask(gateway, token);
      assert.match(answer, /^HTTP\/1\.1 401 /, reason);
      assert.match(answer, /\r\nWWW-Authenticate: Bearer/, reason);
      const line = (await gateway.recorded(i + 1))[i];
      assert.equal(line?.endStage, "authorize");
      assert.equal(line?.reason, "policy-refused");
      assert.match(line?.detail ?? "", new RegExp(`^validate-jwt\\[1\\]: ${reason}: `));
    }
    assert.deepEqual(backend.asked, []);
    // The same one again is known by then, and nobody is asked anew.
    for (const answer of [await ask(gateway, right), await ask(gateway, right)])
      assert.match(answer, /^HTTP\/1\.1 200 /);
    assert.deepEqual(backend.asked, ["/orders", "/orders"]);
    assert.deepEqual(keys.asked, ["/openid", "/keys"]);
    assert.deepEqual(gateway.defects, []);
  });

  it("keeps what it knows of issuers over a reload", async (t) => {
    const issuer = new TestIssuer("https://login.example");
    const keys: Served = await serve(t, (req, res) =>
      res.end(
        JSON.stringify(
          req.url === "/keys" ? issuer.keys : issuer.configuration(`http://127.0.0.1:${keys.port}/keys`),
        ),
      ),
    );
    const backend = await serve(t, echo);
    const inbound =
      `<validate-jwt header-name="Authorization">` +
      `<openid-config url="http://127.0.0.1:${keys.port}/openid" /></validate-jwt>`;
    const policy = { file: "policy.xml", text: documentOf({ inbound }) };
    const routes = [route("/*", { kind: "pool", pool: "up" }, { features: { ...noFeatures, policy } })];
    const spec = { pools: [pool("up", [backend.port])], sites: [site(routes)] };
    const gateway = await startGateway(spec, productEngines);
    t.after(() => gateway.close());
    assert.match(await ask(gateway, issuer.token()), /^HTTP\/1\.1 200 /);
    await gateway.apply({ ...spec, generation: 2 });
    assert.match(await ask(gateway, issuer.token({ sub: "b" })), /^HTTP\/1\.1 200 /);
    assert.equal(keys.asked.length, 2);
    const other: NodeIdentitySpec = {
      ...noIdentity,
      tokenSource: { kind: "managed-identity", endpoint: "http://127.0.0.1:1/" },
    };
    await gateway.apply({ ...spec, generation: 3, identity: other });
    assert.match(await ask(gateway, issuer.token()), /^HTTP\/1\.1 200 /);
    assert.equal(keys.asked.length, 4);
  });

  it("refuses where nobody gives the keys, and says so to the operator", async (t) => {
    const gone = await serve(t, (_req, res) => res.writeHead(503).end());
    const backend = await serve(t, echo);
    const gateway = await gatewayOf(
      t,
      backend.port,
      `<validate-jwt header-name="Authorization"><openid-config url="http://127.0.0.1:${gone.port}/openid" /></validate-jwt>`,
    );
    const answer = await ask(gateway, new TestIssuer("https://login.example").token());
    assert.match(answer, /^HTTP\/1\.1 401 /);
    assert.match(JSON.stringify(gateway.warnings), /no keys from .*status 503/);
    assert.deepEqual(backend.asked, []);
  });
});

describe("tokens of the node's own", () => {
  const credentials = (port: number) => ({
    tokenEndpoint: `http://127.0.0.1:${port}/token`,
    clientId: "node",
    clientSecret: "secret",
    authentication: "header" as const,
    scope: undefined,
  });
  const give: RequestListener = (_req, res) =>
    res.end(JSON.stringify({ access_token: "node-token", token_type: "Bearer", expires_in: 3600 }));

  it("go to the backend, fetched once for many requests", async (t) => {
    const tokens = await serve(t, give);
    const backend = await serve(t, echo);
    const identity: NodeIdentitySpec = {
      ...noIdentity,
      tokenSource: { kind: "client-credentials", ...credentials(tokens.port) },
    };
    const policy = `<authentication-managed-identity resource="api://orders" />`;
    const gateway = await gatewayOf(t, backend.port, policy, { identity });
    assert.match(await ask(gateway, "of-the-client"), /backend: Bearer node-token$/);
    assert.match(await ask(gateway), /backend: Bearer node-token$/);
    assert.deepEqual(tokens.asked, ["/token"]);
  });

  it("are kept authorizations where a policy names one, and for nobody but the node", async (t) => {
    const tokens = await serve(t, give);
    const backend = await serve(t, echo);
    const identity: NodeIdentitySpec = {
      ...noIdentity,
      authorizations: [{ provider: "crm", authorization: "main", credentials: credentials(tokens.port) }],
    };
    const policy = (attributes: string): string =>
      `<get-authorization-context provider-id="crm" context-variable-name="auth" ${attributes} />` +
      `<set-header name="Authorization"><value>@(((Authorization)context.Variables["auth"]).AccessToken)</value></set-header>`;
    const known = await gatewayOf(t, backend.port, policy(`authorization-id="main"`), { identity });
    assert.match(await ask(known), /backend: node-token$/);
    for (const attributes of [
      `authorization-id="other"`,
      `authorization-id="main" identity-type="jwt" identity="x"`,
    ]) {
      const gateway = await gatewayOf(t, backend.port, policy(attributes), { identity });
      assert.match(await ask(gateway), /^HTTP\/1\.1 500 /);
    }
    assert.equal(backend.asked.length, 1);
  });

  it("are missed where the node has no source of them", async (t) => {
    const backend = await serve(t, echo);
    const gateway = await gatewayOf(
      t,
      backend.port,
      `<authentication-managed-identity resource="api://orders" />`,
    );
    assert.match(await ask(gateway), /^HTTP\/1\.1 500 /);
    assert.deepEqual(backend.asked, []);
    assert.match((await gateway.recorded(1))[0]?.detail ?? "", /TokenNotAcquired/);
  });
});

describe("certificates", () => {
  it("of clients are judged by validate-client-certificate, and read by expressions", async (t) => {
    const authority = await TestAuthority.create("Client CA");
    const server = await authority.issue({ names: ["a.example"] });
    const client = await authority.issue({ subject: "C=US, CN=edge", usage: "client" });
    const other = await authority.issue({ subject: "C=US, CN=other", usage: "client" });
    const backend = await serve(t, echo);
    const gateway = await gatewayOf(
      t,
      backend.port,
      `<validate-client-certificate><identities><identity subject="CN=edge, C=US" issuer-subject="CN=Client CA" /></identities></validate-client-certificate>` +
        `<set-header name="Authorization"><value>@(context.Request.Certificate.Subject)</value></set-header>`,
      {
        listeners: [
          listener({
            tls: serverTls([server], {
              clientCertificates: {
                mode: "optional",
                authorities: [authority.certificate],
                revocationLists: [await authority.revoke([])],
              },
            }),
          }),
        ],
      },
    );
    const { port } = gateway;
    const ownReply = await getSecurely(port, {
      servername: "a.example",
      cert: client.certificate,
      key: client.key,
    });
    assert.match(ownReply.bytes, /backend: CN=edge, C=US$/);
    const others = await getSecurely(port, {
      servername: "a.example",
      cert: other.certificate,
      key: other.key,
    });
    assert.match(others.bytes, /^HTTP\/1\.1 403 [^]*none of those allowed/);
    const without = await getSecurely(port, { servername: "a.example" });
    assert.match(without.bytes, /^HTTP\/1\.1 403 [^]*showed no certificate/);
    assert.equal(backend.asked.length, 1);
    assert.deepEqual(gateway.defects, []);
  });

  it("are shown to the backend as authentication-certificate says", async (t) => {
    const authority = await TestAuthority.create("Backend CA");
    const identity = await partnerIdentity(authority);
    const port = await certificateServer(t, authority);
    const tls = {
      ca: authority.certificate,
      certificate: "",
      key: "",
      serverName: "localhost",
      verify: true,
      minVersion: "TLSv1.2" as const,
    };
    const pools = [pool("up", [], { members: [member("127.0.0.1", port, { isTls: true })], tls })];
    const asks = async (policy: string): Promise<string> =>
      ask(await gatewayOf(t, 0, policy, { pools, identity }));
    assert.match(await asks(""), /client: nobody$/);
    assert.match(await asks(`<authentication-certificate certificate-id="partner" />`), /client: partner$/);
    assert.match(
      await asks(
        `<authentication-certificate thumbprint="@(context.Deployment.Certificates["partner"].Thumbprint)" />`,
      ),
      /client: partner$/,
    );
    assert.match(await asks(`<authentication-certificate certificate-id="unknown" />`), /^HTTP\/1\.1 500 /);
  });

  it("are shown by requests of policies' own that say so, and by no others", async (t) => {
    const authority = await TestAuthority.create("Service CA");
    const identity = await partnerIdentity(authority);
    const port = await certificateServer(t, authority);
    const usual = getCACertificates("default");
    setDefaultCACertificates([...usual, authority.certificate]);
    t.after(() => setDefaultCACertificates(usual));
    const asks = async (authentication: string): Promise<string> => {
      const request = `<set-url>https://localhost:${port}/</set-url><set-method>GET</set-method>${authentication}`;
      const inbound =
        `<send-request response-variable-name="r">${request}</send-request>` +
        `<return-response response-variable-name="r" />`;
      return ask(await gatewayOf(t, 0, inbound, { identity }));
    };
    assert.match(await asks(`<authentication-certificate certificate-id="partner" />`), /client: partner$/);
    assert.match(await asks(""), /client: nobody$/);
    assert.match(
      await asks(`<authentication-certificate certificate-id="@("un" + "known")" />`),
      /^HTTP\/1\.1 500 /,
    );
  });
});

/** Says whose certificate it was shown. */
async function certificateServer(t: TestContext, authority: TestAuthority): Promise<number> {
  const issued = await authority.issue({ names: ["localhost"] });
  const server = createTlsServer(
    {
      cert: issued.certificate,
      key: issued.key,
      ca: authority.certificate,
      requestCert: true,
      rejectUnauthorized: false,
    },
    (req, res) => {
      // A server of TLS has no other sockets.
      const socket = req.socket as TLSSocket;
      const name = socket.authorized ? socket.getPeerCertificate().subject.CN : "nobody";
      res.end(`client: ${String(name)}`);
    },
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  // Of TCP, so that it is no text.
  return (server.address() as AddressInfo).port;
}

async function partnerIdentity(authority: TestAuthority): Promise<NodeIdentitySpec> {
  const { certificate, key } = await authority.issue({ subject: "CN=partner", usage: "client" });
  return { ...noIdentity, certificates: [{ id: "partner", chain: certificate, key }] };
}
