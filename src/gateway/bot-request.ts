// What the classes of bots are decided by, of an exchange.

import type { BotRequest } from "#bot/contradictions.ts";
import { type Exchange, joinedValue } from "#http/exchange.ts";

/** Before a trusted hop, the connection is the hop's: its protocol and its TLS say nothing of the client. */
export function botRequestOf(x: Exchange): BotRequest {
  const { head, userAgent, clientAddress, isPeerTrusted } = x;
  const { fields, method, version } = head;
  const isDirect = !isPeerTrusted;
  const isSecure = isDirect ? x.scheme === "https" : joinedValue(fields, "x-forwarded-proto") === "https";
  return {
    userAgent,
    fields,
    method,
    version,
    ja4: isDirect ? x.ja4 : "",
    isSecure,
    isDirect,
    clientAddress,
  };
}
