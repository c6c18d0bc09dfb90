// What handlers of the admin API give back, and how they read what they are sent.

import type { IncomingMessage } from "node:http";

export type ApiAnswer = { readonly status: number; readonly value: unknown; readonly allow?: string };

const MAX_BODY_BYTES = 16_384;

export function refusal(status: number, detail: string): ApiAnswer {
  return { status, value: { detail } };
}

export const notAllowed = (allow: string): ApiAnswer => ({
  ...refusal(405, `It answers ${allow} only.`),
  allow,
});

/** Undefined for what is no JSON, is too long, or is not sent as JSON: a form of a web page cannot be. */
export async function readJson(req: IncomingMessage): Promise<unknown> {
  if (!/^application\/json\b/i.test(req.headers["content-type"] ?? "")) return undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Without an encoding set, a request gives buffers.
  for await (const chunk of req as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    return undefined;
  }
}
