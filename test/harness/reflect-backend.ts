// The test backend of the Core Rule Set's regression tests: answers an empty 200, and `POST /reflect` with
// the status, fields and body that its JSON body names.

import { reflectedResponse } from "#ftw/reflected-response.ts";
import { answering, type RawBackend, startRawBackend } from "./raw-backend.ts";
import { readRequest } from "./request-reader.ts";

export const startReflectBackend = (): Promise<RawBackend> => startRawBackend(answering(reflect));

const FRAMING = new Set(["content-length", "transfer-encoding", "connection"]);

function reflect(bytes: string): string {
  const request = readRequest(bytes)?.request;
  if (request === undefined) return "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
  const { status, reasonPhrase, headers, body } = reflectedResponse(
    request.method,
    request.target,
    request.body,
  );
  const fields = headers
    .filter(({ key }) => !FRAMING.has(key))
    .map(({ name, value }) => `${name}: ${value}\r\n`);
  const isBodiless = status < 200 || status === 204 || status === 304;
  if (!isBodiless) fields.push(`Content-Length: ${body.length}\r\n`);
  const content = isBodiless || request.method === "HEAD" ? "" : body;
  return `HTTP/1.1 ${status} ${reasonPhrase}\r\n${fields.join("")}\r\n${content}`;
}
