// Asks the admin API of the node that a configuration describes, with the token beside its store.

import { request } from "node:http";
import { readEarlyParts } from "#config/early-parts.ts";
import { Files } from "#config/files.ts";
import { nodePorts } from "#config/node-ports.ts";
import { readToken } from "#control/admin-token.ts";
import { storePathOf } from "#control/load-plan.ts";
import { formatDiagnostic } from "#kernel/diagnostic.ts";

export type AdminCall = {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly body?: object;
};

/** `failure` is for a person; empty where the node did what it was asked. */
export type AdminAnswer = { readonly failure: string; readonly value: unknown };

const TIMEOUT_MS = 10_000;

export async function callAdmin(configFile: string, call: AdminCall): Promise<AdminAnswer> {
  // Secrets do not matter to where the node is, and may be out of reach here.
  const early = readEarlyParts(configFile, new Files(nodePorts()), () => ({ pending: true }));
  const { admin, store } = early.parts;
  if (admin === undefined || store === undefined)
    return failed(early.report.sorted().map(formatDiagnostic).join("\n"));
  let token: string;
  try {
    token = readToken(storePathOf({ store, places: early.places }));
  } catch (error) {
    return failed(
      `the node's token cannot be read: ${textOf(error)}; has the node been started, by this user?`,
    );
  }
  const { address, port, hosts } = admin;
  try {
    return await send({ host: address, port, headers: { Host: hosts[0] ?? address } }, token, call);
  } catch (error) {
    return failed(`no answer from ${address} port ${port}: ${textOf(error)}; does the node run?`);
  }
}

type Place = { readonly host: string; readonly port: number; readonly headers: { readonly Host: string } };

function send(place: Place, token: string, { method, path, body }: AdminCall): Promise<AdminAnswer> {
  const text = body === undefined ? "" : JSON.stringify(body);
  const type = body === undefined ? {} : { "Content-Type": "application/json" };
  const headers = {
    ...place.headers,
    ...type,
    Authorization: `Bearer ${token}`,
    "Content-Length": Buffer.byteLength(text),
  };
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const req = request({ ...place, method, path, headers, signal, agent: false });
    req.on("error", reject);
    req.on("response", (res) => {
      let answer = "";
      res.setEncoding("utf8");
      res.on("data", (chunk: string) => {
        answer += chunk;
      });
      res.on("error", reject);
      res.on("end", () => resolve(read(res.statusCode ?? 0, answer)));
    });
    req.end(text);
  });
}

function read(status: number, text: string): AdminAnswer {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return failed(`the node answered ${status} with what is no JSON`);
  }
  if (status < 300) return { failure: "", value };
  const detail =
    typeof value === "object" && value !== null && "detail" in value ? String(value.detail) : text;
  return failed(`refused (${status}): ${detail}`);
}

const failed = (failure: string): AdminAnswer => ({ failure, value: undefined });

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
