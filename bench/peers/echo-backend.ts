// A backend whose answers can be checked to the byte. GET answers with the text that `echoText` makes of the
// query, POST with the body that it got. Run as `node echo-backend.ts NAME PORT`.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { echoText } from "../load/echo-text.ts";

const [name = "", port = ""] = process.argv.slice(2);

function answerGet(req: IncomingMessage, res: ServerResponse): void {
  const query = new URLSearchParams(req.url?.split("?")[1]);
  const text = echoText(query.get("id") ?? "", Number(query.get("bytes") ?? 0));
  if (!query.has("chunked")) {
    res.setHeader("Content-Length", text.length);
    res.end(text);
    return;
  }
  res.write(text.slice(0, text.length >> 1));
  res.end(text.slice(text.length >> 1));
}

async function answerPost(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk);
  res.end(Buffer.concat(chunks));
}

const server = createServer((req, res) => {
  res.setHeader("X-Backend", name);
  res.setHeader("Content-Type", "text/plain");
  if (req.method === "POST") answerPost(req, res).catch((failure) => res.destroy(failure));
  else answerGet(req, res);
});
// Never the one to close: whatever breaks off is then the gateway's doing.
server.keepAliveTimeout = 0;
server.listen(Number(port), "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
