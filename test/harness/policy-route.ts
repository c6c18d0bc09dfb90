// A gateway whose one route has a policy document, before a backend that keeps what it gets.

import { productEngines } from "#gateway/pipeline.ts";
import { noFeatures } from "#snapshot/feature-spec.ts";
import type { Snapshot } from "#snapshot/snapshot.ts";
import { pool, route, site, startGateway, type TestGateway } from "./gateway.ts";
import { answering, type RawBackend, startRawBackend } from "./raw-backend.ts";
import { exchangeRaw } from "./raw-client.ts";
import { documentOf } from "./run-document.ts";

export type Sections = Parameters<typeof documentOf>[0];

export type PolicyRoute = {
  readonly gateway: TestGateway;
  readonly backend: RawBackend;
  /** What the backend got. */
  readonly requests: string[];
  ask(request: string): Promise<string>;
  close(): Promise<void>;
};

export const ANSWER =
  'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{"a":"old"}';

/** For the host `a`. @param answer what the backend says to a request, already among the `requests` */
export async function startPolicyRoute(
  sections: Sections,
  answer: (request: string) => string = () => ANSWER,
  settings: Partial<Pick<Snapshot, "egress" | "debugKey" | "policies">> = {},
): Promise<PolicyRoute> {
  const requests: string[] = [];
  const backend = await startRawBackend(
    answering((bytes) => {
      requests.push(bytes);
      return answer(bytes);
    }),
  );
  const policy = { file: "policy.xml", text: documentOf(sections) };
  const routes = [route("/*", { kind: "pool", pool: "up" }, { features: { ...noFeatures, policy } })];
  const gateway = await startGateway(
    { pools: [pool("up", [backend.port])], sites: [site(routes, { hosts: ["a"] })], ...settings },
    productEngines,
  );
  return {
    gateway,
    backend,
    requests,
    ask: async (request) => (await exchangeRaw(gateway.port, request, { halfClose: false })).bytes,
    close: async () => {
      await gateway.close();
      await backend.close();
    },
  };
}
