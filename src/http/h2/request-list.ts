// A request as it goes to a backend of HTTP/1.1 → the field list of HTTP/2: one account of what is sent on,
// in whichever protocol.

import { isGrpcType } from "../streaming.ts";

const HOST = "host";
/** What HTTP/2 has other means for (RFC 9113 §8.2.2). */
const left = new Set(["transfer-encoding", "connection", "upgrade"]);

/**
 * @param wire request line and fields with the empty line
 * @returns names and values by turns, pseudo-header fields first, as node:http2 takes them
 */
export function requestList(wire: string, scheme: "http" | "https"): string[] {
  const lineEnd = wire.indexOf("\r\n");
  const [method = "", path = ""] = wire.slice(0, lineEnd).split(" ", 2);
  const list = [":method", method, ":scheme", scheme, ":authority", "", ":path", path];
  for (let at = lineEnd + 2; at < wire.length - 2; ) {
    const end = wire.indexOf("\r\n", at);
    const colon = wire.indexOf(":", at);
    const name = wire.slice(at, colon).toLowerCase();
    const value = wire.slice(colon + 2, end);
    if (name === HOST) list[5] = value;
    else if (!left.has(name)) list.push(name, value);
    // A gRPC server refuses a call whose way does not say that it carries trailers.
    if (name === "content-type" && isGrpcType(value)) list.push("te", "trailers");
    at = end + 2;
  }
  return list;
}
