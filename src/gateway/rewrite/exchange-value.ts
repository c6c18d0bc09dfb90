// What the variables of a configuration are worth for one exchange, as it stands. Rewrites see it through
// what the rules before them made of it.

import { CookiePairs } from "#http/cookie-pairs.ts";
import type { Exchange } from "#http/exchange.ts";
import type { Field } from "#http/field.ts";
import type { Variable } from "#http/template.ts";
import type { GatewayExchange } from "../gateway-exchange.ts";
import { restOf } from "../route.ts";
import { parameterOf } from "./query-string.ts";

/** What is asked of an exchange beside what every stage knows. */
export type RoutedExchange = Exchange & Pick<GatewayExchange, "matched" | "judgeBot">;

/** Undefined where the request has no such thing. Bytes as received, parameters decoded. */
export function exchangeValue(x: RoutedExchange, { name, key }: Variable): string | undefined {
  switch (name) {
    case "method":
      return x.head.method;
    case "path":
      return x.path;
    case "path.rest":
      return x.matched === undefined ? "" : restOf(x.matched, x.path);
    case "query":
      return x.query.slice(1);
    case "query.*":
      return parameterOf(x.query.slice(1), key);
    case "header.*":
      return x.requestHeader(key);
    case "cookie.*":
      return cookieOf(x.head.fields, key);
    case "host":
      return x.head.host;
    case "body.length":
      return bodyLength(x);
    case "response.status":
      return x.response === undefined ? undefined : String(x.response.status);
    case "response.header.*":
      return x.responseHeader(key);
    case "client.bot":
      x.judgeBot();
      return x.bot;
    case "client.botName":
      x.judgeBot();
      return x.botName === "" ? undefined : x.botName;
    case "capture.*":
      return undefined;
    default:
      return connectionValue(x, name);
  }
}

type ConnectionVariable = Extract<
  Variable["name"],
  | "client.address"
  | "client.peer"
  | "client.country"
  | "listener"
  | "scheme"
  | "tls.version"
  | "tls.ja4"
  | "request.id"
>;

function connectionValue(x: Exchange, name: ConnectionVariable): string | undefined {
  switch (name) {
    case "client.address":
      return x.clientAddress;
    case "client.peer":
      return x.peerAddress;
    case "client.country":
      return x.country === "" ? undefined : x.country;
    case "listener":
      return x.listener;
    case "scheme":
      return x.scheme;
    case "tls.version":
      return x.tlsVersion === "" ? undefined : x.tlsVersion;
    case "tls.ja4":
      return x.ja4 === "" ? undefined : x.ja4;
    case "request.id":
      return x.requestId;
  }
}

/** What is declared, or what has come where that is all; a body in chunks has no length yet. */
function bodyLength({ body }: Exchange): string | undefined {
  if (body.complete || body.rest === undefined) return String(body.prefix.length);
  return body.declaredBytes < 0 ? undefined : String(body.declaredBytes);
}

/** The first cookie of a name (RFC 6265 §5.4); names are case-sensitive. */
export function cookieOf(fields: readonly Field[], name: string): string | undefined {
  const pairs = new CookiePairs(fields);
  while (pairs.next()) if (pairs.isNamed(name)) return pairs.value;
  return undefined;
}
