// What the gateway says of a request to a backend that checks its signature: fields that no client can send.

import type { GatewayExchange } from "./gateway-exchange.ts";

/** As they stand in the head, each with its CRLF. */
export function assertedFields({ clientAddress, apiCall }: GatewayExchange): string {
  const client = `X-Gw-Client-Ip: ${clientAddress}\r\n`;
  const subscription = apiCall?.subscription ?? "";
  return subscription === "" ? client : `${client}X-Gw-Principal: subscription:${subscription}\r\n`;
}
