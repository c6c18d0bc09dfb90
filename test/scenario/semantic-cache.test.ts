// The semantic cache over the wire: embeddings are asked of a backend of the configuration.

import assert from "node:assert/strict";
import { afterEach, it } from "node:test";
import { noPolicies } from "#snapshot/policy-spec.ts";
import { type PolicyRoute, startPolicyRoute } from "../harness/policy-route.ts";

const begun: PolicyRoute[] = [];

afterEach(async () => {
  for (const one of begun.splice(0)) await one.close();
});

const json = (body: string): string =>
  `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

const isEmbedding = (request: string): boolean => request.startsWith("POST /v1/embeddings?api-version=1 ");

async function started(embedding: string): Promise<PolicyRoute> {
  let count = 0;
  const run = await startPolicyRoute(
    {
      inbound:
        `<base /><azure-openai-semantic-cache-lookup score-threshold="0.05" embeddings-backend-id="embed" ` +
        `embeddings-backend-auth="system-assigned" />`,
      outbound: `<azure-openai-semantic-cache-store duration="60" /><base />`,
    },
    (request) => (isEmbedding(request) ? embedding : json(`{"answer":${++count}}`)),
    {
      policies: {
        ...noPolicies,
        backends: [
          {
            ...{ id: "embed", pool: "up", basePath: "/v1/embeddings" },
            credentials: {
              headers: [{ name: "api-key", values: ["secret"] }],
              query: [{ name: "api-version", values: ["1"] }],
              authorization: undefined,
            },
          },
        ],
      },
    },
  );
  begun.push(run);
  return run;
}

function ask(run: PolicyRoute, content: string, token = "one"): Promise<string> {
  const body = JSON.stringify({ messages: [{ role: "user", content }] });
  return run.ask(
    `POST /chat HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer ${token}\r\n` +
      `Accept-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
}

it("answers a like prompt of the same caller, and asks the model for another's", async () => {
  const run = await started(json(`{"data":[{"embedding":[0.6,0.8]}]}`));
  assert.match(await ask(run, "what is a cat?"), /\{"answer":1\}$/);
  const second = await ask(run, "tell me of cats");
  assert.match(second, /^HTTP\/1\.1 200 /);
  assert.match(second, /\r\nAge: \d+\r\n/);
  assert.match(second, /\{"answer":1\}$/);
  assert.match(await ask(run, "what is a cat?", "two"), /\{"answer":2\}$/);
  const embeddings = run.requests.filter(isEmbedding);
  assert.equal(embeddings.length, 3);
  assert.match(embeddings[0] ?? "", /api-key: secret\r\n/i);
  assert.match(embeddings[0] ?? "", /\{"input":"user: what is a cat\?"\}$/);
  const [, model] = run.requests;
  assert.doesNotMatch(model ?? "", /secret|accept-encoding/i);
});

it("goes on without a service of embeddings, and tells the node's log", async () => {
  const run = await started("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
  assert.match(await ask(run, "cat"), /\{"answer":1\}$/);
  assert.match(await ask(run, "cat"), /\{"answer":2\}$/);
  assert.equal(run.gateway.notes.length, 2);
});
