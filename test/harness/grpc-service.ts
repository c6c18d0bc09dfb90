// A service of gRPC, all four kinds of call, and a client for it: real peers, whose messages are plain bytes.

import { connect, createServer } from "node:net";
import {
  type CallOptions,
  Client,
  type ClientDuplexStream,
  type ClientReadableStream,
  credentials,
  Metadata,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceDefinition,
  type sendUnaryData,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";

const asIs = (bytes: Buffer): Buffer => bytes;

const method = (name: string, requestStream: boolean, responseStream: boolean) => ({
  path: `/test.Echo/${name}`,
  requestStream,
  responseStream,
  requestSerialize: asIs,
  requestDeserialize: asIs,
  responseSerialize: asIs,
  responseDeserialize: asIs,
});

const echo: ServiceDefinition = {
  unary: method("Unary", false, false),
  serverStream: method("ServerStream", false, true),
  clientStream: method("ClientStream", true, false),
  bidi: method("Bidi", true, true),
};

export type GrpcService = {
  readonly port: number;
  /** Calls that the client gave up. */
  cancelled(): number;
  /** Connections that clients have opened so far. */
  sessions(): number;
  close(): void;
};

/** `unary` echoes, or fails with what the metadata asks for; `serverStream` repeats ten times. */
export async function startGrpcService(): Promise<GrpcService> {
  const server = new Server({ "grpc.max_receive_message_length": -1 });
  let cancelled = 0;
  const implementation: UntypedServiceImplementation = {
    unary(call: ServerUnaryCall<Buffer, Buffer>, callback: sendUnaryData<Buffer>) {
      const [code] = call.metadata.get("x-fail");
      if (call.metadata.get("x-hang").length > 0) {
        call.on("cancelled", () => cancelled++);
        return;
      }
      if (code === undefined) {
        const trailer = new Metadata();
        trailer.set("x-trailer", "1");
        callback(null, call.request, trailer);
        return;
      }
      const details = new Metadata();
      details.set("detail-bin", Buffer.from([0, 255, 10]));
      callback({ code: Number(code), details: "not like this: 100 %\n", metadata: details });
    },
    serverStream(call: ServerWritableStream<Buffer, Buffer>) {
      for (let i = 0; i < 10; i++) call.write(Buffer.concat([call.request, Buffer.from(String(i))]));
      call.on("cancelled", () => cancelled++);
      if (call.metadata.get("x-hang").length === 0) call.end();
    },
    clientStream(call: ServerReadableStream<Buffer, Buffer>, callback: sendUnaryData<Buffer>) {
      const parts: Buffer[] = [];
      call.on("data", (part: Buffer) => parts.push(part));
      call.on("end", () => callback(null, Buffer.concat(parts)));
    },
    bidi(call: ServerDuplexStream<Buffer, Buffer>) {
      call.on("data", (part: Buffer) => call.write(part));
      call.on("end", () => call.end());
    },
  };
  server.addService(echo, implementation);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  const relay = await countConnections(port);
  return {
    port: relay.port,
    cancelled: () => cancelled,
    sessions: relay.count,
    close() {
      relay.close();
      server.forceShutdown();
    },
  };
}

export type UnaryAnswer = {
  readonly code: number;
  readonly details: string;
  readonly message: string | undefined;
  readonly trailers: Metadata | undefined;
};

/** A client for the service whose messages are latin1 strings. */
export class EchoClient extends Client {
  /** Any method of one request and one response. */
  call(
    name: string,
    message: string,
    metadata = new Metadata(),
    options: CallOptions = {},
  ): Promise<UnaryAnswer> {
    const path = `/test.Echo/${name}`;
    return new Promise((resolve) => {
      let answer: UnaryAnswer = { code: -1, details: "", message: undefined, trailers: undefined };
      const bytes = Buffer.from(message, "latin1");
      const call = this.makeUnaryRequest(
        path,
        asIs,
        asIs,
        bytes,
        metadata,
        options,
        (error, reply?: Buffer) => {
          answer = { ...answer, message: error === null ? reply?.toString("latin1") : undefined };
        },
      );
      call.on("status", ({ code, details, metadata: trailers }) => {
        answer = { ...answer, code, details, trailers };
        setImmediate(() => resolve(answer));
      });
    });
  }

  unary(message: string, metadata?: Metadata, options?: CallOptions): Promise<UnaryAnswer> {
    return this.call("Unary", message, metadata, options);
  }

  openServerStream(message: string, metadata = new Metadata()): ClientReadableStream<Buffer> {
    const bytes = Buffer.from(message, "latin1");
    return this.makeServerStreamRequest("/test.Echo/ServerStream", asIs, asIs, bytes, metadata);
  }

  async serverStream(message: string): Promise<string[]> {
    const parts: string[] = [];
    for await (const part of this.openServerStream(message)) parts.push(String(part));
    return parts;
  }

  clientStream(messages: readonly string[]): Promise<{ readonly message: string | undefined }> {
    return new Promise((resolve) => {
      const call = this.makeClientStreamRequest(
        "/test.Echo/ClientStream",
        asIs,
        asIs,
        (_error, reply?: Buffer) => resolve({ message: reply?.toString("latin1") }),
      );
      for (const message of messages) call.write(Buffer.from(message, "latin1"));
      call.end();
    });
  }

  bidi(): ClientDuplexStream<Buffer, Buffer> {
    return this.makeBidiStreamRequest("/test.Echo/Bidi", asIs, asIs);
  }
}

export function grpcClient(port: number): EchoClient {
  const options = { "grpc.max_receive_message_length": -1, "grpc.enable_retries": 0 };
  return new EchoClient(`127.0.0.1:${port}`, credentials.createInsecure(), options);
}

/** Stands before the service and counts who connects. */
async function countConnections(to: number) {
  let count = 0;
  const server = createServer((socket) => {
    count++;
    const onward = connect({ port: to, host: "127.0.0.1", noDelay: true });
    socket.pipe(onward);
    onward.pipe(socket);
    socket.on("error", () => onward.destroy());
    onward.on("error", () => socket.destroy());
    socket.on("close", () => onward.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { port, count: () => count, close: () => server.close() };
}
