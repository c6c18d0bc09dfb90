// Azure AI Content Safety's REST interface, version 2024-09-01: what is asked about a piece of text, and what
// its answers say. An answer that does not say what it was asked for is no answer.

import { branchSignal } from "../plan/branch.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import { PolicyFailure } from "../plan/policy-failure.ts";
import type { NamedService } from "../plan/policy-ports.ts";
import { safetyFailure, unsafeContent } from "./content-safety-failures.ts";

const API_VERSION = "2024-09-01";
const TIMEOUT_MS = 10_000;

/** What is objected to. */
export type SafetyRules = {
  readonly outputType: string;
  /** Severities from which on something is refused, by category. */
  readonly thresholds: ReadonlyMap<string, number>;
  readonly blocklists: readonly string[];
  readonly shieldsPrompt: boolean;
};

/** @throws PolicyFailure 403 for what the rules object to, 500 where the service does not judge */
export async function judgePiece(
  call: PolicyCall,
  service: NamedService,
  piece: string,
  rules: SafetyRules,
): Promise<void> {
  const { thresholds, blocklists, shieldsPrompt } = rules;
  const isAnalyzed = thresholds.size > 0 || blocklists.length > 0;
  await Promise.all([
    isAnalyzed ? analyze(call, service, piece, rules) : undefined,
    shieldsPrompt ? shield(call, service, piece) : undefined,
  ]);
}

async function analyze(call: PolicyCall, service: NamedService, text: string, rules: SafetyRules) {
  const { outputType, thresholds, blocklists } = rules;
  const answer = await ask(call, service, "text:analyze", {
    text,
    ...(thresholds.size === 0 ? {} : { categories: [...thresholds.keys()] }),
    ...(blocklists.length === 0 ? {} : { blocklistNames: blocklists, haltOnBlocklistHit: true }),
    outputType,
  });
  if (blocklists.length > 0) refuseListed(answer["blocklistsMatch"]);
  refuseSevere(answer["categoriesAnalysis"], thresholds);
}

function refuseListed(matches: unknown): void {
  if (!Array.isArray(matches)) throw safetyFailure("the service says nothing of blocklists");
  if (matches.length === 0) return;
  throw unsafeContent(`blocklist ${String(objectOf(matches[0])["blocklistName"])}`);
}

function refuseSevere(analysis: unknown, thresholds: SafetyRules["thresholds"]): void {
  const found: readonly unknown[] = Array.isArray(analysis) ? analysis : [];
  const severities = new Map(found.map(objectOf).map((one) => [one["category"], one["severity"]]));
  for (const [category, threshold] of thresholds) {
    const severity = severities.get(category);
    if (typeof severity !== "number") throw safetyFailure(`the service says nothing of ${category}`);
    if (severity >= threshold) throw unsafeContent(`${category} of severity ${severity}`);
  }
}

async function shield(call: PolicyCall, service: NamedService, userPrompt: string): Promise<void> {
  const answer = await ask(call, service, "text:shieldPrompt", { userPrompt, documents: [] });
  const isAttack = objectOf(answer["userPromptAnalysis"])["attackDetected"];
  if (typeof isAttack !== "boolean") throw safetyFailure("the service says nothing of attacks");
  if (isAttack) throw unsafeContent("an attack on the prompt");
}

type Json = Readonly<Record<string, unknown>>;

async function ask(call: PolicyCall, service: NamedService, what: string, body: Json): Promise<Json> {
  const query = [["api-version", API_VERSION] as const, ...service.query]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join("&");
  const url = `${service.url}/contentsafety/${what}?${query}`;
  const headers = [...service.headers, ["Content-Type", "application/json"] as const];
  const bytes = Buffer.from(JSON.stringify(body), "utf8").toString("latin1");
  const response = await answered(
    call.ports.fetch({
      ...{ method: "POST", url, headers, body: bytes, timeoutMs: TIMEOUT_MS },
      ...{ isNamed: true, ca: service.ca, backendId: service.id, signal: branchSignal() },
    }),
  );
  call.note(what, String(response.status));
  if (response.status !== 200) throw safetyFailure(`the service answers ${response.status}`);
  return parsed(response.body.text);
}

/** Where it cannot be reached the caller is told no address. */
async function answered<T>(response: Promise<T>): Promise<T> {
  try {
    return await response;
  } catch (error) {
    throw error instanceof PolicyFailure ? safetyFailure(error.message) : error;
  }
}

function parsed(json: string): Json {
  try {
    return objectOf(JSON.parse(json));
  } catch {
    throw safetyFailure("the service answers no JSON");
  }
}

function objectOf(value: unknown): Json {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
