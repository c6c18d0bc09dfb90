// The policy llm-content-safety over the wire: a local service that speaks Azure AI Content Safety's
// interface, found by the backend's id and asked through the egress client.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { it, type TestContext } from "node:test";
import { productEngines } from "#gateway/pipeline.ts";
import { noFeatures } from "#snapshot/feature-spec.ts";
import { noPolicies } from "#snapshot/policy-spec.ts";
import { pool, route, site, startGateway } from "../harness/gateway.ts";
import { exchangeRaw } from "../harness/raw-client.ts";
import { documentOf } from "../harness/run-document.ts";

type Seen = { readonly url: string; readonly key: string; readonly body: string };

/** Objects to "bad"; a model answers "hello". */
async function serve(t: TestContext): Promise<{ port: number; seen: Seen[]; stop: () => void }> {
  const seen: Seen[] = [];
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => {
      const body = Buffer.concat(chunks).toString("utf8");
      const { url = "", headers } = req;
      seen.push({ url, key: String(headers["ocp-apim-subscription-key"]), body });
      const severity = body.includes("bad") ? 6 : 0;
      const verdict = { blocklistsMatch: [], categoriesAnalysis: [{ category: "Violence", severity }] };
      res.end(url.includes("text:analyze") ? JSON.stringify(verdict) : "hello");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = (): void => {
    server.closeAllConnections();
    server.close();
  };
  t.after(stop);
  // Of TCP, so that it is no text.
  return { port: (server.address() as AddressInfo).port, seen, stop };
}

async function gatewayOf(t: TestContext, modelPort: number, servicePort: number) {
  const categories = `<categories><category name="Violence" threshold="4" /></categories>`;
  const text = documentOf({
    inbound: `<base /><llm-content-safety backend-id="safety">${categories}</llm-content-safety>`,
  });
  const features = { ...noFeatures, policy: { file: "policy.xml", text } };
  const key = { name: "Ocp-Apim-Subscription-Key", values: ["s3cret"] };
  const credentials = { headers: [key], query: [{ name: "t", values: ["a b"] }], authorization: undefined };
  const gateway = await startGateway(
    {
      pools: [pool("up", [modelPort]), pool("service", [servicePort])],
      sites: [site([route("/*", { kind: "pool", pool: "up" }, { features })])],
      policies: { ...noPolicies, backends: [{ id: "safety", pool: "service", basePath: "/v", credentials }] },
    },
    productEngines,
  );
  t.after(() => gateway.close());
  return async (prompt: string): Promise<string> => {
    const body = JSON.stringify({ messages: [{ role: "user", content: prompt }] });
    const head = `POST /chat HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n`;
    return (await exchangeRaw(gateway.port, head + body, { halfClose: false })).bytes;
  };
}

it("judges prompts before the model gets them, and lets none through while the service is down", async (t) => {
  const model = await serve(t);
  const service = await serve(t);
  const ask = await gatewayOf(t, model.port, service.port);
  assert.match(await ask("good"), /^HTTP\/1\.1 200 [^]*hello/);
  assert.deepEqual(service.seen, [
    {
      url: "/v/contentsafety/text:analyze?api-version=2024-09-01&t=a%20b",
      key: "s3cret",
      body: `{"text":"good","categories":["Violence"],"outputType":"FourSeverityLevels"}`,
    },
  ]);
  // The key is the service's: the model does not get it.
  assert.deepEqual([model.seen.length, model.seen[0]?.key], [1, "undefined"]);
  assert.match(await ask("bad"), /^HTTP\/1\.1 403 [^]*Request failed content safety check\./);
  service.stop();
  assert.match(await ask("good"), /^HTTP\/1\.1 500 [^]*Content safety could not be checked\./);
  assert.equal(model.seen.length, 1);
});
