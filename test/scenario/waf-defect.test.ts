// A defect in what looks at bodies costs the request that met it, and nothing else.

import assert from "node:assert/strict";
import { test } from "node:test";
import { noEngines } from "#gateway/pipeline.ts";
import { gatherBody } from "#gateway/waf/gather-body.ts";
import { pool, route, site, startGateway } from "../harness/gateway.ts";
import { answering, OK, startRawBackend } from "../harness/raw-backend.ts";
import { exchangeRaw, statusOf } from "../harness/raw-client.ts";

const HEAD = "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 5\r\n\r\n";

/** The body comes after the head: it has to be waited for. */
const post = async (port: number): Promise<number> =>
  statusOf((await exchangeRaw(port, [HEAD, "hello"], { pauseMs: 50 })).bytes);

const ways = [
  [
    "throws",
    (): never => {
      throw new Error("a defect");
    },
  ],
  ["rejects", (): Promise<undefined> => Promise.reject(new Error("a defect"))],
] as const;

for (const [how, look] of ways) {
  test(`a look at a body that ${how} is answered with 500, and the gateway serves on`, async (t) => {
    const backend = await startRawBackend(answering(OK));
    t.after(() => backend.close());
    let looks = 0;
    const gateway = await startGateway(
      {
        pools: [pool("up", [backend.port])],
        sites: [site([route("/*", { kind: "pool", pool: "up" })])],
      },
      {
        ...noEngines,
        inspect: [
          (x) => {
            const { rest } = x.body;
            if (rest === undefined) return undefined;
            return gatherBody(x, x.body, rest, 1000, () => (looks++ === 0 ? look() : undefined));
          },
        ],
      },
    );
    t.after(() => gateway.close());
    assert.equal(await post(gateway.port), 500);
    assert.equal(gateway.defects.length, 1);
    assert.equal(await post(gateway.port), 200);
    assert.deepEqual(
      (await gateway.recorded(2)).map(({ status, reason }) => [status, reason]),
      [
        [500, "internal-error"],
        [200, ""],
      ],
    );
  });
}
