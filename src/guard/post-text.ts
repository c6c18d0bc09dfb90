// One POST of JSON over HTTP or HTTPS, of which only its success matters.

import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";

export type TextPost = {
  readonly url: string;
  /** PEM; the system's authorities where it is undefined. */
  readonly ca: string | undefined;
  readonly authorization: string;
  /** ASCII. */
  readonly body: string;
};

const TIMEOUT_MS = 5000;

export type PostOutcome = {
  /** For people; empty where it was taken. */
  readonly problem: string;
  /** It came, and would not be taken the next time either. */
  readonly isUseless: boolean;
};

/** Too long for the route, or of another form than the gateway knows. */
const USELESS: readonly number[] = [400, 413];

/** Never rejects. */
export async function postText(post: TextPost): Promise<PostOutcome> {
  try {
    const status = await statusOf(post);
    const isUseless = USELESS.includes(status);
    return { problem: status === 204 ? "" : `it answers ${status}`, isUseless };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { problem: `it cannot be reached: ${message}`, isUseless: false };
  }
}

function statusOf({ url, ca, authorization, body }: TextPost): Promise<number> {
  return new Promise((resolve, reject) => {
    const send = new URL(url).protocol === "https:" ? requestHttps : requestHttp;
    const headers = {
      Authorization: authorization,
      "Content-Type": "application/json",
      "Content-Length": body.length,
    };
    const trust = ca === undefined ? {} : { ca };
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const asked = send(url, { method: "POST", agent: false, signal, headers, ...trust }, (response) => {
      response.on("error", reject);
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0));
    });
    asked.on("error", reject);
    asked.end(body);
  });
}
