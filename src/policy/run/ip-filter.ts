// How `ip-filter` runs: by the client's address as the gateway knows it, behind hops that are trusted.

import { type Address, parseAddress } from "#kernel/address.ts";
import type { PolicyCall } from "../plan/policy-call.ts";
import { PolicyFailure } from "../plan/policy-failure.ts";
import type { StatementReader } from "../plan/statement-reader.ts";
import type { PolicyCompiler } from "../plan/step.ts";
import { constant, made, type Value } from "../plan/value.ts";
import { ClrException } from "../value/clr-exception.ts";

type Range = { readonly from: Address; readonly to: Address };

const FORBIDDEN = { status: 403 };

export const ipFilter: PolicyCompiler = (element) => {
  const action = element.textOr("action", "");
  const ranges = element.elements().flatMap(rangeOf);
  const all = made(ranges, (call) => ranges.map((range) => range(call)));
  return (call) => {
    const { ipAddress } = call.request.facts;
    const client = parseAddress(ipAddress);
    if (client === undefined) {
      const message = "Failed to establish IP address for the caller. Access denied.";
      throw new PolicyFailure("FailedToParseCallerIP", message, FORBIDDEN);
    }
    const isListed = all(call).some((range) => isWithin(client, range));
    if (isListed === allowsListed(action(call))) return undefined;
    if (isListed) {
      const message = "Caller IP address is blocked. Access denied.";
      throw new PolicyFailure("CallerIpBlocked", message, FORBIDDEN);
    }
    const message = `Caller IP address ${ipAddress} is not allowed. Access denied.`;
    throw new PolicyFailure("CallerIpNotAllowed", message, FORBIDDEN);
  };
};

function rangeOf(element: StatementReader): readonly Value<Range>[] {
  if (element.name === "address") {
    const address = addressOf(element.trimmedContent() ?? constant(""));
    return [made([address], (call) => ({ from: address(call), to: address(call) }))];
  }
  if (element.name !== "address-range") return [];
  const from = addressOf(element.textOr("from", ""));
  const to = addressOf(element.textOr("to", ""));
  return [made([from, to], (call) => ({ from: from(call), to: to(call) }))];
}

/** @throws ClrException FormatException where an expression gives no address */
function addressOf(text: Value<string>): Value<Address> {
  return made([text], (call: PolicyCall) => {
    const address = parseAddress(text(call).trim());
    if (address === undefined)
      throw new ClrException("System.FormatException", "An invalid IP address was specified.");
    return address;
  });
}

/** @throws ClrException where an expression gave no action that there is */
function allowsListed(action: string): boolean {
  const name = action.trim().toLowerCase();
  if (name === "allow" || name === "forbid") return name === "allow";
  throw new ClrException("System.ArgumentException", `Requested value '${action}' was not found.`);
}

function isWithin(address: Address, { from, to }: Range): boolean {
  return isFromOn(address, from) && isFromOn(to, address);
}

/** Of one version, and the same or higher. */
function isFromOn(address: Address, from: Address): boolean {
  if (address.kind !== from.kind) return false;
  for (const [i, word] of address.words.entries()) {
    const other = from.words[i] ?? 0;
    if (word !== other) return word > other;
  }
  return true;
}
