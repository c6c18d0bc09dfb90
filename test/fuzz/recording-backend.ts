// A backend that reads by Node's own parser (llhttp, strict), and keeps both what it read and the bytes that
// came, connection by connection.

import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** A request as some reader understood it. */
export type ReadRequest = {
  /** Our request id, by which all accounts of a request are brought together. */
  readonly id: string;
  readonly method: string;
  readonly host: string;
  readonly target: string;
  readonly body: string;
};

/** One connection since it was last taken. */
export type Recording = {
  bytes: string;
  readonly requests: ReadRequest[];
  /** What the parser had against the bytes; empty where nothing. */
  flaw: string;
};

export type RecordingBackend = {
  readonly port: number;
  /** What came since the last call, of each connection that anything came on. */
  take(): Recording[];
  close(): Promise<void>;
};

export async function startRecordingBackend(): Promise<RecordingBackend> {
  const recordings = new Map<Socket, Recording>();
  const recordingOf = (socket: Socket): Recording => {
    const known = recordings.get(socket);
    if (known !== undefined) return known;
    const made: Recording = { bytes: "", requests: [], flaw: "" };
    recordings.set(socket, made);
    return made;
  };
  const options = {
    insecureHTTPParser: false,
    maxHeaderSize: 1 << 20,
    requestTimeout: 0,
    keepAliveTimeout: 600_000,
  };
  let requests = 0;
  const server = createServer(options, (req, res) => {
    let body = "";
    req.on("data", (chunk: Buffer) => {
      body += chunk.toString("latin1");
    });
    req.on("error", () => {
      // Broken off by the gateway: not a whole request.
    });
    // Connections that are opened while a request is under way have found what kept ones had not.
    if (++requests % 3 === 0) res.setHeader("Connection", "close");
    req.on("end", () => {
      recordingOf(req.socket).requests.push(readBy(req, body));
      res.end("ok");
    });
  });
  server.on("connection", (socket: Socket) => {
    socket.on("data", (chunk) => {
      recordingOf(socket).bytes += chunk.toString("latin1");
    });
  });
  server.on("clientError", (error: Error & { readonly code?: string }, socket) => {
    // The type of a plain server's socket is not told here.
    if (isFlaw(error)) recordingOf(socket as Socket).flaw = `${error.code}: ${error.message}`;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port, // A TCP server's address.
    take: () => {
      const taken = [...recordings.values()].filter(({ bytes }) => bytes !== "");
      recordings.clear();
      return taken;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A gateway that breaks off a request resets the connection, and that is no flaw of its bytes. */
function isFlaw(error: Error & { readonly code?: string }): boolean {
  return error.code?.startsWith("HPE_") === true && error.code !== "HPE_INVALID_EOF_STATE";
}

function readBy(req: IncomingMessage, body: string): ReadRequest {
  const { method = "", url = "", headers } = req;
  return { id: String(headers["x-request-id"]), method, host: headers.host ?? "", target: url, body };
}
