// An exchange's request as a plan gets it.

import { FieldKind } from "#http/field-kind.ts";
import { defaultPort } from "#kernel/default-port.ts";
import { HeaderList, PolicyBody, PolicyRequest } from "#policy/plans.ts";
import type { GatewayExchange } from "../gateway-exchange.ts";

const NO_PARAMETERS: ReadonlyMap<string, string> = new Map();

/**
 * @param path what is left of the path behind what selected the API or route
 * @param matchedParameters of the operation's template
 */
export function exchangeRequest(
  x: GatewayExchange,
  path: string,
  matchedParameters: ReadonlyMap<string, string> = NO_PARAMETERS,
): PolicyRequest {
  const { host, port } = authorityOf(x);
  const original = { scheme: x.scheme, host, port, path: x.path, query: x.query };
  const facts = {
    method: x.head.method,
    original,
    path: path === "" ? "/" : path,
    ipAddress: x.clientAddress,
    matchedParameters,
  };
  const { fields } = x.edits ?? x.head;
  // What policies copy elsewhere must not carry it along.
  const own = x.debug === undefined ? fields : fields.filter(({ kind }) => kind !== FieldKind.debugToken);
  return new PolicyRequest(facts, new HeaderList(own, x.head.fields), new PolicyBody(x.body));
}

function authorityOf(x: GatewayExchange): { readonly host: string; readonly port: number } {
  const { host, authority } = x.head;
  const written = authority.slice(host.length + 1);
  const isWritten = written !== "" && /^\d{1,5}$/.test(written);
  return { host, port: isWritten ? Number(written) : defaultPort(x.scheme) };
}
