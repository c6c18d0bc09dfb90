// A backend of large bodies, over HTTP/1.1 and over HTTP/2 with TLS. GET answers with so many bytes as the
// query says, anything else with the sum of the body that it got. Run as
// `node streaming-backend.ts HTTP1-PORT HTTP2-PORT CERTIFICATE KEY`.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createSecureServer } from "node:http2";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { largeBody, sumOf } from "../load/large-body.ts";

type Request = Readable & { readonly method?: string; readonly url?: string };
type Response = NodeJS.WritableStream & {
  setHeader(name: string, value: number): unknown;
  destroy(error?: Error): unknown;
};

const [http1Port = "", http2Port = "", certificate = "", key = ""] = process.argv.slice(2);

async function answer(req: Request, res: Response): Promise<void> {
  if (req.method !== "GET") {
    res.end(JSON.stringify(await sumOf(req)));
    return;
  }
  const query = new URLSearchParams(req.url?.split("?")[1]);
  const bytes = Number(query.get("bytes") ?? 0);
  if (!query.has("chunked")) res.setHeader("Content-Length", bytes);
  await pipeline(Readable.from(largeBody(bytes)), res);
}

const onRequest = (req: Request, res: Response): void => {
  answer(req, res).catch((failure: Error) => res.destroy(failure));
};

createServer().on("request", onRequest).listen(Number(http1Port), "127.0.0.1");
createSecureServer({ cert: readFileSync(certificate), key: readFileSync(key) })
  .on("request", onRequest)
  .listen(Number(http2Port), "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
