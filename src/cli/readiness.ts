// Asks a node whether it is ready.

import { request } from "node:http";

/** `host` is the Host header where it is not to be that of the URL. */
export type ReadinessUrl = { readonly url: string; readonly host: string | undefined };

const MAX_ANSWER_CHARS = 65_536;

/** Resolves to why the node is not ready; empty where it is. */
export function askReadiness({ url, host }: ReadinessUrl, timeoutMs: number): Promise<string> {
  return new Promise((resolve) => {
    const headers = host === undefined ? {} : { Host: host };
    const signal = AbortSignal.timeout(timeoutMs);
    let req: ReturnType<typeof request>;
    try {
      req = request(url, { headers, signal, agent: false });
    } catch (error) {
      resolve(`${url} cannot be asked: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    req.on("error", (error) => {
      const why = signal.aborted ? `no answer within ${timeoutMs} ms` : error.message;
      resolve(`not ready: ${url}: ${why}`);
    });
    req.on("response", (res) => {
      let body = "";
      res.setEncoding("utf8");
      res.on("data", (chunk: string) => {
        if (body.length < MAX_ANSWER_CHARS) body += chunk;
      });
      res.on("end", () =>
        resolve(res.statusCode === 200 ? "" : `not ready: ${res.statusCode} ${body.trim()}`),
      );
    });
    req.end();
  });
}
