// One GET of a text over HTTP or HTTPS, for documents that are believed by their signature: no redirect is
// followed, and no more is read than a document may have.

import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";

export type TextQuery = {
  readonly url: string;
  /** PEM; the system's authorities where it is undefined. */
  readonly ca: string | undefined;
  /** Of what is known already; empty for nothing. */
  readonly etag: string;
};

/** `text` is undefined where it is the one that is known. `failure` is for people. */
export type TextAnswer =
  | { readonly text: string | undefined; readonly etag: string }
  | { readonly failure: string };

const TIMEOUT_MS = 5000;
const MAX_CHARS = 400_000;

/** Never rejects. */
export async function fetchText(query: TextQuery): Promise<TextAnswer> {
  try {
    return await read(await asked(query));
  } catch (error) {
    return { failure: `it cannot be reached: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function asked({ url, ca, etag }: TextQuery): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const send = new URL(url).protocol === "https:" ? requestHttps : requestHttp;
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const headers = etag === "" ? {} : { "If-None-Match": etag };
    const trust = ca === undefined ? {} : { ca };
    const request = send(url, { agent: false, signal, headers, ...trust }, (response) => {
      response.on("error", reject);
      resolve(response);
    });
    request.on("error", reject);
    request.end();
  });
}

async function read(response: IncomingMessage): Promise<TextAnswer> {
  const { statusCode = 0, headers } = response;
  let text = "";
  response.setEncoding("latin1");
  // With an encoding set, a response gives texts.
  for await (const chunk of response as AsyncIterable<string>) {
    text += chunk;
    if (text.length > MAX_CHARS) return { failure: "it is too long" };
  }
  if (statusCode === 304) return { text: undefined, etag: headers.etag ?? "" };
  if (statusCode !== 200) return { failure: `it answers ${statusCode}` };
  return { text, etag: headers.etag ?? "" };
}
