// Ordinary clients of HTTP/2, one after the other: each asks for some answers at once, takes them and goes.

import { once } from "node:events";
import { connect } from "node:http2";

export type H2Clients = {
  readonly port: number;
  readonly path: string;
  readonly clients: number;
  readonly requestsEach: number;
};

/** @throws Error where an answer is not 200 */
export async function runH2Clients({ port, path, clients, requestsEach }: H2Clients): Promise<void> {
  for (let i = 0; i < clients; i++) {
    const session = connect(`http://127.0.0.1:${port}`);
    const answers = Array.from({ length: requestsEach }, async () => {
      const stream = session.request({ ":path": path });
      const [headers] = await once(stream, "response");
      if (headers[":status"] !== 200) throw new Error(`${path} answered ${headers[":status"]}`);
      await once(stream.resume(), "close");
    });
    await Promise.all(answers);
    session.close();
  }
}
