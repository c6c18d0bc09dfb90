// `implicit operator` and `explicit operator` of the value library's types (C# 7 specification,
// "User-defined conversions"): the one whose source and target come nearest.

import { ancestors, argumentsOf, type Catalogue } from "../../type/catalogue.ts";
import { type ClrType, errorType, isSameType, substitute } from "../../type/clr-type.ts";
import type { Member } from "../../type/member.ts";
import type { BoundMember, Conversion } from "../bound.ts";
import { standardExplicit, standardImplicit } from "./conversion.ts";

type Found = { readonly member: Member; readonly from: ClrType; readonly to: ClrType };

/** Undefined when there is none, or when two are equally near (a cast must then say which). */
export function userConversion(
  catalogue: Catalogue,
  from: ClrType,
  to: ClrType,
  names: readonly ("implicit" | "explicit")[],
): Conversion | undefined {
  const source = from.kind === "nullable" ? from.underlying : from;
  const isExplicit = names.includes("explicit");
  const fits = (a: ClrType, b: ClrType): boolean =>
    standardImplicit(catalogue, a, b) !== undefined ||
    (isExplicit && standardImplicit(catalogue, b, a) !== undefined);
  const candidates = [...ancestors(catalogue, source), ...ancestors(catalogue, to)]
    .flatMap((type) => conversionsOf(catalogue, type, names))
    .filter((found) => fits(from, found.from) && fits(found.to, to));
  const best = candidates.toSorted((a, b) => distance(a, from, to) - distance(b, from, to))[0];
  return best === undefined ? undefined : toConversion(catalogue, best, from, to);
}

function conversionsOf(catalogue: Catalogue, type: ClrType, names: readonly string[]): Found[] {
  const entry = catalogue.entryOf(type);
  if (entry === undefined) return [];
  const types = argumentsOf(entry, type);
  return names
    .flatMap((name) => entry.members.get(name) ?? [])
    .map((member) => ({
      member,
      from: substitute(member.parameters[0]?.type ?? errorType, types),
      to: substitute(member.returns, types),
    }));
}

/** Exact ends first: the target counts more, since it decides what the program sees. */
function distance(found: Found, from: ClrType, to: ClrType): number {
  return (isSameType(found.to, to) ? 0 : 2) + (isSameType(found.from, from) ? 0 : 1);
}

function standard(catalogue: Catalogue, from: ClrType, to: ClrType): Conversion | undefined {
  return standardImplicit(catalogue, from, to) ?? standardExplicit(catalogue, from, to, false);
}

function toConversion(
  catalogue: Catalogue,
  found: Found,
  from: ClrType,
  to: ClrType,
): Conversion | undefined {
  const { body, display } = found.member;
  if (typeof body !== "function") return undefined;
  const member: BoundMember = { display, body: { kind: "plain", run: body }, isInstance: false };
  const user: Conversion = { kind: "user", member };
  const before = standard(catalogue, from, found.from);
  const after = standard(catalogue, found.to, to);
  if (before === undefined || after === undefined) return undefined;
  const steps = [before, user, after].filter((step) => step.kind !== "identity");
  return steps.length === 1 ? user : { kind: "chain", steps };
}
