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

/** Never rejects. Gives what is wrong, for people; empty where it was taken. */
export function postText({ url, ca, authorization, body }: TextPost): Promise<string> {
  return new Promise((resolve) => {
    const failed = (error: Error): void => resolve(`it cannot be reached: ${error.message}`);
    const send = url.startsWith("https:") ? requestHttps : requestHttp;
    const headers = {
      Authorization: authorization,
      "Content-Type": "application/json",
      "Content-Length": body.length,
    };
    const trust = ca === undefined ? {} : { ca };
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const asked = send(url, { method: "POST", agent: false, signal, headers, ...trust }, (response) => {
      response.on("error", failed);
      response.resume();
      const { statusCode = 0 } = response;
      response.on("end", () => resolve(statusCode === 204 ? "" : `it answers ${statusCode}`));
    });
    asked.on("error", failed);
    asked.end(body);
  });
}
