// A real client of HTTP/2, by prior knowledge: node:http2 with whole answers.

import {
  type ClientHttp2Session,
  connect,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from "node:http2";

export type H2Answer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly trailers: IncomingHttpHeaders;
  readonly body: string;
  /** The code that the stream was reset with; 0 where it ended well. */
  readonly reset: number;
};

export class H2Client {
  readonly session: ClientHttp2Session;

  constructor(port: number) {
    this.session = connect(`http://127.0.0.1:${port}`);
    this.session.on("error", () => {});
  }

  /** Sends a request, its body in pieces with a pause between them. */
  async ask(
    fields: OutgoingHttpHeaders,
    pieces: readonly string[] = [],
    trailers: OutgoingHttpHeaders | undefined = undefined,
  ): Promise<H2Answer> {
    const hasTrailers = trailers !== undefined;
    const stream = this.session.request(fields, {
      endStream: pieces.length === 0 && !hasTrailers,
      waitForTrailers: hasTrailers,
    });
    stream.on("wantTrailers", () => stream.sendTrailers(trailers ?? {}));
    const answer = gather(stream);
    for (const [at, piece] of pieces.entries()) {
      if (at > 0) await new Promise((resolve) => setTimeout(resolve, 15));
      stream.write(piece, "latin1");
    }
    stream.end();
    return answer;
  }

  close(): void {
    this.session.destroy();
  }
}

export function gather(stream: ReturnType<ClientHttp2Session["request"]>): Promise<H2Answer> {
  let headers: IncomingHttpHeaders = {};
  let trailers: IncomingHttpHeaders = {};
  let status = 0;
  let body = "";
  stream.setEncoding("latin1");
  stream.on("response", (got) => {
    headers = got;
    status = got[":status"] ?? 0;
  });
  stream.on("trailers", (got) => {
    trailers = got;
  });
  stream.on("data", (chunk: string) => {
    body += chunk;
  });
  stream.on("error", () => {});
  return new Promise((resolve) => {
    stream.on("close", () => resolve({ status, headers, trailers, body, reset: stream.rstCode }));
  });
}
