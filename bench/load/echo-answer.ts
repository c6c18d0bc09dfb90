// What the echo backends answer, so that it can be checked to the byte: GET with the text that `echoText`
// makes of the query, POST with the body that it got.

import type { IncomingMessage, ServerResponse } from "node:http";
import { echoText } from "./echo-text.ts";

/** @param name of the backend, told in each answer */
export function answerEcho(name: string): (req: IncomingMessage, res: ServerResponse) => void {
  return (req, res) => {
    res.setHeader("X-Backend", name);
    res.setHeader("Content-Type", "text/plain");
    if (req.method === "POST") answerPost(req, res).catch((failure) => res.destroy(failure));
    else answerGet(req, res);
  };
}

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
