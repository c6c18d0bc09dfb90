// Fakes of two ports: the key-value API (version 2) of HashiCorp Vault, and Azure Key Vault with the metadata
// service that gives its tokens. Their answers are those of the two references.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Cleanup } from "./program.ts";

export type SecretServer = {
  readonly port: number;
  /** By path: what it holds now. */
  readonly secrets: Map<string, Readonly<Record<string, string>>>;
  /** Answers 503 to all while it is true. */
  isDown: boolean;
  readonly requests: string[];
};

type Answer = { readonly status: number; readonly body: unknown };

const TOKEN = "test-token";

async function listen(
  t: Cleanup,
  tls: { readonly cert: string; readonly key: string } | undefined,
  answer: (req: IncomingMessage, server: SecretServer) => Answer,
): Promise<SecretServer> {
  const state = { secrets: new Map(), isDown: false, requests: [] as string[], port: 0 };
  const respond = (req: IncomingMessage, res: ServerResponse): void => {
    state.requests.push(`${req.method} ${req.url}`);
    const { status, body } = state.isDown ? { status: 503, body: {} } : answer(req, state);
    res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  };
  const server = tls === undefined ? createServer(respond) : createTlsServer(tls, respond);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  state.port = typeof address === "object" && address !== null ? address.port : 0;
  return state;
}

/** `secret/data/…`; wants the token and the namespace `teams/edge`. */
export const startVaultServer = (
  t: Cleanup,
  tls?: { readonly cert: string; readonly key: string },
): Promise<SecretServer> =>
  listen(t, tls, ({ url = "", headers }, { secrets }) => {
    if (headers["x-vault-token"] !== TOKEN || headers["x-vault-namespace"] !== "teams/edge")
      return { status: 403, body: { errors: ["permission denied"] } };
    const [, path = "", version] = /^\/v1\/kv\/data\/([^?]*)(?:\?version=(\d+))?$/.exec(url) ?? [];
    const data = secrets.get(version === undefined ? path : `${path}@${version}`);
    if (data === undefined) return { status: 404, body: { errors: [] } };
    return { status: 200, body: { data: { data, metadata: { version: 1, destroyed: false } } } };
  });

/** `/secrets/NAME`, and the metadata service under `/metadata`. */
export const startKeyVault = (t: Cleanup): Promise<SecretServer> =>
  listen(t, undefined, ({ url = "", headers, method }, { secrets }) => {
    const { pathname, searchParams } = new URL(url, "http://127.0.0.1");
    if (pathname === "/metadata" && headers.metadata === "true") {
      const isRight = searchParams.get("resource") === "https://vault.azure.net";
      const token = { access_token: TOKEN, expires_in: "3600", token_type: "Bearer" };
      return isRight ? { status: 200, body: token } : { status: 400, body: {} };
    }
    if (pathname === "/token" && method === "POST")
      return { status: 200, body: { access_token: TOKEN, expires_in: 3600, token_type: "Bearer" } };
    if (headers.authorization !== `Bearer ${TOKEN}` || searchParams.get("api-version") !== "7.4")
      return { status: 401, body: { error: { code: "Unauthorized" } } };
    const secret = secrets.get(pathname.replace("/secrets/", ""));
    if (secret === undefined) return { status: 404, body: { error: { code: "SecretNotFound" } } };
    const { value, exp } = secret;
    return { status: 200, body: { value, attributes: exp === undefined ? {} : { exp: Number(exp) } } };
  });
