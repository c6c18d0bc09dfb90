// May the audit send requests there? Private addresses are ours; public ones must be declared, or show the
// token in DNS or on the server. Whoever fails to show it gets no request but the one that asks for it.

import { createHash } from "node:crypto";
import { resolveTxt } from "node:dns/promises";
import { type Prefix, parsePrefix } from "#kernel/address.ts";
import { buildPrefixTable, PrefixSet } from "#kernel/prefix-set.ts";
import { isPrivateAddress } from "#kernel/private-address.ts";
import { sendProbe } from "./probe-connection.ts";
import type { ProbeRequest } from "./probe-message.ts";

type OwnPlace = { readonly host: string } | { readonly prefix: Prefix };

/** Declared or private: no question is needed. */
export function isDeclaredOwn(host: string, address: string, own: readonly OwnPlace[]): boolean {
  if (isPrivateAddress(address)) return true;
  const hosts = own.flatMap((place) => ("host" in place ? [place.host] : []));
  const prefixes = own.flatMap((place) => ("prefix" in place ? [{ prefix: place.prefix, value: 1 }] : []));
  if (new PrefixSet(buildPrefixTable(prefixes)).lookupText(address) >= 0) return true;
  // An address that stands in place of a name is declared as a prefix.
  if (!("error" in parsePrefix(host))) return false;
  const name = host.toLowerCase();
  return hosts.some((each) => (each.startsWith("*.") ? name.endsWith(each.slice(1)) : name === each));
}

/** The text records of a name, each in its parts. Rejects where there is none. */
type TextLookup = (name: string) => Promise<readonly (readonly string[])[]>;

/** Why it is not proven to be ours; undefined where it is. */
export async function ownershipFlaw(
  host: string,
  request: ProbeRequest,
  token: string | undefined,
  textsOf: TextLookup = resolveTxt,
): Promise<string | undefined> {
  const how = "declare it in `audit.bypass.own`, or show `audit.bypass.ownershipToken`";
  if (token === undefined) return `${host} (${request.address}) is public and not proven to be ours: ${how}`;
  if (await isInDns(host, token, textsOf)) return undefined;
  const reply = await sendProbe(request, "");
  if (reply.kind === "answered" && reply.status === 200 && reply.bodyHash === tokenHash(token))
    return undefined;
  return `neither _portcullis-audit.${host} nor /.well-known/portcullis-audit there has the token`;
}

async function isInDns(host: string, token: string, textsOf: TextLookup): Promise<boolean> {
  try {
    const records = await textsOf(`_portcullis-audit.${host}`);
    return records.some((parts) => parts.join("") === token);
  } catch {
    // No such name or no answer: then it is not shown there.
    return false;
  }
}

/** The whole of the body is the token. */
const tokenHash = (token: string): string => createHash("sha256").update(token, "latin1").digest("hex");
