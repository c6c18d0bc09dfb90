// `/api/v1/floods`: what the node takes for normal, whether there is a flood, and which clients are kept out
// for one; a client can be pardoned.

import type { IncomingMessage } from "node:http";
import { formatAddress, parseAddress } from "#kernel/address.ts";
import { clientNetwork } from "#kernel/client-network.ts";
import { type ApiAnswer, notAllowed, refusal } from "./api-answer.ts";
import type { FloodKeeper } from "./flood-keeper.ts";

export const FLOODS_PATH = "/api/v1/floods";
const PENALTIES_PATH = `${FLOODS_PATH}/penalties`;
/** Those that are kept out longest. */
const MAX_SHOWN = 10_000;

export type FloodApiOptions = { readonly flood: Pick<FloodKeeper, "state" | "watch"> };

export function answerFloods(
  req: IncomingMessage,
  { pathname, searchParams }: URL,
  { flood }: FloodApiOptions,
): ApiAnswer {
  if (pathname === FLOODS_PATH) {
    return req.method === "GET" ? { status: 200, value: flood.state } : notAllowed("GET");
  }
  if (pathname !== PENALTIES_PATH) return refusal(404, "There is nothing here.");
  switch (req.method) {
    case "GET": {
      const penalties = flood.watch.penalties();
      return { status: 200, value: { count: penalties.length, penalties: penalties.slice(0, MAX_SHOWN) } };
    }
    case "DELETE": {
      const client = clientOf(searchParams.get("client") ?? "");
      if (client === undefined) return refusal(400, "client is an address.");
      if (!flood.watch.pardon(client)) return refusal(404, `${client} is not kept out.`);
      return { status: 200, value: { client } };
    }
    default:
      return notAllowed("GET, DELETE");
  }
}

function clientOf(text: string): string | undefined {
  const address = parseAddress(text.replace(/\/64$/, ""));
  return address === undefined ? undefined : clientNetwork(formatAddress(address));
}
