// The part of the admin API that makes debug tokens. None is kept: each ends by itself, and all do when the
// node is started anew.

import type { IncomingMessage } from "node:http";
import { type DebugGrant, signDebugToken } from "#identity/debug-token.ts";
import type { Snapshot } from "#snapshot/snapshot.ts";
import type { Log } from "#telemetry/log.ts";
import { type ApiAnswer, notAllowed, readJson, refusal } from "./api-answer.ts";

export type DebugTokenApiOptions = {
  /** Of the configuration in force; undefined where there is none yet. */
  readonly snapshot: () => Pick<Snapshot, "debugKey" | "sites" | "apiModel"> | undefined;
  readonly log: Pick<Log, "info">;
};

export const DEBUG_TOKENS_PATH = "/api/v1/debug-tokens";

const USUAL_MINUTES = 15;
const MAX_MINUTES = 60;
const MINUTE_MS = 60_000;
const FORM = "Send a JSON object: { site or api, minutes?, show? }, as application/json.";

export async function answerDebugTokens(
  req: IncomingMessage,
  { snapshot, log }: DebugTokenApiOptions,
): Promise<ApiAnswer> {
  if (req.method !== "POST") return notAllowed("POST");
  const now = snapshot();
  if (now === undefined) return refusal(503, "There is no configuration yet.");
  const grant = readGrant(await readJson(req), Date.now());
  if (typeof grant === "string") return refusal(400, grant);
  const { kind, name, untilMs, isShown } = grant;
  const isKnown =
    kind === "site"
      ? now.sites.some((site) => site.name === name)
      : now.apiModel.apis.some((api) => api.id === name);
  if (!isKnown) return refusal(400, `There is no ${kind === "site" ? "site" : "API"} ${name}.`);
  const until = new Date(untilMs).toISOString();
  log.info("a debug token was made", { [kind]: name, until, show: isShown });
  return {
    status: 201,
    value: { token: signDebugToken(grant, now.debugKey), [kind]: name, until, show: isShown },
  };
}

/** A text says what is wrong with it. */
function readGrant(body: unknown, nowMs: number): DebugGrant | string {
  if (typeof body !== "object" || body === null) return FORM;
  // An object from JSON: its values may be anything, and each is looked at.
  const asked = body as Readonly<Record<string, unknown>>;
  const { site, api, minutes = USUAL_MINUTES, show = false, ...rest } = asked;
  const unknown = Object.keys(rest);
  if (unknown.length > 0) return `Unknown: ${unknown.join(", ")}.`;
  if ((site === undefined) === (api === undefined)) return "Name one site or one API.";
  const name = site ?? api;
  if (typeof name !== "string") return "site and api are texts.";
  if (typeof minutes !== "number" || !(minutes > 0 && minutes <= MAX_MINUTES))
    return `minutes is a number above 0, at most ${MAX_MINUTES}.`;
  if (typeof show !== "boolean") return "show is true or false.";
  const kind = site === undefined ? "api" : "site";
  return { kind, name, untilMs: nowMs + Math.ceil(minutes * MINUTE_MS), isShown: show };
}
