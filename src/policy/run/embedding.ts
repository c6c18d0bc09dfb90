// Embeddings of texts, from a backend that speaks the embeddings interface of OpenAI and Azure OpenAI: its
// URL takes POST with `{"input": text}` and gives `{"data": [{"embedding": [numbers]}]}`.

import { defaultLimits } from "#kernel/limits.ts";
import { branchSignal } from "../plan/branch.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import { PolicyFailure } from "../plan/policy-failure.ts";
import type { NamedService } from "../plan/policy-ports.ts";
import { QueryList } from "./query-list.ts";

/** What Azure's services of language models take tokens for. */
const RESOURCE = "https://cognitiveservices.azure.com";

/**
 * @throws PolicyFailure where the configuration has no such backend, or nothing to show to it: that lasts
 * until somebody mends it
 */
export function embeddingsService(call: PolicyCall, id: string): NamedService {
  const service = call.ports.service(id);
  if (service.hasTokens || service.headers.length > 0) return service;
  const message =
    `embeddings-backend-auth is "system-assigned", but the node has no identity that a token could be had ` +
    `for, and backend ${id} has no credentials of its own.`;
  throw new PolicyFailure("TokenNotAcquired", message, { status: 500 });
}

/** Rejects with a PolicyFailure where there is none to be had now. */
export async function embeddingOf(
  call: PolicyCall,
  { id, url, headers, query, ca }: NamedService,
  text: string,
): Promise<Float32Array> {
  const shown = headers.length > 0 ? headers : [["Authorization", await nodeBearer(call)] as const];
  const parameters = new QueryList("");
  for (const [name] of query) {
    parameters.set(
      name,
      query.filter(([other]) => other === name).map(([, value]) => value),
    );
  }
  const response = await call.ports.fetch({
    method: "POST",
    url: `${url}${parameters.text}`,
    headers: [["Content-Type", "application/json"], ...shown],
    body: Buffer.from(JSON.stringify({ input: text }), "utf8").toString("latin1"),
    timeoutMs: defaultLimits.cache.semantic.embeddingTimeoutMs,
    isNamed: true,
    backendId: id,
    ca,
    signal: branchSignal(),
  });
  if (response.status !== 200) throw failed(`answered with status ${response.status}`);
  const embedding = readEmbedding(response.body.text);
  if (embedding === undefined) throw failed("gave no embedding");
  return embedding;
}

async function nodeBearer(call: PolicyCall): Promise<string> {
  const { value } = await call.ports.identity.ownToken({ resource: RESOURCE, clientId: undefined });
  return `Bearer ${value}`;
}

const failed = (what: string): PolicyFailure =>
  new PolicyFailure("EmbeddingsFailed", `The embeddings backend ${what}.`, { status: 500 });

/** Undefined where it is none, or points nowhere. */
function readEmbedding(json: string): Float32Array | undefined {
  const numbers = embeddingIn(json);
  if (!Array.isArray(numbers) || numbers.length > defaultLimits.cache.semantic.maxDimensions)
    return undefined;
  const vector = Float32Array.from(numbers, (one: unknown) => (typeof one === "number" ? one : Number.NaN));
  const squares = vector.reduce((sum, value) => sum + value * value, 0);
  return Number.isFinite(squares) && squares > 0 ? vector : undefined;
}

function embeddingIn(json: string): unknown {
  try {
    // Untyped input: whatever it is, only an array of numbers is taken.
    const answer = JSON.parse(json) as { data?: { embedding?: unknown }[] } | null;
    return answer?.data?.[0]?.embedding;
  } catch {
    return undefined;
  }
}
